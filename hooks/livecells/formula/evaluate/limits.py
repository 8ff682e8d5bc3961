"""How long one display may take, and how much it may hold.

Numbers are counted where tensors are made, before they are made: a sum over three indices of a
hundred entries asks for more than a machine has. So are the multiplications of one large product,
within which no time can be looked at.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count

from livecells.formula.errors import FormulaError

SECONDS = 10.0  # of the processor, for one display
MOST = 8_000_000  # numbers of one tensor
ALL = 64_000_000  # numbers that one evaluation makes
WORK = 4_000_000_000  # multiplications of one product
_END: ContextVar[float] = ContextVar("end", default=float("inf"))
_GLANCES = count()
_HELD: ContextVar[list[int] | None] = ContextVar("held", default=None)


class TooManyError(FormulaError):
    """A tensor would have too many entries."""

    def __init__(self) -> None:
        super().__init__(
            "this has too many entries to check: give smaller arrays in `at`, or shorter sums"
        )


@contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """Within, `look` raises once the time is over."""
    token = _END.set(time.thread_time() + seconds)
    try:
        yield
    finally:
        _END.reset(token)


@contextmanager
def counted() -> Iterator[None]:
    """Within, what `hold` is told of is added up: all of it is kept for the slopes."""
    token = _HELD.set([0])
    try:
        yield
    finally:
        _HELD.reset(token)


def look() -> None:
    """Raise FormulaError where the time of the display is over."""
    if time.thread_time() > _END.get():
        raise FormulaError(
            f"this takes more than {SECONDS:g} s to check: give smaller arrays in `at`, or shorter "
            "sums"
        )


def glance() -> None:
    """As `look`, but at each sixteenth call only: the clock takes longer than a small sum."""
    if next(_GLANCES) % 16 == 0:
        look()


def hold(numbers: int) -> None:
    """Raise TooManyError where a tensor would have too many entries, or all of them together."""
    held = _HELD.get()
    if held is not None:
        held[0] += numbers
    if numbers > MOST or (held is not None and held[0] > ALL):
        raise TooManyError


def work(multiplications: int) -> None:
    """Raise TooManyError where one product would take too long."""
    if multiplications > WORK:
        raise TooManyError
