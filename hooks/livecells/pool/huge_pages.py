"""The server's memory in large pages: a fork then copies a table of hundreds of entries as one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from livecells.pool.c_library import MADV_COLLAPSE, madvise

LARGE = 2 << 20  # bytes; where a large page has another size, the system refuses or does more


def collapse() -> None:
    """Put what this process holds into large pages, as far as the system does so (Linux 6.1)."""
    with contextlib.suppress(OSError, ValueError):
        for start, end in _own_memory(Path("/proc/self/maps").read_text()):
            first, last = -(-start // LARGE) * LARGE, end // LARGE * LARGE
            if first < last:
                madvise(first, last - first, MADV_COLLAPSE)


def _own_memory(maps: str) -> Iterator[tuple[int, int]]:
    """Where the memory lies that belongs to no file and can be written."""
    for addresses, rights, _, _, inode, *_ in map(str.split, maps.splitlines()):
        if rights == "rw-p" and inode == "0":
            start, _, end = addresses.partition("-")
            yield int(start, 16), int(end, 16)
