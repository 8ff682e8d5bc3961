"""Real kernels and fresh scripts for tests, many of them cheaply.

A server imports ipykernel once, as each kernel would, with what else it is told to, computes
nothing, and forks for each kernel and each script: a process of its own with a namespace of its
own. A kernel is ipykernel's, with its threads, its timers and its defaults. Jupyter starts a small
client in place of it, `python kernels.py kernel SOCKET ARGUMENT...`, which has the server fork one
and lasts as long as that. `python kernels.py serve SOCKET MODULE...` is the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import itertools
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

HERE = Path(__file__).resolve()
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
NO_CLOCK = "LIVECELLS_TEST_NO_CLOCK"  # by the clock, output of a slow cell would come in pieces
# As files are run; pytest's own would have a kernel watch no descriptors.
NOT_GIVEN = ("PYTEST_CURRENT_TEST", "MPLBACKEND")


class Kernels:
    """The server. Use as a context manager; leaving it ends the server and its children.

    Args:
        folder: Where to work; its path is short, for sockets.
        modules: What every kernel has imported already.
        environment: The environment of the server, and of scripts.
    """

    def __init__(
        self, folder: Path, modules: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self.folder, self.address, self.modules = folder, str(folder / "forks"), modules
        self.environment = {k: v for k, v in environment.items() if k not in NOT_GIVEN}
        self._numbers = itertools.count()

    def __enter__(self) -> Kernels:
        command = [sys.executable, str(HERE), "serve", self.address, *self.modules]
        self._server = subprocess.Popen(
            command, stdin=subprocess.PIPE, env=self.environment, cwd=self.folder
        )
        end = time.monotonic() + 60
        while not Path(self.address).exists():
            assert self._server.poll() is None, "the server did not start"
            assert time.monotonic() < end, "the server does not start"
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait(30)

    def script(self, path: Path) -> subprocess.CompletedProcess[str]:
        """Run a file as a script, in a process of its own."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            descriptors = [out.fileno(), err.fileno()]
            environment = {**self.environment, "MPLBACKEND": "agg"}
            order = {"cwd": str(self.folder), "environment": environment, "script": str(path)}
            with _asked(self.address, order, descriptors) as answers:
                code = int(answers.readlines()[-1])
            said = []
            for file in (out, err):
                file.seek(0)
                said.append(file.read().decode())
        return subprocess.CompletedProcess([str(path)], code, *said)

    async def run(
        self, notebook: Any, cwd: Path, environment: Mapping[str, str], *, errors: bool = True
    ) -> str:
        """Run a notebook in place in a kernel of its own; returns the error that ended it, if any.

        Args:
            notebook: The notebook.
            cwd: The kernel's folder.
            environment: Its environment.
            errors: Whether it goes on after any error; else only where a cell is marked for one.
        """
        from jupyter_client.kernelspec import KernelSpec
        from jupyter_client.manager import AsyncKernelManager
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError

        command = [sys.executable, "-S", str(HERE), "kernel", self.address]
        # Sockets of the file system: TCP would be open to others and makes jupyter_client warn.
        sockets = str(self.folder / f"s{next(self._numbers)}")
        manager = AsyncKernelManager(transport="ipc", ip=sockets)
        manager._kernel_spec = KernelSpec(
            argv=[*command, "-f", "{connection_file}"], display_name="Python 3", language="python"
        )
        client = NotebookClient(
            notebook, km=manager, allow_errors=errors, timeout=60, shutdown_kernel="immediate"
        )
        given = {k: v for k, v in environment.items() if k not in NOT_GIVEN}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        try:
            await client.async_execute(cwd=str(cwd), env=given, cleanup_kc=True, **quiet)
        except CellExecutionError as error:
            return f"{error.ename}: {error.evalue}"
        return ""

    def notebooks(self, notebooks: Sequence[Any], *, errors: bool, at_once: int = 2) -> list[str]:
        """Run every notebook as `run` does, some at a time, by no clock."""

        async def all_of_them() -> list[str]:
            turn = asyncio.Semaphore(at_once)

            async def one(notebook: Any) -> str:
                async with turn:
                    environment = {**self.environment, NO_CLOCK: "1"}
                    return await self.run(notebook, self.folder, environment, errors=errors)

            return await asyncio.gather(*map(one, notebooks))

        return asyncio.run(all_of_them())


