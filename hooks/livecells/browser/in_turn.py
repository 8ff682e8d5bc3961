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

LOCKS = ("Lock", "RLock", "_allocate_lock", "_CRLock", "_PyRLock")
OF_A_THREAD = {"grad": True, "inference": False, "duals": 0}
QUESTIONS = ("current_thread", "get_ident", "get_native_id", "enumerate", "active_count")
_began: list[threading.Thread] = []
_inside: list[threading.Thread] = []  # those that run now, the innermost last


class Silent(io.TextIOBase):
    """Which thread prints first is not known."""

    def write(self, text: str) -> int:  # noqa: ARG002
        """Refuse what would be printed."""
        return int(refuse("a print in a thread"))


def refuse(what: str) -> Any:
    """End the program."""
    sys.modules["torch._types"].refuse(what)


class Lock:
    """A lock whose holder nobody can wait for: what would wait is refused."""

    again = False  # whether its holder may take it once more

    def __init__(self) -> None:
        self._holders: list[threading.Thread | None] = []

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:  # noqa: ARG002
        """Take it."""
        now = _inside[-1] if _inside else None
        if self._holders and not (self.again and self._holders[-1] is now):
            return bool(refuse("a wait for another thread")) if blocking else False
        self._holders.append(now)
        return True

    __enter__ = acquire

    def release(self) -> None:
        """Give it back."""
        if not self._holders:
            raise RuntimeError("release unlocked lock")
        self._holders.pop()

    def __exit__(self, *_: object) -> None:
        self.release()

    def locked(self) -> bool:
        """Whether anybody holds it."""
        return bool(self._holders)

    def __repr__(self) -> str:
        return str(refuse("how a lock is shown"))

    def _is_owned(self) -> bool:  # of a condition
        return bool(self._holders)


class RLock(Lock):
    """One that its holder may take again."""

    again = True

    def release(self) -> None:
        """Give it back once."""
        if not self._holders:
            raise RuntimeError("cannot release un-acquired lock")
        self._holders.pop()


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
    _inside.append(thread)
    with _alone(mode), contextlib.redirect_stdout(Silent()):
        try:
            thread.run()
        except Exception:
            refuse("an error in a thread")
        finally:
            _inside.pop()


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
    _inside.clear()
    made = (Lock, RLock, Lock, RLock, RLock)
    for name, lock in zip(LOCKS, made, strict=True):
        setattr(threading, name, lock)
    with contextlib.suppress(ImportError):  # the browser's Python has no queues
        import queue

        simple: Any = getattr(queue, "_PySimpleQueue")  # noqa: B009  one that waits where it is seen
        queue.SimpleQueue = simple  # type: ignore[misc]
    for name, fn in (("start", start), ("join", join), ("is_alive", is_alive)):
        setattr(threading.Thread, name, fn)
