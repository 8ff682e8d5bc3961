"""Call a function as if the snippet had called it, and hide that from tracebacks.

torch and Python blame warnings on the calling frame. A recorder that stands between the snippet
and torch would be blamed in its place, so it calls torch from a frame that has the snippet's file,
line and globals: the warning's text and "once per line" register are those of a plain run.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import CodeType, FrameType, FunctionType, TracebackType
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_CALL = "<livecells call>"
# Warnings step over frames of files so named, those of Python's own import machinery.
_STEPPED_OVER = "<livecells importlib._bootstrap>"
_DISPATCH = (
    "livecells.record.caller_frame",
    "livecells.record.engine_calls",
    "livecells.record.operations",
    "livecells.record.recorder",
)
_PASS_ON = (lambda func, args, kwargs: func(*args, **kwargs)).__code__.replace(co_name=_CALL)


def unblamed(function: F) -> F:
    """Have warnings count no frame of this function, nor of those in it, for their `stacklevel`."""
    function.__code__ = _stepped_over(function.__code__)
    return function


def _stepped_over(code: CodeType) -> CodeType:
    inner = [_stepped_over(one) if isinstance(one, CodeType) else one for one in code.co_consts]
    return code.replace(co_filename=_STEPPED_OVER, co_consts=tuple(inner))


@lru_cache(maxsize=4096)
def _code_at(filename: str, line: int) -> CodeType:
    return _PASS_ON.replace(co_filename=filename, co_firstlineno=line)


@unblamed
def call_from(
    frame: FrameType,
    func: Callable[..., object],
    args: Sequence[object],
    kwargs: Mapping[str, object],
) -> object:
    """Call a function as if the line at which `frame` stands had called it.

    A function in Python may warn of what is further up, so no frame may come between; one in C
    blames the frame that calls it.

    Returns:
        What the function gives; what it raises has one frame more in its traceback.
    """
    file = _STEPPED_OVER if hasattr(func, "__code__") else frame.f_code.co_filename
    code = _code_at(file, frame.f_lineno or 0)
    return FunctionType(code, frame.f_globals)(func, args, kwargs)


def clean_traceback(error: BaseException) -> None:
    """Take the frames that recording added out of the traceback of `error`."""
    kept: list[TracebackType] = []
    for entry in _entries(error.__traceback__):
        if entry.tb_frame.f_code.co_name != _CALL:
            kept.append(entry)
            continue
        while kept and kept[-1].tb_frame.f_globals.get("__name__") in _DISPATCH:
            kept.pop()
    for entry, following in zip(kept, [*kept[1:], None], strict=True):
        entry.tb_next = following
    error.__traceback__ = kept[0] if kept else None


def _entries(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


@contextlib.contextmanager
def replaced(
    owner: Any, name: str, by: Callable[..., object], *, static: bool = False
) -> Iterator[None]:
    """Have `by` called with the real function, the frame that calls it, and its arguments.

    Args:
        owner: The module or class.
        name: The name of the function in it.
        by: What calls the real one.
        static: It is a static method of a class, and must be set as one.
    """
    real, own = getattr(owner, name), vars(owner).get(name)

    @functools.wraps(real)
    @unblamed
    def stand_in(*args: object, **kwargs: object) -> object:
        return by(real, sys._getframe(1), *args, **kwargs)

    setattr(owner, name, staticmethod(stand_in) if static else stand_in)
    try:
        yield
    finally:
        if own is None:
            delattr(owner, name)
        else:
            setattr(owner, name, own)
