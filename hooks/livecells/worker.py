"""The process side of the runner.

`python -m livecells.worker serve FD SCRATCH MODULE...` imports the modules once and then forks a
child for each job that comes over the socket FD. It has one thread and never computes: a fork from
a process that has used a thread pool leaves children that hang in theirs. It outlives a parent that
is killed, by the moment that it takes to end the children and to remove the folder SCRATCH.
`python -m livecells.worker once` runs the one job on its standard input, where fork is missing.

A job's channel carries JSON lines. To the child: the job. From the child: `{"pid"}`, `{"cell"}`
before each cell, and `{"run"}`. From the server, when the child has ended: `{"status"}`.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import importlib.util
import io
import json
import mmap
import os
import resource
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

DATA = getattr(resource, "RLIMIT_DATA", resource.RLIMIT_AS)
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
MOST_IN_FILE = 64 << 20  # bytes that a snippet may write to one file, its captured output included


def serve(control: socket.socket, modules: Sequence[str]) -> None:
    """Fork a child for every channel that arrives; end with the parent."""
    preload(modules)
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    children: dict[int, int] = {}
    wake, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it closes the socket
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    selector.register(wake, selectors.EVENT_READ)
    while True:
        ready = {key.fileobj for key, _ in selector.select()}
        if wake in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(wake, 4096)
        _reap(children)
        if control in ready:
            _, fds, _, _ = socket.recv_fds(control, 1, 1, getattr(socket, "MSG_CMSG_CLOEXEC", 0))
            if not fds:
                break
            children[_fork(fds[0], [control.fileno(), *children.values()])] = fds[0]
    for pid in children:
        _kill_group(pid)
    _kill_orphans(())
    for pid in children:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def preload(modules: Sequence[str]) -> None:
    """Import once what the children use, and set what changes numbers."""
    gc.disable()  # nothing imported here is garbage; collecting while importing only costs time
    mapping = threading.Thread(target=_map_library, args=(modules,))
    mapping.start()
    from livecells import surroundings

    surroundings.watch_imports()
    from livecells.cells import Cell, Snippet
    from livecells.execute import execute

    torch = [name for name in modules if name.partition(".")[0] == "torch"]
    _import([name for name in modules if name not in torch])
    _import(["sympy"] if len(torch) > 1 else [])  # most of what torch's own later modules load
    mapping.join()
    _import(torch)
    cells = (Cell("warm-up", _WARM_UP_CELL, 1), Cell("error", "1 / 0", 9))
    warm = cells if "torch" in modules else cells[1:]
    execute(Snippet("warm-up.py", "warm-up.py", "", warm, "warm-up.py"))
    surroundings.depends({}, "")  # what it looks up is the same for all children
    gc.freeze()  # a child's collections then leave the shared pages alone
    gc.enable()


def _import(modules: Sequence[str]) -> None:
    for name in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
            _WARM_UP.get(name, _nothing)()


def _map_library(modules: Sequence[str]) -> None:
    """Map torch's largest library; the linker does so while Python imports other modules."""
    found = importlib.util.find_spec("torch") if "torch" in modules else None
    if found is not None and found.origin is not None:
        with contextlib.suppress(OSError):  # another name on another system; torch will map it
            ctypes.CDLL(os.path.join(os.path.dirname(found.origin), "lib", "libtorch_cpu.so"))


def _nothing() -> None:
    """Most modules are ready once imported."""


def _one_thread() -> None:
    sys.modules["torch"].set_num_threads(1)


def _first_figure() -> None:
    """Draw one figure: the first one makes matplotlib load its fonts and back ends."""
    pyplot = sys.modules["matplotlib.pyplot"]
    pyplot.figure().savefig(io.BytesIO(), format="svg", bbox_inches="tight")
    pyplot.close("all")


# Printing and a first small backward load more of torch; nothing here starts a thread.
_WARM_UP_CELL = """
import torch
print(torch.ones(2, requires_grad=True) * 2)
(torch.ones(2, requires_grad=True) * 2).sum().backward()
torch.ones(2)
"""

# What a module puts off until its first use; done here once, not in every child.
_WARM_UP = {"torch": _one_thread, "matplotlib.pyplot": _first_figure}


