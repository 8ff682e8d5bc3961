"""Notice where a program has torch compile or trace it: such code has no graph to record."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import torch

from livecells.record.caller_frame import call_from, replaced

COMPILES = (
    "{} makes other code of this, whose operations cannot be recorded, so no graph of this file can"
    " be drawn: put what is compiled or exported into a snippet of its own, without a graph block"
)
_FAKE = torch._C._TorchDispatchModeKey.FAKE
_ASKED: tuple[tuple[Any, str, str], ...] = (
    (torch, "compile", "torch.compile"),
    (torch.export, "export", "torch.export"),
)


class NotRecordedError(RuntimeError):
    """Raised where a recorded run comes to what cannot be recorded."""


@contextlib.contextmanager
def refused(note: Callable[[str, int], None]) -> Iterator[None]:
    """End what is compiled or traced with fake tensors, and tell `note`: the message, the line.

    The error itself may be caught, by the snippet or by torch. Compilers that are called in other
    ways, also by torch itself, are known by the mode that all of them work in.
    """

    def push(real: Any, caller: FrameType, mode: object, *args: object) -> object:
        if getattr(mode, "_mode_key", None) == _FAKE:
            refuse("a compiler, or a mode with fake tensors,", caller)
        return call_from(caller, real, (mode, *args), {})

    def refuse(who: str, caller: FrameType) -> None:
        message = COMPILES.format(who)
        note(message, _line_of_snippet(caller))
        raise NotRecordedError(message)

    with contextlib.ExitStack() as stack:
        for owner, name, who in _ASKED:
            by = _refusing(refuse, who)
            stack.enter_context(replaced(owner, name, by))
        stack.enter_context(replaced(torch.utils._python_dispatch, "_push_mode", push))
        yield


def _refusing(refuse: Callable[[str, FrameType], None], who: str) -> Callable[..., object]:
    def by(_real: Any, caller: FrameType, *_args: object, **_kwargs: object) -> None:
        refuse(who, caller)

    return by


def _line_of_snippet(frame: FrameType | None) -> int:
    """The line at work in the innermost function of the snippet; 0 where there is none."""
    while frame is not None and frame.f_globals.get("__name__") != "__main__":
        frame = frame.f_back
    return 0 if frame is None else frame.f_lineno or 0
