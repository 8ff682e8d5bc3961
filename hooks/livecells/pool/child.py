"""The child's side: run one job within its limits and send what it gave."""

from __future__ import annotations

import contextlib
import ctypes
import json
import mmap
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from livecells.pool.messages import ChildMessage, FailureMessage, JobMessage
    from livecells.pool.mirror import Mirror

DATA = getattr(resource, "RLIMIT_DATA", resource.RLIMIT_AS)

MOST_IN_FILE = 64 << 20  # bytes that a snippet may write to one file, its captured output included
HARMED = (
    "{} beside the file has changed while it ran; a file of this size is not copied for each run:"
    " let the cell write to another name"
)


def send(channel: int, message: ChildMessage) -> None:
    """Write one line, whole."""
    data = json.dumps(message).encode() + b"\n"
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
    from livecells.run.execute import execute
    from livecells.run.shell import shell

    send(channel, {"pid": os.getpid()})
    snippet = Snippet.from_json(job["snippet"])
    queries = [Query(*query) for query in job["queries"]]

    def before(cell: Cell) -> None:
        memory.hold()
        send(channel, {"cell": cell.line})

    start = time.perf_counter()
    mirror = Mirror(
        os.path.join(job["folder"], "root"), os.path.dirname(snippet.file), snippet.text
    )
    with _own_folder(mirror), _captured_descriptors():
        memory = _Memory(job["memory"])
        shell().relief = memory.lift
        shell().keep_in(os.path.join(job["folder"], ".ipython"))
        _limit_files()
        begin(mirror)
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
    harmed = mirror.harmed()
    if harmed is not None and run.failure is None:
        named = [cell for cell in snippet.code if os.path.basename(harmed) in cell.source]
        cell = (named or snippet.code)[-1]
        run.failure = Failure("wrote", HARMED.format(harmed), cell.line, cell.name)
    failure = None if run.failure is None else cast("FailureMessage", vars(run.failure))
    send(channel, {"run": run.notebook, "failure": failure})
    return 0


class _Memory:
    """Lets private memory grow by `extra` bytes while cells run; an allocation beyond it fails.

    The limit is off while an error is recorded: a full process could not even say that it is full.
    Taking it off needs a little memory itself; that is kept back, and not used for anything else.
    """

    RESERVE = 4 << 20

    def __init__(self, extra: int | None) -> None:
        self._reserve = _private(self.RESERVE)
        self._before = resource.getrlimit(DATA)
        self._most = self._before if extra is None else (_data_size() + extra, self._before[1])

    def hold(self) -> None:
        """Begin a cell."""
        if self._reserve.closed:
            self._reserve = _private(self.RESERVE)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(DATA, self._most)

    def lift(self) -> None:
        """The limit is off until the next cell begins."""
        self._reserve.close()
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(DATA, self._before)


def _private(size: int) -> mmap.mmap:
    """Memory that counts as the process's own though nothing of it is touched."""
    return mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def _limit_files() -> None:
    """No endless file, and no picture of a crashed process."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_IN_FILE,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _data_size() -> int:
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            fields = dict(line.split(":", 1) for line in status)
        return int(fields["VmData"].split()[0]) * 1024
    except (OSError, KeyError):
        return 1 << 30


@contextlib.contextmanager
def _own_folder(mirror: Mirror) -> Iterator[None]:
    """A working directory that nobody else uses; the runner made it and clears it away."""
    mirror.enter()
    yield
    os.chdir(os.sep)  # the snippet may have deleted it, and what follows must not fail for that


@contextlib.contextmanager
def _captured_descriptors() -> Iterator[None]:
    """Catch what is written below Python: by C code and by processes the snippet starts."""
    from livecells.run.outputs import Outputs

    libc = ctypes.CDLL(None)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)  # reading ends at once: nobody is there to type
    files = {fd: _memory_file(f"livecells-{fd}") for fd in (1, 2)}
    seen = dict.fromkeys(files, 0)
    for fd, file in files.items():
        os.dup2(file, fd)

    def pull(outputs: Outputs) -> None:
        libc.fflush(None)
        for fd, file in files.items():
            size = os.fstat(file).st_size
            while seen[fd] < size:
                data = os.pread(file, min(size - seen[fd], 1 << 20), seen[fd])
                seen[fd] += len(data)
                outputs.write("stdout" if fd == 1 else "stderr", data)

    Outputs.pull = staticmethod(pull)
    yield


def _memory_file(name: str) -> int:
    """A file without a name, in memory where the system can."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create(name)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
