"""Collect what a cell prints and displays, as nbformat outputs.

Everything stands in the order in which it was written. A kernel sends each stream off five times a
second, so what it shows of a slow cell is the same, and of a quick one it shows stdout first.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING

from livecells.notebook.schema import MimeBundle, Output, RichOutput
from livecells.notebook.surrogates import ERRORS
from livecells.run import places
from livecells.run.kernel_marks import STREAM, name_as, seen_as
from livecells.run.mime_json import encoded

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


_turn = threading.RLock()  # of the thread that writes or flushes
# The outputs of the cell that began what runs now: a task that goes on later belongs to its cell.
OF_CELL: ContextVar[Outputs] = ContextVar("OF_CELL")


def _renew_turn() -> None:
    """A process that was forked off has no other threads: none of them holds the lock."""
    global _turn
    _turn = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_turn)


class OutputLimit(BaseException):
    """A cell printed more than it may; not an Exception, so that a cell does not swallow it."""


class Outputs:
    """The outputs of one cell, in order, in `items`.

    `pull` is called before each write and flush, to fetch what was written to the process's own
    descriptors meanwhile. `see` is called with each text while it is added, if it is set. `noted`
    is called with each step, as the name of a method and what it was given, so that what there is
    can be told where the process does not live to tell it.

    Args:
        limit: The bytes that the streams may hold together; what comes after is dropped, a note
            says so, and `overflow` is set.
        displays: The displays that later cells may update; the cells of one run share it.
    """

    pull: Callable[[Outputs], None] | None = None
    noted: Callable[[str, object], None] | None = None
    see: Callable[[str], None] | None = None

    def __init__(
        self, limit: int | None = None, displays: dict[str, list[RichOutput]] | None = None
    ) -> None:
        self.items: list[Output] = []
        self.limit = limit
        self.overflow = False
        self.over = False  # the cell has ended; what its tasks still print is added at once
        self._size = 0
        self._clear_next = False
        self._stream, self._buffer = "stdout", bytearray()
        self._begun, self._writer = b"", 0  # a line of the other stream; the thread that wrote last
        self._displays = {} if displays is None else displays

    def write(self, name: str, data: bytes) -> None:
        """Add bytes to a stream, as far as the limit allows."""
        room = len(data) if self.limit is None else max(0, self.limit - self._size)
        kept = data[:room]
        if self.see is not None and room:
            self.see(kept.decode("utf-8", errors="replace"))
        self._size += len(kept)
        self._append(name, kept)
        if len(data) > room and not self.overflow:
            self.overflow = True
            note = f"\n[more than {self.limit} bytes printed; the rest is not kept]\n"
            self._append(name, note.encode())
        if self.over:
            self._emit()

    def _append(self, name: str, data: bytes) -> None:
        if Outputs.noted is not None and data:
            Outputs.noted(name, data)
        writer = threading.get_ident()
        if name != self._stream and data:
            self._turn_to(name, whole_lines=writer != self._writer)
        self._buffer += data
        self._writer = writer

    def _turn_to(self, name: str, whole_lines: bool) -> None:
        """Go on with the other stream; a line that a thread has begun waits for its end."""
        begun = b""
        if whole_lines:
            end = self._buffer.rfind(b"\n") + 1
            begun, self._buffer = bytes(self._buffer[end:]), self._buffer[:end]
        self._emit()
        before, self._begun = self._begun, begun
        self._stream = name
        self._buffer += before

    def pull_descriptors(self) -> None:
        """Fetch what was written below Python, where somebody watches for it."""
        if Outputs.pull is not None and not self.over:
            Outputs.pull(self)

    def flush(self) -> None:
        """Turn what was written into stream outputs."""
        with _turn:
            self.pull_descriptors()
            self._emit()
            if self._begun:
                self._turn_to("stderr" if self._stream == "stdout" else "stdout", False)
                self._emit()

    def _emit(self) -> None:
        """Turn the buffer into an output; a stream that follows itself is one output."""
        name, data = self._stream, self._buffer.decode("utf-8", errors="backslashreplace")
        text = places.named(data)
        self._buffer.clear()
        if not text:
            return
        last = self.items[-1] if self.items and not self._clear_next else None
        if last and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self._add({"output_type": "stream", "name": name, "text": text})

    def result(self, data: MimeBundle, metadata: MimeBundle, count: int) -> None:
        """Add the value of a cell's last expression."""
        self._show(data)
        self.add_result(encoded(data), encoded(metadata), count)

    def add_result(self, data: MimeBundle, metadata: MimeBundle, count: int) -> None:
        """As `result`, of what is JSON already."""
        self.flush()
        self._note("add_result", data, metadata, count)
        self._add(
            {
                "output_type": "execute_result",
                "data": data,
                "metadata": metadata,
                "execution_count": count,
            }
        )

    def display(self, data: MimeBundle, metadata: MimeBundle, ident: str | None = None) -> None:
        """Add something displayed on purpose; `ident` lets it be updated later."""
        self._show(data)
        self.add_display(encoded(data), encoded(metadata), ident)

    def add_display(self, data: MimeBundle, metadata: MimeBundle, ident: str | None) -> None:
        """As `display`, of what is JSON already."""
        self.flush()
        self._note("add_display", data, metadata, ident)
        output: RichOutput = {"output_type": "display_data", "data": data, "metadata": metadata}
        self._add(output)
        if ident is not None:
            self._renew(data, metadata, ident)
            self._displays.setdefault(ident, []).append(output)

    def update(self, data: MimeBundle, metadata: MimeBundle, ident: str | None) -> None:
        """Replace every earlier display of this name, in this cell and in those before it."""
        data, metadata = encoded(data), encoded(metadata)
        self._note("update", data, metadata, ident)
        self._renew(data, metadata, ident)

    def _renew(self, data: MimeBundle, metadata: MimeBundle, ident: str | None) -> None:
        for output in self._displays.get(ident or "", ()):
            output.update({"data": data, "metadata": metadata})

    def _note(self, step: str, *given: object) -> None:
        if Outputs.noted is not None:
            Outputs.noted(step, given)

    def _show(self, data: MimeBundle) -> None:
        if self.see is not None:
            for value in data.values():
                self.see(str(value))

    def clear(self, wait: bool) -> None:
        """Forget the outputs so far, at once or when the next one comes."""
        self.flush()
        self._note("clear", wait)
        if wait:
            self._clear_next = True
        else:
            self.items.clear()

    def error(self, ename: str, evalue: str, traceback: list[str]) -> None:
        """Add the error that ended the cell."""
        self.flush()
        lines = [places.named(line) for line in traceback]
        evalue = places.named(evalue)
        self._note("error", ename, evalue, lines)
        self._add(
            {
                "output_type": "error",
                "ename": ename,
                "evalue": evalue,
                "traceback": lines,
            }
        )

    def _add(self, output: Output) -> None:
        if self._clear_next:
            self.items.clear()
            self._clear_next = False
        self.items.append(output)