def _reap(children: dict[int, int]) -> None:
    """Report every child that has ended on its own channel."""
    while children:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        channel = children.pop(pid, None)
        if channel is not None:
            _kill_group(pid)
            with contextlib.suppress(OSError):
                code = os.waitstatus_to_exitcode(status)
                os.write(channel, b"\n" + json.dumps({"status": code}).encode() + b"\n")
            os.close(channel)
            _kill_orphans(children)


def _kill_orphans(children: Collection[int]) -> None:
    """End what left its process group: Linux hands the orphans of an ended child to the server.

    The orphans of a child that still runs are that child's own (it is a subreaper too).
    """
    listing = Path(f"/proc/self/task/{threading.get_native_id()}/children")
    with contextlib.suppress(OSError):
        for pid in set(map(int, listing.read_text().split())) - set(children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _kill_group(pid: int) -> None:
    """End what the child may have started; each child leads a process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _fork(channel: int, others: Sequence[int]) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 70
    try:
        os.setpgid(0, 0)
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        _prctl(PR_SET_CHILD_SUBREAPER, 1)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for other in others:
            os.close(other)
        with open(channel, encoding="utf-8", closefd=False) as lines:
            job = json.loads(lines.readline())
        status = run_job(job, channel)
    except BaseException as error:  # the last line of defence: say it, whatever it is
        with contextlib.suppress(BaseException):
            send(channel, {"fault": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(status)


def _prctl(option: int, value: int) -> None:
    """Set a Linux process attribute; elsewhere the closed socket and the group must do."""
    with contextlib.suppress(Exception):
        ctypes.CDLL(None).prctl(option, value)


def once(stdin: TextIO) -> int:
    """Run the job on standard input; messages go to what standard output was."""
    job = json.loads(stdin.readline())
    channel = os.dup(1)
    preload(job["modules"])
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)
    return run_job(job, channel)


def send(channel: int, message: Mapping[str, Any]) -> None:
    """Write one line, whole."""
    data = json.dumps(message).encode() + b"\n"
    while data:
        data = data[os.write(channel, data) :]


def run_job(job: Mapping[str, Any], channel: int) -> int:
    """Run one snippet and send what it gave."""
    from livecells.cells import Cell, Snippet
    from livecells.execute import execute
    from livecells.notebook import KEY, Ask
    from livecells.shell import shell
    from livecells.surroundings import begin, declared_data, depends, made_with

    send(channel, {"pid": os.getpid()})
    snippet = Snippet.from_json(job["snippet"])
    asks = [Ask(*ask) for ask in job["asks"]]

    def before(cell: Cell) -> None:
        memory.hold()
        send(channel, {"cell": cell.line})

    start = time.perf_counter()
    with _own_folder(job["folder"]), _captured_descriptors():
        memory = _Memory(job["memory"])
        shell().relief = memory.lift
        _limit_files()
        begin()
        run, _ = execute(
            snippet,
            asks,
            job["upto"],
            limit=job["output"],
            before=before,
        )
        memory.lift()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run.notebook["metadata"][KEY] |= {
        "made": made_with(time.perf_counter() - start, peak),
        "depends": depends(job["given"], snippet.file, declared_data(snippet)),
    }
    failure = None if run.failure is None else vars(run.failure)
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
def _own_folder(folder: str | None) -> Iterator[None]:
    """A working directory that nobody else uses; the runner made it and clears it away."""
    os.chdir(folder or tempfile.gettempdir())
    yield
    os.chdir(os.sep)  # the snippet may have deleted it, and what follows must not fail for that


@contextlib.contextmanager
def _captured_descriptors() -> Iterator[None]:
    """Catch what is written below Python: by C code and by processes the snippet starts."""
    from livecells.outputs import Outputs

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


def main(arguments: Sequence[str]) -> int:
    """The entry of both ways to run; see the module's text."""
    if arguments[0] == "once":
        return once(sys.stdin)
    control = socket.socket(fileno=int(arguments[1]))
    serve(control, arguments[3:])
    shutil.rmtree(arguments[2], ignore_errors=True)
    os._exit(0)  # taking torch down module by module takes a quarter of a second, for nothing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
