"""Threads of a program in a page, which has none: each runs at once, to its end.

That is one of the orders in which threads may run, so it is shown only where no other can matter:
what prints, waits, sleeps, fails or asks which thread it is, is refused.
"""

from __future__ import annotations

import contextlib
import io
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

OF_A_THREAD = {"grad": True, "inference": False, "duals": 0}
QUESTIONS = ("current_thread", "get_ident", "get_native_id", "enumerate", "active_count")
_began: list[threading.Thread] = []


class Silent(io.TextIOBase):
    """Which thread prints first is not known."""

    def write(self, text: str) -> int:  # noqa: ARG002
        """Refuse what would be printed."""
        return int(refuse("a print in a thread"))


def refuse(what: str) -> Any:
    """End the program."""
    sys.modules["torch._types"].refuse(what)


def start(thread: threading.Thread) -> None:
    """Run what a thread would run, in the modes of a new one."""
    if thread in _began:
        raise RuntimeError("threads can only be started once")
    target = getattr(thread, "_target", None)
    mode = sys.modules["torch._graph"].Mode
    casting = sys.modules["torch._autocast"].casting.now is not None
    pooled = casting or (getattr(target, "__module__", "") or "").startswith(
        ("concurrent", "multiprocessing")
    )
    if pooled or mode.vmap or mode.transform or mode.hooks or mode.hooks_off:
        refuse("a program with threads of this kind")
    _began.append(thread)
    with _alone(mode), contextlib.redirect_stdout(Silent()):
        try:
            thread.run()
        except Exception:
            refuse("an error in a thread")


@contextlib.contextmanager
def _alone(mode: Any) -> Iterator[None]:
    """The modes of a new thread, and nothing that waits or asks."""
    before = {name: getattr(mode, name) for name in OF_A_THREAD}
    patched: list[tuple[Any, str, Any]] = [
        (threading, name, getattr(threading, name))
        for name in QUESTIONS
        if hasattr(threading, name)
    ]
    patched += [
        (time, "sleep", time.sleep),
        (threading.Condition, "wait", threading.Condition.wait),
    ]
    for name, value in OF_A_THREAD.items():
        setattr(mode, name, value)
    for owner, name, _ in patched:
        setattr(owner, name, lambda *_, **__: refuse("a thread that waits or asks which it is"))
    try:
        yield
    finally:
        for owner, name, old in patched:
            setattr(owner, name, old)
        for name, value in before.items():
            setattr(mode, name, value)


def join(thread: threading.Thread, timeout: float | None = None) -> None:  # noqa: ARG001
    """All that was begun has ended."""
    if thread not in _began:
        raise RuntimeError("cannot join thread before it is started")


def is_alive(_: threading.Thread) -> bool:
    """Nothing is left of what was begun."""
    return False


def install() -> None:
    """Let threads run so, from here on."""
    _began.clear()
    for name, fn in (("start", start), ("join", join), ("is_alive", is_alive)):
        setattr(threading.Thread, name, fn)
