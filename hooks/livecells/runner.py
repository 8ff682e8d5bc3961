"""Run many snippets, each in a process of its own, over the cores.

A server process imports torch once and forks a child for each snippet (see `worker`). A thread a
core waits for a child, enforces its limits and turns whatever happens into a `Result`.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any

from livecells.cells import Cell, Snippet
from livecells.notebook import KEY, Ask, Failure, Run, blank
from livecells.store import known_before
from livecells.surroundings import distributions

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one snippet may use: seconds a cell, bytes of memory beyond the start, bytes printed."""

    seconds: float = 60.0
    memory: int | None = 4096 * MIB
    output: int = MIB


@dataclass(frozen=True)
class Job:
    """A snippet to run and the values to read from it."""

    snippet: Snippet
    asks: tuple[Ask, ...] = ()
    upto: str | None = None


@dataclass(frozen=True)
class Result:
    """A finished job."""

    job: Job
    run: Run


class Pool:
    """Runs jobs. Use as a context manager; leaving it ends every process it started."""

    def __init__(
        self,
        workers: int | None = None,
        limits: Limits | None = None,
        modules: Sequence[str] = (),
        fork: bool = hasattr(os, "fork"),
    ) -> None:
        self.workers = workers or default_workers()
        self.limits = limits or Limits()
        self.modules = tuple(modules)
        self._fork = fork
        self._server: ForkServer | None = None
        self._scratch: str | None = None
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="livecells")

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Begin to import the modules, without waiting."""
        with self._lock:
            self._scratch = self._scratch or tempfile.mkdtemp(prefix="livecells-")
            if self._fork:
                if self._server is not None and not self._server.alive():
                    self._server.close()
                    self._server = None
                self._server = self._server or ForkServer(self._scratch, self.modules)

    def submit(self, job: Job) -> Future[Result]:
        """Run one job in the background."""
        self.start()
        return self._threads.submit(self._run, job)

    def run(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """Run jobs and yield the results as they come, never holding more than a few."""
        waiting: queue.SimpleQueue[Future[Result]] = queue.SimpleQueue()
        source, open_jobs = iter(jobs), 0
        for job in source:
            self.submit(job).add_done_callback(waiting.put)
            open_jobs += 1
            if open_jobs >= 2 * self.workers:
                yield waiting.get().result()
                open_jobs -= 1
        for _ in range(open_jobs):
            yield waiting.get().result()

    def close(self) -> None:
        """End the server and, with it, every child."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            if self._server is not None:
                self._server.close()
                self._server = None
        self._threads.shutdown(wait=True)
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _run(self, job: Job) -> Result:
        folder = tempfile.mkdtemp(dir=self._scratch)
        try:
            return self._watch(job, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _watch(self, job: Job, folder: str) -> Result:
        channel = self._launch()
        watch = Watch(job, self.limits, channel)
        try:
            channel.send(
                {
                    "snippet": job.snippet.to_json(),
                    "upto": job.upto,
                    "folder": folder,
                    "asks": [[ask.expression, ask.spec, ask.after] for ask in job.asks],
                    "given": known_before(job.snippet.text, job.asks),
                    "memory": self.limits.memory,
                    "output": self.limits.output,
                    "modules": self.modules,
                }
            )
            for message in channel.messages():
                watch.see(message)
        except OSError:
            pass  # the child is gone; `result` says how
        finally:
            watch.stop()
            channel.close()
        return watch.result()

    def _launch(self) -> Channel:
        if not self._fork:
            return Spawned()
        self.start()
        with self._lock:
            if self._server is None:
                raise OSError("the pool is closed")
            return self._server.fork()


def default_workers() -> int:
    """How many snippets run at a time: the variable LIVECELLS_JOBS, or one a core."""
    wanted = os.environ.get("LIVECELLS_JOBS", "")
    if not wanted:
        return os.cpu_count() or 1
    if not wanted.isdecimal() or int(wanted) < 1:
        raise ValueError(f"LIVECELLS_JOBS must be a number above 0, not {wanted!r}")
    return int(wanted)


class ForkServer:
    """The process that imports once and forks; with the parent's end it removes `scratch`."""

    def __init__(self, scratch: str, modules: Sequence[str]) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            serve = ["serve", str(theirs.fileno()), scratch, *modules]
            self._process = subprocess.Popen(
                [sys.executable, "-m", "livecells.worker", *serve],
                pass_fds=[theirs.fileno()],
                env=_environment(),
                start_new_session=True,
                stdin=subprocess.DEVNULL,
            )

    def alive(self) -> bool:
        return self._process.poll() is None

    def fork(self) -> Channel:
        """A channel to a child that waits for its job."""
        ours, theirs = socket.socketpair()
        with theirs, contextlib.suppress(OSError):  # a dead server shows as an empty channel
            socket.send_fds(self._control, [b"j"], [theirs.fileno()])
        return Forked(ours)

    def close(self) -> None:
        self._control.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _environment() -> dict[str, str]:
    """One thread, and the settings that a kernel would have."""
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
    return {
        **os.environ,
        **dict.fromkeys(threads, "1"),
        "PYTHONUNBUFFERED": "",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }


class Channel:
    """Lines to and from the process that runs one job."""

    pid: int | None = None

    def send(self, message: dict[str, Any]) -> None:
        raise NotImplementedError

    def lines(self) -> Iterator[bytes]:
        raise NotImplementedError

    def kill(self) -> None:
        """End the process with everything that it started."""
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def close(self) -> None:
        raise NotImplementedError

    def messages(self) -> Iterator[dict[str, Any]]:
        """What the child says, up to its end; a line cut short by a kill is passed over."""
        for line in self.lines():
            with contextlib.suppress(ValueError):
                message = json.loads(line)
                self.pid = message.get("pid", self.pid)
                yield message
                if "status" in message:
                    return


class Forked(Channel):
    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._file = connection.makefile("rb")

    def send(self, message: dict[str, Any]) -> None:
        self._socket.sendall(json.dumps(message).encode() + b"\n")

    def lines(self) -> Iterator[bytes]:
        return iter(self._file.readline, b"")

    def close(self) -> None:
        self._file.close()
        self._socket.close()


class Spawned(Channel):
    """A new interpreter for the job, where a process cannot fork."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "livecells.worker", "once"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
        )

    def send(self, message: dict[str, Any]) -> None:
        _pipe(self._process.stdin).write(json.dumps(message).encode() + b"\n")
        _pipe(self._process.stdin).close()

    def lines(self) -> Iterator[bytes]:
        yield from iter(_pipe(self._process.stdout).readline, b"")
        yield json.dumps({"status": self._process.wait()}).encode()

    def close(self) -> None:
        self.kill()
        self._process.kill()
        self._process.wait()
        _pipe(self._process.stdout).close()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


class Watch:
    """Follows one child, ends it when a cell takes too long, and says what became of it."""

    def __init__(self, job: Job, limits: Limits, channel: Channel) -> None:
        self.job, self.limits, self.channel = job, limits, channel
        self.cell: Cell | None = None
        self.late = False
        self.answer: dict[str, Any] | None = None
        self.status: int | None = None
        self.fault: str | None = None
        self._timer: threading.Timer | None = None
        self._by_line = {cell.line: cell for cell in job.snippet.code}

    def see(self, message: dict[str, Any]) -> None:
        """Take one message of the child."""
        if "cell" in message:
            self.cell = self._by_line[message["cell"]]
            self._time(float(self.cell.options.get("timeout", self.limits.seconds)))
        elif "run" in message:
            self.answer = message
            self.stop()
        self.status = message.get("status", self.status)
        self.fault = message.get("fault", self.fault)

    def stop(self) -> None:
        """No more time limit."""
        if self._timer is not None:
            self._timer.cancel()

    def _time(self, seconds: float) -> None:
        self.stop()
        self._timer = threading.Timer(seconds, self._too_late)
        self._timer.daemon = True
        self._timer.start()

    def _too_late(self) -> None:
        self.late = True
        self.channel.kill()

    def result(self) -> Result:
        """What the child gave, or a failure at the cell in which it ended."""
        if self.answer is None:
            cell = self.cell
            failure = Failure(
                "timeout" if self.late else "died",
                self._end(),
                cell.line if cell else 1,
                cell.name if cell else "",
            )
            return Result(self.job, Run(blank(self.job.snippet), failure))
        depends = self.answer["run"]["metadata"][KEY]["depends"]
        depends["distributions"] = distributions(depends.pop("modules"))
        failed = self.answer["failure"]
        run = Run(self.answer["run"], None if failed is None else Failure(**failed))
        return Result(self.job, run)

    def _end(self) -> str:
        """How a child that gave no answer came to its end, in words."""
        if self.late and self.cell:
            limit = self.cell.options.get("timeout", self.limits.seconds)
            return f"the cell ran longer than its limit of {limit:g} s and was stopped"
        if self.fault:
            return f"the worker failed: {self.fault}"
        if self.status is None:
            return "the process that runs the snippets ended"
        if self.status < 0:
            return f"the process was ended by {signal.Signals(-self.status).name}"
        return f"the process ended itself with status {self.status}"


# Imported by the server: big, and safe to fork after. Their submodules come with them.
PRELOADED = re.compile(
    r"^[ \t]*(?:import|from)[ \t]+(matplotlib\.pyplot|(?:matplotlib|numpy|torch)\b)", re.MULTILINE
)
LAZY = "torch.fx.experimental.symbolic_shapes"
NEEDS_LAZY = re.compile(r"\.backward\([^)\s]|\.(?:grad|jacobian|hessian|vjp|gradcheck)\(")


def modules_for(texts: Iterable[str]) -> list[str]:
    """What to import before the first fork, so that no child pays for it.

    The big libraries that a snippet's text imports, and the modules that torch loads at the first
    `backward` or `grad` with a gradient argument. A guess from the text is enough: what is missed
    costs time and nothing else.
    """
    found: dict[str, None] = {}
    for text in texts:
        found |= dict.fromkeys(PRELOADED.findall(text))
        if "torch" in found and NEEDS_LAZY.search(text):
            found[LAZY] = None
    return list(found)
