"""How long one display may take, and how much it may hold."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from livecells.formula.errors import FormulaError

SECONDS = 10.0  # of the processor, for one display
MOST = 30_000_000  # numbers of one tensor
_END: ContextVar[float] = ContextVar("end", default=float("inf"))


@contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """Within, `look` raises once the time is over."""
    token = _END.set(time.thread_time() + seconds)
    try:
        yield
    finally:
        _END.reset(token)


def look() -> None:
    """Raise FormulaError where the time of the display is over."""
    if time.thread_time() > _END.get():
        raise FormulaError(
            f"this takes more than {SECONDS:g} s to check: give smaller arrays in `at`, or shorter "
            "sums"
        )


def hold(numbers: int) -> None:
    """Raise FormulaError where a tensor would have too many entries."""
    if numbers > MOST:
        raise FormulaError("this has too many entries to check: give smaller arrays in `at`")
