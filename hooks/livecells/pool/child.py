"""The child's side: run one job within its limits and send what it gave."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import tempfile
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from livecells.notebook.surrogates import whole
from livecells.pool.memory import OwnLimit

if TYPE_CHECKING:
    from livecells.pool.messages import ChildMessage, FailureMessage, JobMessage
    from livecells.run.journal import Journal


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
    from livecells.notebook.executed import Query
    from livecells.notebook.percent import Cell, Snippet
    from livecells.pool.dependencies import begin, declared_data, depends, made_with
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
    with _own_folder(job["folder"]), _captured_descriptors(job["printed"], journal):
        memory = OwnLimit(job["memory"])
        shell().relief = memory.lift
        files = _FileLimit(job["file"])
        begin()
        run, _ = execute(
            snippet,
            queries,
            job["upto"],
            limit=job["output"],
            before=before,
            for_page=job["for_page"],
        )
        memory.lift()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run.info["made"] = made_with(time.perf_counter() - start, peak)
    run.info["depends"] = depends(job["given"], snippet.file, declared_data(snippet))
    failure = None if run.failure is None else cast("FailureMessage", vars(run.failure))
    send(channel, {"run": run.notebook, "failure": failure, "file_limit": files.hit})
    return 0


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
def _own_folder(folder: str | None) -> Iterator[None]:
    """A working directory that nobody else uses; the runner made it and clears it away."""
    os.chdir(folder or tempfile.gettempdir())
    yield
    os.chdir(os.sep)  # the snippet may have deleted it, and what follows must not fail for that


@contextlib.contextmanager
def _captured_descriptors(folder: str, journal: Journal) -> Iterator[None]:
    """Catch what is written below Python: by C code and by processes the snippet starts.

    Args:
        folder: Where a file for each descriptor goes; see `run.journal`.
        journal: Is told how much of them was fetched.
    """
    from livecells.run.outputs import Outputs

    libc = ctypes.CDLL(None)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)  # reading ends at once: nobody is there to type
    files = {fd: _new_file(os.path.join(folder, str(fd))) for fd in (1, 2)}
    seen = dict.fromkeys(files, 0)
    for fd, file in files.items():
        os.dup2(file, fd)

    def pull(outputs: Outputs) -> None:
        libc.fflush(None)
        before = sum(seen.values())
        for fd, file in files.items():
            size = os.fstat(file).st_size
            if size < seen[fd]:  # a shell's `> /dev/stdout` empties the file
                seen[fd] = 0
            while seen[fd] < size and not outputs.overflow:
                data = os.pread(file, min(size - seen[fd], 1 << 20), seen[fd])
                seen[fd] += len(data) or size
                outputs.write("stdout" if fd == 1 else "stderr", data)
            seen[fd] = size
        if sum(seen.values()) != before:
            journal.note("seen", [*seen.values()])

    Outputs.pull, Outputs.noted = staticmethod(pull), staticmethod(journal.note)
    yield


def _new_file(path: str) -> int:
    return os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