class _Raw(io.RawIOBase):
    """The bottom of a text stream: bytes go to the outputs of the running cell."""

    def __init__(self, name: str, fileno: int) -> None:
        self.outputs, self.name, self._fileno = Outputs(), name, fileno
        self._process = os.getpid()

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._fileno

    def isatty(self) -> bool:
        return False

    def write(self, data: ReadableBuffer) -> int:
        if os.getpid() != self._process:  # a forked child's copy of the outputs is read by nobody
            return os.write(self._fileno, data)
        outputs = OF_CELL.get(self.outputs)
        if outputs.overflow:
            raise OutputLimit(f"more than {outputs.limit} bytes printed")
        written = bytes(data)
        with _turn:
            outputs.pull_descriptors()
            outputs.write(self.name, written)
        return len(written)


class Stream(io.TextIOWrapper):
    """`sys.stdout` or `sys.stderr` of all cells of a run, with `.buffer` as scripts know it."""

    def __init__(self, name: str, fileno: int) -> None:
        self._raw = _Raw(name, fileno)
        super().__init__(
            self._raw,
            encoding="UTF-8",
            errors=ERRORS,
            newline="",
            write_through=True,
        )

    @property  # type: ignore[misc]  # nobody sets it
    def __class__(self) -> type:
        """That of a kernel's stream, for those who have loaded it to compare."""
        return seen_as(STREAM, Stream)

    def point(self, outputs: Outputs) -> None:
        """Write to these outputs from now on."""
        self._raw.outputs = outputs


name_as(STREAM, Stream)
