"""Fresh kernels and fresh scripts without the second that importing torch takes each time.

A server process imports what all of them import, computes nothing, and forks a child for each: a
process of its own with a namespace of its own, as if it had been started for it. Jupyter starts a
small client, which asks the server for a child and lives as long as that does.
"""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
AT_ONCE = 2


class Warm:
    """The server. Use as a context manager; leaving it ends the server and its children."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.address = folder, str(folder / "warm")

    def __enter__(self) -> Warm:
        command = [sys.executable, __file__, "serve", self.address]
        environment = {**os.environ, **ONE_THREAD, "IPYTHONDIR": str(self.folder / "ipython")}
        environment.pop("PYTEST_CURRENT_TEST", None)  # a kernel would watch no descriptors
        environment.pop("MPLBACKEND", None)  # what a reader's Python has not set either
        self.server = subprocess.Popen(command, env=environment, cwd=self.folder)
        end = time.monotonic() + 60
        while not Path(self.address).exists():
            assert self.server.poll() is None, "the server did not start"
            assert time.monotonic() < end, "the server does not start"
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.terminate()
        self.server.wait(30)

    def script(self, path: Path) -> subprocess.CompletedProcess[str]:
        """Run a file as a script, in a process of its own."""
        command = [sys.executable, "-S", __file__, "script", self.address, str(path)]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=60, cwd=self.folder, check=False
        )

    def notebooks(self, notebooks: list[Any], allow_errors: bool) -> list[str]:
        """Run every notebook in place in a kernel of its own; returns the error of each, if any.

        Without `allow_errors` a notebook ends at an error in a cell that is not marked for one.
        """

        async def all_of_them() -> list[str]:
            gate = asyncio.Semaphore(AT_ONCE)
            runs = (
                self._run(notebook, allow_errors, gate, n) for n, notebook in enumerate(notebooks)
            )
            return await asyncio.gather(*runs)

        return asyncio.run(all_of_them())

    async def _run(
        self, notebook: Any, allow_errors: bool, gate: asyncio.Semaphore, number: int
    ) -> str:
        from jupyter_client.kernelspec import KernelSpec
        from jupyter_client.manager import AsyncKernelManager
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError

        async with gate:
            # Sockets of the file system: TCP would be open to others.
            manager = AsyncKernelManager(transport="ipc", ip=str(self.folder / f"k{number}"))
            argv = [sys.executable, "-S", __file__, "kernel", self.address, "{connection_file}"]
            manager._kernel_spec = KernelSpec(argv=argv, language="python")
            client = NotebookClient(
                notebook,
                km=manager,
                allow_errors=allow_errors,
                timeout=60,
                shutdown_kernel="immediate",
            )
            try:
                await client.async_execute(cwd=str(self.folder), cleanup_kc=True)
            except CellExecutionError as error:
                return f"{error.ename}: {error.evalue}"
            return ""


# ----- The server -----


def serve(address: str) -> None:
    """Import, then fork a child for each connection."""
    import matplotlib.pyplot  # noqa: F401
    import torch
    from ipykernel.iostream import OutStream
    from ipykernel.kernelapp import IPKernelApp

    torch.set_num_threads(1)
    OutStream.flush_interval = 60  # by the clock, output of a slow cell would come in pieces
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    server = socket.socket(socket.AF_UNIX)
    server.bind(address)
    server.listen(16)
    while True:
        connection, _ = server.accept()
        order, descriptors, *_ = socket.recv_fds(connection, 65536, 2)
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            server.close()
            for number, descriptor in enumerate(descriptors, start=1):
                os.dup2(descriptor, number)
            _child(connection, json.loads(order), IPKernelApp)
        connection.close()
        for descriptor in descriptors:
            os.close(descriptor)


def _child(connection: socket.socket, order: dict[str, Any], kernel: Any) -> None:
    """A kernel, or a script; never returns."""
    threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
    os.chdir(order["cwd"])
    code = 0
    if order["kind"] == "kernel":
        app = kernel.instance()
        app.initialize(["-f", order["path"], "--quiet"])
        app.start()
    else:
        code = _script(order["path"])
    connection.sendall(str(code).encode())
    os._exit(code)


def _end_with(connection: socket.socket) -> None:
    """End when the client is gone."""
    connection.recv(1)
    os._exit(1)


def _script(path: str) -> int:
    """Run a file as Python does, with the traceback of an error on stderr; gives the exit code."""
    os.environ["MPLBACKEND"] = "agg"
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


def query(kind: str, address: str, path: str) -> int:
    """Query the server for a child, and wait for its end."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        order = {"kind": kind, "path": path, "cwd": os.getcwd()}
        socket.send_fds(connection, [json.dumps(order).encode()], [1, 2])
        answer = connection.recv(16)
    return int(answer) if answer else 1


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    sys.exit(query(*sys.argv[1:4]))
