"""What cells print and display, noted at once, for the case that the process does not live to tell.

A record is one letter, the length of what follows, and that: `o` and `e` have bytes of stdout and
stderr, `j` has a step of `Outputs` as JSON, with `cell` before the steps of each cell, `copy` for
what stands before the paths of a copy (see `places.py`) and `seen` after what was fetched from the
process's own descriptors. Those stand in files of their own beside
the journal, so that nobody has to fetch them.

Which of two descriptors was written to first, no file tells. Whoever watches the process from
outside notes how long both files were whenever nothing has come for a moment; so what is written
with pauses between keeps its order, and of what comes at once stdout stands first, in every run.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from livecells.notebook.schema import Output, RichOutput
from livecells.run.outputs import Outputs

NAME, PAUSES = "journal", "pauses"
STREAMS = {"stdout": b"o", "stderr": b"e"}
HEAD = struct.Struct("<cQ")
SIZES = struct.Struct("<QQ")
Sizes = tuple[int, int]  # of the files of both descriptors


class Journal:
    """Writes steps to a file.

    Args:
        folder: The folder of the journal.
        most: The bytes that the file may have; what comes after is not noted.
    """

    def __init__(self, folder: str, most: int | None = None) -> None:
        self._file = os.open(os.path.join(folder, NAME), os.O_CREAT | os.O_WRONLY, 0o600)
        self._room = sys.maxsize if most is None else most
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._end)

    def _end(self) -> None:
        """A process that was forked off notes nothing."""
        self._room = 0

    def note(self, step: str, given: object) -> None:
        """Write one step. Each text that is printed comes here, so this is quick."""
        kind, data = STREAMS.get(step, b"j"), given
        if not isinstance(data, bytes):
            kind, data = b"j", json.dumps([step, given]).encode()
        record = HEAD.pack(kind, len(data)) + data
        self._room -= len(record)
        if self._room > 0:
            try:
                os.write(self._file, record)
            except OSError:  # the snippet has closed the file, or the disk is full
                self._room = 0


@dataclass
class Kept:
    """What there is of one cell."""

    execution_count: int | None
    outputs: list[Output]


def replayed(folder: str, limit: int | None = None) -> dict[int, Kept]:
    """What the cells of a run had given when its process ended, by the line of each.

    Args:
        folder: The folder of the journal, with a file for each descriptor, by its number.
        limit: The bytes that a cell may print.
    """
    displays: dict[str, list[RichOutput]] = {}
    found: dict[int, Kept] = {}
    outputs, seen, copy = Outputs(), [0, 0], ""
    for step, given in _steps(os.path.join(folder, NAME)):
        if isinstance(given, bytes):
            outputs.write(step, given)
        elif step == "seen":
            seen = given
        elif step == "copy":
            copy = given
        elif step == "cell":
            outputs.flush()
            outputs = Outputs(limit, displays)
            found[given[0]] = Kept(given[1], outputs.items)
        elif step in ("add_result", "add_display", "update", "clear", "error"):
            getattr(outputs, step)(*given)
    sizes = (_size(folder, 1), _size(folder, 2))
    for fd, start, end in in_order(folder, (seen[0], seen[1]), sizes):
        outputs.write([*STREAMS][fd - 1], _piece(folder, fd, start, end, limit))
    outputs.flush()
    for output in (output for kept in found.values() for output in kept.outputs):
        if copy and output["output_type"] == "stream":
            output["text"] = output["text"].replace(copy, "")
    return found


def _steps(path: str) -> Iterator[tuple[str, Any]]:
    """Each step that was written whole."""
    names = {kind: name for name, kind in STREAMS.items()}
    with contextlib.suppress(OSError), open(path, "rb") as file:
        while len(head := file.read(HEAD.size)) == HEAD.size:
            kind, size = HEAD.unpack(head)
            data = file.read(size)
            if len(data) < size:
                return
            if kind in names:
                yield names[kind], data
            else:
                step, given = json.loads(data)
                yield step, given


def _size(folder: str, fd: int) -> int:
    with contextlib.suppress(OSError):
        return os.stat(os.path.join(folder, str(fd))).st_size
    return 0


def _piece(folder: str, fd: int, start: int, end: int, limit: int | None) -> bytes:
    with contextlib.suppress(OSError), open(os.path.join(folder, str(fd)), "rb") as file:
        file.seek(start)
        return file.read(end - start if limit is None else min(end - start, limit + 1))
    return b""


def note_pause(folder: str, sizes: Sizes) -> None:
    """Note that nothing is being written, and how long the files are."""
    with contextlib.suppress(OSError), open(os.path.join(folder, PAUSES), "ab") as file:
        file.write(SIZES.pack(*sizes))


def forget_pauses(folder: str) -> None:
    """Begin again: a file was emptied, and lengths from before mean nothing."""
    with contextlib.suppress(OSError):
        os.truncate(os.path.join(folder, PAUSES), 0)


def in_order(folder: str, seen: Sizes, sizes: Sizes) -> Iterator[tuple[int, int, int]]:
    """The pieces of both files in the order in which they were written, as far as that is known.

    Args:
        folder: The folder of the journal.
        seen: Where to begin in each file.
        sizes: Where to end.

    Yields:
        The descriptor, and the begin and the end of a piece.
    """
    both = seen[0] < sizes[0] and seen[1] < sizes[1]
    for until in [*(_pauses(folder) if both else ()), sizes]:
        if seen[0] <= until[0] <= sizes[0] and seen[1] <= until[1] <= sizes[1]:
            for fd, start, end in zip((1, 2), seen, until, strict=True):
                if start < end:
                    yield fd, start, end
            seen = until


def _pauses(folder: str) -> Iterator[Sizes]:
    with contextlib.suppress(OSError), open(os.path.join(folder, PAUSES), "rb") as file:
        data = file.read()
        yield from SIZES.iter_unpack(data[: len(data) // SIZES.size * SIZES.size])
