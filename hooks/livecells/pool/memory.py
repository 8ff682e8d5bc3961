"""How much memory a process holds, and the two ways to keep it from more.

Counted is what a process has touched, not what it has asked for: an array of zeros costs nothing
until it is written. A process beyond its limit gets no more from the system, so that Python raises
MemoryError at the line that asks; one that goes on to touch what it was given before is ended.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import resource
from collections.abc import Iterator
from pathlib import Path

DATA = getattr(resource, "RLIMIT_DATA", resource.RLIMIT_AS)
PAGE = resource.getpagesize()
WATCHED = hasattr(resource, "prlimit")  # elsewhere only what is asked for can be counted
ASKED = 4 if WATCHED else 1  # so many times its limit may a process ask for


def held(pid: int) -> int | None:
    """The bytes of memory that are a process's own, or None where that cannot be told."""
    pages = _pages(pid)
    return None if pages is None else (pages[1] - pages[2]) * PAGE


def freeze(pid: int) -> None:
    """Give a process no more memory than it has asked for so far."""
    pages = _pages(pid)
    if pages is not None and WATCHED:
        with contextlib.suppress(OSError, ValueError):
            _, hard = resource.prlimit(pid, DATA)
            resource.prlimit(pid, DATA, (pages[5] * PAGE, hard))


def _pages(pid: int) -> list[int] | None:
    with contextlib.suppress(OSError, ValueError):
        return [int(number) for number in Path(f"/proc/{pid}/statm").read_bytes().split()]
    return None


def family(pid: int) -> Iterator[int]:
    """A process and those that it started, as far as they can be seen."""
    yield pid
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_bytes().split():
            yield from family(int(child))


class OwnLimit:
    """Keeps this process from asking for more than a multiple of `extra` bytes while cells run.

    The limit is off while an error is recorded: a full process could not even say that it is full.
    Taking it off needs a little memory itself; that is kept back, and not used for anything else.
    """

    RESERVE = 4 << 20

    def __init__(self, extra: int | None) -> None:
        self._reserve = _private(self.RESERVE)
        self._before = resource.getrlimit(DATA)
        most = None if extra is None else _data_size() + extra * ASKED
        self._most = self._before if most is None else (most, self._before[1])

    def hold(self) -> None:
        """Begin a cell."""
        if self._reserve.closed:
            self._reserve = _private(self.RESERVE)
        with contextlib.suppress(OSError, ValueError, OverflowError):
            resource.setrlimit(DATA, self._most)

    def lift(self) -> None:
        """The limit is off until the next cell begins."""
        self._reserve.close()
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(DATA, self._before)


def _private(size: int) -> mmap.mmap:
    """Memory that counts as the process's own though nothing of it is touched."""
    return mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def _data_size() -> int:
    pages = _pages(os.getpid())
    return 1 << 30 if pages is None else pages[5] * PAGE
