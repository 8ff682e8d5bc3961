"""Real kernels for tests, many of them cheaply.

A server imports ipykernel once, as each kernel would, and forks for each kernel that is asked for.
The kernel itself is ipykernel's own, with its threads, its timers and its defaults, in a process of
its own. `python kernels.py SOCKET` is the server; `python kernels.py SOCKET ARGUMENT...` is what a
manager starts in place of a kernel: it has the server fork one and lasts as long as that.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()


def serve(path: str) -> None:
    """Fork a kernel for each connection, and end it with that; all end with standard input."""
    import selectors

    import ipykernel.ipkernel
    import ipykernel.kernelapp  # noqa: F401

    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen()
    selector = selectors.DefaultSelector()
    selector.register(listening, selectors.EVENT_READ)
    selector.register(sys.stdin, selectors.EVENT_READ)
    kernels: dict[int, Kernel] = {}
    while True:
        for key, _ in selector.select():
            if key.fileobj is sys.stdin:
                for kernel in kernels.values():
                    os.kill(kernel.pid, signal.SIGKILL)
                return
            if key.fileobj is listening:
                kernel = Kernel(*_forked(listening, kernels.values()))
                kernels[kernel.pid] = kernel
                selector.register(kernel.connection, selectors.EVENT_READ, kernel)
                selector.register(kernel.ended, selectors.EVENT_READ, kernel)
            elif key.data.pid in kernels:
                if key.fileobj is key.data.connection:  # who asked for it is gone
                    os.kill(key.data.pid, signal.SIGKILL)
                selector.unregister(key.data.connection)
                selector.unregister(key.data.ended)
                kernels.pop(key.data.pid).close()


class Kernel:
    """A forked kernel, as long as it lives."""

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid, self.connection, self.ended = pid, connection, os.pidfd_open(pid)

    def close(self) -> None:
        """Wait for its end and tell whoever asked for it."""
        os.waitpid(self.pid, 0)
        os.close(self.ended)
        self.connection.close()


def _forked(listening: socket.socket, others: Iterable[Kernel]) -> tuple[int, socket.socket]:
    connection, _ = listening.accept()
    wanted = json.loads(connection.makefile().readline())
    pid = os.fork()
    if pid == 0:
        listening.close()
        for other in others:
            other.connection.close()
            os.close(other.ended)
        _become_kernel(connection, wanted)
    return pid, connection


def _become_kernel(connection: socket.socket, wanted: dict[str, Any]) -> None:
    connection.sendall(f"{os.getpid()}\n".encode())
    connection.close()  # the server closes its own when this process ends
    os.setsid()
    os.chdir(wanted["cwd"])
    os.environ.clear()
    os.environ.update(wanted["environment"], JPY_PARENT_PID=str(os.getppid()))
    time.tzset()
    for descriptor in (0, 1, 2):
        os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)
    sys.argv = ["ipykernel_launcher.py", *wanted["arguments"]]
    sys.path[:] = [entry for entry in sys.path if entry != str(HERE.parent)]
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=sys.argv[1:])
    os._exit(0)


def stand_for(path: str, *arguments: str) -> None:
    """Have the server fork a kernel and last as long as that."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        wanted = {"cwd": os.getcwd(), "environment": dict(os.environ), "arguments": arguments}
        connection.sendall(json.dumps(wanted).encode() + b"\n")
        answers = connection.makefile()
        pid = int(answers.readline())
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda number, _: os.kill(pid, number))
        answers.read()


@contextlib.contextmanager
def kernel_server(folder: Path) -> Iterator[Path]:
    """A server in a folder with a short path; gives its socket."""
    path = folder / "forks"
    command = [sys.executable, str(HERE), str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as server:
        while not path.exists():
            assert server.poll() is None
            time.sleep(0.02)
        yield path
        assert server.stdin is not None
        server.stdin.close()


async def run_in_kernel(notebook: Any, server: Path, cwd: Path, environment: dict[str, str]) -> Any:
    """Run a notebook's cells in a kernel of their own, to the end whatever they raise."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    class Manager(AsyncKernelManager):  # type: ignore[misc]
        @property
        def kernel_spec(self) -> KernelSpec:
            command = [sys.executable, "-S", str(HERE), str(server), "-f", "{connection_file}"]
            return KernelSpec(argv=command, display_name="Python 3", language="python")

    # Sockets of the file system: TCP would be open to others and makes jupyter_client warn.
    manager = Manager(transport="ipc", ip=str(cwd.with_suffix(".kernel")))
    client = NotebookClient(
        notebook, km=manager, allow_errors=True, timeout=60, shutdown_kernel="immediate"
    )
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    await client.async_execute(cwd=str(cwd), env=environment, cleanup_kc=True, **quiet)
    return notebook


if __name__ == "__main__":
    serve(sys.argv[1]) if len(sys.argv) == 2 else stand_for(*sys.argv[1:])
