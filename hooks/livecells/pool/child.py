"""The child's side: run one job within its limits and send what it gave."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from livecells.notebook.surrogates import whole
from livecells.pool.c_library import flush
from livecells.pool.memory import OwnLimit

if TYPE_CHECKING:
    from livecells.notebook.executed import Failure
    from livecells.notebook.percent import Snippet
    from livecells.pool.messages import ChildMessage, FailureMessage, JobMessage
    from livecells.pool.mirror import Mirror
    from livecells.run.journal import Journal

DATA = getattr(resource, "RLIMIT_DATA", resource.RLIMIT_AS)

HARMED = (
    "{} beside the file has changed while it ran; a file of this size is not copied for each run:"
    " let the cell write to another name"
)

OTHER_TEXT = (
    "the cells read the file that they stand in by its whole path, and there it has the values as"
    " they are written and not those that a page varies: read it by its name alone, {!r}"
)


def send(channel: int, message: ChildMessage) -> None:
    """Write one line, whole."""
    data = whole(json.dumps(message, ensure_ascii=False)).encode() + b"\n"
    while data:
        data = data[os.write(channel, data) :]


def run_job(job: JobMessage, channel: int) -> int:
    """Run one snippet in this process and send what it gave.

    Args:
        job: The snippet, what to read from it, and its limits.
        channel: The file descriptor that takes the messages.

    Returns:
        The exit status of the process.
    """
    from livecells.notebook.executed import Failure, Query
    from livecells.notebook.percent import Cell, Snippet
    from livecells.pool.dependencies import begin, declared_data, depends, made_with
    from livecells.pool.mirror import Mirror
    from livecells.pool.noted_aside import keep
    from livecells.run.execute import execute
    from livecells.run.journal import Journal
    from livecells.run.shell import shell

    send(channel, {"pid": os.getpid()})
    snippet = Snippet.from_json(job["snippet"])
    queries = [Query(*query) for query in job["queries"]]

    def before(cell: Cell) -> None:
        memory.hold()
        count = shell().execution_count if cell.source.strip() else None
        journal.note("cell", [cell.line, count])
        send(channel, {"cell": cell.line})

    start = time.perf_counter()
    journal = Journal(job["printed"], job["file"])
    copy = os.path.join(job["folder"], "root")
    journal.note("copy", copy)
    mirror = Mirror(copy, os.path.dirname(snippet.file), snippet.text, snippet.file)
    with _own_folder(mirror), _captured_descriptors(job["printed"], journal):
        memory = OwnLimit(job["memory"])
        shell().relief = memory.lift
        shell().keep_in(os.path.join(job["folder"], ".ipython"))
        files = _FileLimit(job["file"])
        begin(mirror)
        keep()
        run, _ = execute(
            snippet,
            queries,
            job["upto"],
            limit=job["output"],
            before=before,
            for_page=job["for_page"],
            reading=lambda query: send(channel, {"query": query.key}),
        )
        memory.lift()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run.info["made"] = made_with(time.perf_counter() - start, peak)
    run.info["depends"] = depends(job["given"], snippet.file, declared_data(snippet))
    harmed = mirror.harmed()
    if harmed is not None and run.failure is None:
        named = [cell for cell in snippet.code if os.path.basename(harmed) in cell.source]
        cell = (named or snippet.code)[-1]
        run.failure = Failure("wrote", HARMED.format(harmed), cell.line, cell.name)
    run.failure = run.failure or _of_other_text(snippet, mirror)
    failure = None if run.failure is None else cast("FailureMessage", vars(run.failure))
    send(channel, {"run": run.notebook, "failure": failure, "file_limit": files.hit})
    return 0


def _of_other_text(snippet: Snippet, mirror: Mirror) -> Failure | None:
    """Why a run with values that a page varies is not what it shows: it has read its own file."""
    from livecells.notebook.executed import Failure
    from livecells.pool.mirror import other_text

    named = "__file__" in snippet.text or os.path.dirname(snippet.file) in snippet.text
    read = mirror.read_itself or (mirror.seen_by_processes and named)
    if not (read and other_text(snippet.file, snippet.text)):
        return None
    name = os.path.basename(snippet.file)
    lines = snippet.text.split("\n")
    near = [n for n, line in enumerate(lines, 1) if "__file__" in line or snippet.file in line]
    line = near[0] if near else snippet.code[0].line
    cell = [cell for cell in snippet.code if cell.line <= line] or [snippet.code[0]]
    return Failure("own-file", OTHER_TEXT.format(name), line, cell[-1].name)


class _FileLimit:
    """No endless file, and no picture of a crashed process; `hit` says that a file met its limit.

    The signal tells it where a library makes something else of the error.
    """

    def __init__(self, most: int | None) -> None:
        self.hit = False
        signal.signal(signal.SIGXFSZ, self._meet)
        with contextlib.suppress(OSError, ValueError, OverflowError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            if most is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    def _meet(self, *_: object) -> None:
        self.hit = True


@contextlib.contextmanager
def _own_folder(mirror: Mirror) -> Iterator[None]:
    """A working directory that nobody else uses; the runner made it and clears it away."""
    mirror.enter()
    yield
    os.chdir(os.sep)  # the snippet may have deleted it, and what follows must not fail for that


@contextlib.contextmanager
def _captured_descriptors(folder: str, journal: Journal) -> Iterator[None]:
    """Catch what is written below Python: by C code and by processes the snippet starts.

    Args:
        folder: Where a file for each descriptor goes; see `run.journal`.
        journal: Is told how much of them was fetched.
    """
    from livecells.run.journal import forget_pauses, in_order
    from livecells.run.outputs import Outputs

    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)  # reading ends at once: nobody is there to type
    out, err = (_new_file(os.path.join(folder, name)) for name in "12")
    os.dup2(out, 1)
    os.dup2(err, 2)
    seen = (0, 0)

    def pull(outputs: Outputs) -> None:
        nonlocal seen
        for stream in (sys.__stdout__, sys.__stderr__):
            with contextlib.suppress(Exception):  # the snippet may have closed it
                stream.flush()  # type: ignore[union-attr]
        flush(None)
        sizes = os.lseek(out, 0, os.SEEK_END), os.lseek(err, 0, os.SEEK_END)
        if sizes == seen:
            return  # as it mostly is
        first, second = (a if a <= b else 0 for a, b in zip(seen, sizes, strict=True))
        if (first, second) != seen:  # a shell's `> /dev/stdout` has emptied the file
            forget_pauses(folder)
        for fd, start, end in in_order(folder, (first, second), sizes):
            for data in _pieces(out if fd == 1 else err, start, end):
                if outputs.overflow:
                    break
                outputs.write("stdout" if fd == 1 else "stderr", data)
        seen = sizes
        journal.note("seen", [*seen])

    Outputs.pull, Outputs.noted = staticmethod(pull), staticmethod(journal.note)
    yield


def _pieces(file: int, start: int, end: int) -> Iterator[bytes]:
    """What a file holds between two places, a megabyte at a time."""
    while start < end:
        data = os.pread(file, min(end - start, 1 << 20), start)
        if not data:  # emptied meanwhile
            return
        start += len(data)
        yield data


def _new_file(path: str) -> int:
    return os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
