"""Collect what a cell prints and displays, as nbformat outputs.

Order follows a Jupyter kernel: each stream is buffered, and both are written, stdout first, when
something is displayed, when a stream is flushed, and at the end of the cell.
"""

from __future__ import annotations

import base64
import datetime
import io
import json
import numbers
import os
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import TYPE_CHECKING

from livecells.notebook.schema import MimeBundle, Output, RichOutput
from livecells.run import places
from livecells.run.kernel_marks import STREAM, name_as, seen_as

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


# The outputs of the cell that began what runs now: a task that goes on later belongs to its cell.
OF_CELL: ContextVar[Outputs] = ContextVar("OF_CELL")


class OutputLimit(BaseException):
    """A cell printed more than it may; not an Exception, so that a cell does not swallow it."""


class Outputs:
    """The outputs of one cell, in order, in `items`.

    `pull` is called before each write and flush, to fetch what was written to the process's own
    descriptors meanwhile. `see` is called with each text while it is added, if it is set.

    Args:
        limit: The bytes that the streams may hold together; what comes after is dropped, a note
            says so, and `overflow` is set.
        displays: The displays that later cells may update; the cells of one run share it.
    """

    pull: Callable[[Outputs], None] | None = None
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
        self._buffers: dict[str, bytearray] = {"stdout": bytearray(), "stderr": bytearray()}
        self._displays = {} if displays is None else displays

    def write(self, name: str, data: bytes) -> None:
        """Add bytes to a stream's buffer, as far as the limit allows."""
        room = len(data) if self.limit is None else max(0, self.limit - self._size)
        if self.see is not None and room:
            self.see(data[:room].decode("utf-8", errors="replace"))
        self._buffers[name] += data[:room]
        self._size += min(len(data), room)
        if len(data) > room and not self.overflow:
            self.overflow = True
            note = f"\n[more than {self.limit} bytes printed; the rest is not kept]\n"
            self._buffers[name] += note.encode()
        if self.over:
            self.flush_one(name)

    def pull_descriptors(self) -> None:
        """Fetch what was written below Python, where somebody watches for it."""
        if Outputs.pull is not None and not self.over:
            Outputs.pull(self)

    def flush(self) -> None:
        """Turn what the buffers hold into stream outputs."""
        self.pull_descriptors()
        for name in self._buffers:
            self.flush_one(name)

    def flush_one(self, name: str) -> None:
        """Emit one stream; a stream that follows itself is one output."""
        text = places.named(self._buffers[name].decode("utf-8", errors="backslashreplace"))
        self._buffers[name].clear()
        if not text:
            return
        last = self.items[-1] if self.items and not self._clear_next else None
        if last and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self._add({"output_type": "stream", "name": name, "text": text})

    def result(self, data: MimeBundle, metadata: MimeBundle, count: int) -> None:
        """Add the value of a cell's last expression."""
        self.flush()
        self._show(data)
        self._add(
            {
                "output_type": "execute_result",
                "data": _encoded(data),
                "metadata": _encoded(metadata),
                "execution_count": count,
            }
        )

    def display(self, data: MimeBundle, metadata: MimeBundle, ident: str | None = None) -> None:
        """Add something displayed on purpose; `ident` lets it be updated later."""
        self.flush()
        self._show(data)
        output: RichOutput = {
            "output_type": "display_data",
            "data": _encoded(data),
            "metadata": _encoded(metadata),
        }
        self._add(output)
        if ident is not None:
            self.update(data, metadata, ident)
            self._displays.setdefault(ident, []).append(output)

    def update(self, data: MimeBundle, metadata: MimeBundle, ident: str | None) -> None:
        """Replace every earlier display of this name, in this cell and in those before it."""
        for output in self._displays.get(ident or "", ()):
            output.update({"data": _encoded(data), "metadata": _encoded(metadata)})

    def _show(self, data: MimeBundle) -> None:
        if self.see is not None:
            for value in data.values():
                self.see(str(value))

    def clear(self, wait: bool) -> None:
        """Forget the outputs so far, at once or when the next one comes."""
        self.flush()
        if wait:
            self._clear_next = True
        else:
            self.items.clear()

    def error(self, ename: str, evalue: str, traceback: list[str]) -> None:
        """Add the error that ended the cell."""
        self.flush()
        lines = [places.named(line) for line in traceback]
        self._add(
            {
                "output_type": "error",
                "ename": ename,
                "evalue": places.named(evalue),
                "traceback": lines,
            }
        )

    def _add(self, output: Output) -> None:
        if self._clear_next:
            self.items.clear()
            self._clear_next = False
        self.items.append(output)


def _encoded(data: MimeBundle) -> MimeBundle:
    """MIME bundles hold JSON, pictures are base64, as in Jupyter."""
    return {
        mime: places.named(value)
        if isinstance(value, str)
        else json.loads(places.named(json.dumps(value, default=_as_json)))
        for mime, value in data.items()
    }


def _as_json(value: object) -> object:
    """What a kernel sends for a value that JSON does not know."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return list(value)
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    raise TypeError(f"{value!r} is not JSON serializable")


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
        if (
            os.getpid() != self._process
        ):  # a forked child: its copy of the outputs is read by nobody
            return os.write(self._fileno, data)
        outputs = OF_CELL.get(self.outputs)
        if outputs.overflow:
            raise OutputLimit(f"more than {outputs.limit} bytes printed")
        outputs.pull_descriptors()
        written = bytes(data)
        outputs.write(self.name, written)
        return len(written)


class Stream(io.TextIOWrapper):
    """`sys.stdout` or `sys.stderr` of all cells of a run, with `.buffer` as scripts know it."""

    def __init__(self, name: str, fileno: int) -> None:
        self._raw = _Raw(name, fileno)
        super().__init__(
            self._raw,
            encoding="UTF-8",
            errors="backslashreplace",
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

    def flush(self) -> None:
        """A flush asked for by the snippet fixes the order of the streams, as in a kernel."""
        super().flush()
        OF_CELL.get(self._raw.outputs).flush_one(self._raw.name)


name_as(STREAM, Stream)