@contextlib.contextmanager
def _asked(address: str, order: Mapping[str, Any], descriptors: Sequence[int]) -> Iterator[Any]:
    """Have the server fork; gives its answers: the child's number, and at its end its exit code."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        socket.send_fds(connection, [json.dumps(order).encode() + b"\n"], list(descriptors))
        with connection.makefile() as answers:
            yield answers


def stand_for(address: str, *arguments: str) -> int:
    """Have the server fork a kernel and last as long as that; returns its exit code."""
    order = {"cwd": os.getcwd(), "environment": dict(os.environ), "kernel": arguments}
    nothing = os.open(os.devnull, os.O_RDWR)  # a kernel repeats there what is written below Python
    with _asked(address, order, [nothing] * 2) as answers:
        pid = int(answers.readline())
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda number, _: os.kill(pid, number))
        said = answers.readlines()
    return int(said[-1]) if said else 1


# ----- The server -----


class Child:
    """A forked process, as long as it lives."""

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid, self.connection, self.ended = pid, connection, os.pidfd_open(pid)
        with contextlib.suppress(OSError):  # who asked for it may be gone already
            connection.sendall(f"{pid}\n".encode())

    def close(self) -> None:
        """Wait for its end and tell whoever asked for it."""
        _, status = os.waitpid(self.pid, 0)
        os.close(self.ended)
        with contextlib.suppress(OSError):
            self.connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
        self.connection.close()


def serve(address: str, modules: Sequence[str]) -> None:
    """Fork for each connection, and end the child with that; all end with standard input."""
    for name in ("ipykernel.ipkernel", "ipykernel.kernelapp", *modules):
        importlib.import_module(name)
    if "torch" in modules and os.environ.get("OMP_NUM_THREADS") == "1":
        sys.modules["torch"].set_num_threads(1)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(address)
    listening.listen(16)
    selector = selectors.DefaultSelector()
    selector.register(listening, selectors.EVENT_READ)
    selector.register(sys.stdin, selectors.EVENT_READ)
    children: dict[int, Child] = {}
    while True:
        for key, _ in selector.select():
            if key.fileobj is sys.stdin:
                for child in children.values():
                    os.kill(child.pid, signal.SIGKILL)
                return
            if key.fileobj is listening:
                child = _forked(listening, children.values())
                children[child.pid] = child
                selector.register(child.connection, selectors.EVENT_READ, child)
                selector.register(child.ended, selectors.EVENT_READ, child)
            elif key.data.pid in children:
                if key.fileobj is key.data.connection:  # who asked for it is gone
                    os.kill(key.data.pid, signal.SIGKILL)
                selector.unregister(key.data.connection)
                selector.unregister(key.data.ended)
                children.pop(key.data.pid).close()


def _forked(listening: socket.socket, others: Iterable[Child]) -> Child:
    connection, _ = listening.accept()
    text, descriptors, *_ = socket.recv_fds(connection, 1 << 20, 2)
    while not text.endswith(b"\n"):
        text += connection.recv(1 << 20)
    pid = os.fork()
    if pid == 0:
        listening.close()
        for other in others:
            other.connection.close()
            os.close(other.ended)
        connection.close()
        _become(json.loads(text), descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    return Child(pid, connection)


def _become(order: Mapping[str, Any], descriptors: Sequence[int]) -> NoReturn:
    """A kernel or a script, in its folder and its environment."""
    os.setsid()
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    for number, descriptor in enumerate([os.open(os.devnull, os.O_RDWR), *descriptors]):
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.path[:] = [entry for entry in sys.path if entry != str(HERE.parent)]
    code = 0
    if "script" in order:
        code = _script(order["script"])
    else:
        _kernel(order["kernel"])
    os._exit(code)


def _kernel(arguments: Sequence[str]) -> None:
    from ipykernel.iostream import OutStream
    from ipykernel.kernelapp import IPKernelApp

    if os.environ.pop(NO_CLOCK, ""):
        OutStream.flush_interval = 60
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    sys.argv = ["ipykernel_launcher.py", *arguments]
    IPKernelApp.launch_instance(argv=sys.argv[1:])


def _script(path: str) -> int:
    """Run a file as Python does, with the traceback of an error on stderr; gives the exit code."""
    sys.argv[:] = [path]
    code = 0
    try:
        runpy.run_path(path, run_name="__main__")
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(stand_for(*sys.argv[2:]))
