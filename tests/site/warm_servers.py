"""Servers for the snippets of small sites, without the second that importing torch takes each.

A build begins a server that imports what its snippets import, torch above all, and forks a child
for each of them. In tests that server is forked as well: from a process that has imported just the
same, one for each such list of modules, and that ends with the tests. What is forked is what a new
server is once it has imported all: it has run nothing, and gets the output, the path
and the environment of the build that asks for it; `test_warm_servers.py` compares the two.

`python warm_servers.py SOCKET PID MODULE...` is the process that is forked; it ends with PID.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

from filelock import FileLock

from livecells.pool import environment_reads, fork_server, pool
from livecells.pool.channel import ForkServer
from livecells.pool.interpreter import server_command

# Of the environment of tests and of their builds: what no import reads, and no test asks for.
NO_MATTER = {
    *("PYTEST_CURRENT_TEST", "PYTEST_VERSION", "NO_MKDOCS_2_WARNING"),
    "SOURCE_DATE_EPOCH",
}


def mark(environment: Mapping[str, str]) -> str:
    """Tells environments apart: what was imported in one serves no other."""
    known = sorted((k, v) for k, v in environment.items() if k not in NO_MATTER)
    return sha256(json.dumps(known).encode()).hexdigest()


# ----- In a build -----


@dataclass(frozen=True)
class Place:
    """Where the sockets are, and the process with which all servers end."""

    folder: str
    pid: int


def use(place: Place) -> None:
    """Have this process, a build, fork its servers."""

    def begun(
        scratch: str, modules: Sequence[str], command: Sequence[str], environment: dict[str, str]
    ) -> ForkServer:
        own = any(Path.cwd().glob("*.py"))  # a module of that folder may come before torch's
        if own or list(command) != server_command(None):
            return ForkServer(scratch, modules, command, environment)
        return Forked(place, scratch, modules, environment)

    pool.ForkServer = begun  # type: ignore[misc, assignment]


class Forked(ForkServer):
    """A server that is forked and not begun; all else is as in the original."""

    def __init__(
        self, place: Place, scratch: str, modules: Sequence[str], environment: dict[str, str]
    ) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        order = {"scratch": scratch, "environment": environment}
        with theirs, _connected(place, modules, environment) as connection:
            descriptors = [theirs.fileno(), 1, 2]
            socket.send_fds(connection, [json.dumps(order).encode() + b"\n"], descriptors)
            with connection.makefile() as answer:
                self._process: Any = Process(int(answer.readline()))


class Process:
    """What is asked of a `Popen`, for a process that is not a child."""

    def __init__(self, pid: int) -> None:
        self.pid, self._end = pid, os.pidfd_open(pid)

    def poll(self) -> int | None:
        return 0 if self._ended(0) else None

    def wait(self, timeout: float | None = None) -> int:
        if not self._ended(timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return 0

    def kill(self) -> None:
        signal.pidfd_send_signal(self._end, signal.SIGKILL)

    def _ended(self, seconds: float | None) -> bool:
        return bool(select.select([self._end], [], [], seconds)[0])


def _connected(
    place: Place, modules: Sequence[str], environment: Mapping[str, str]
) -> socket.socket:
    """A connection to the process that has imported these modules; begun where there is none."""
    known = f"{' '.join(modules)} {mark(environment)}"
    address = str(Path(place.folder, sha256(known.encode()).hexdigest()[:12]))
    with FileLock(f"{address}.lock"):
        if not os.path.exists(address):
            _begin(address, place.pid, modules, environment)
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(address)
    return connection


def _begin(address: str, pid: int, modules: Sequence[str], environment: Mapping[str, str]) -> None:
    """Begin such a process, and wait until it listens."""
    with open(f"{address}.log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, __file__, address, str(pid), *modules],
            cwd=os.path.dirname(address),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    end = time.monotonic() + 120
    while not os.path.exists(address):
        assert process.poll() is None, Path(f"{address}.log").read_text()
        assert time.monotonic() < end, "the server does not start"
        time.sleep(0.02)


# ----- The process that is forked -----


def main(address: str, pid: str, modules: Sequence[str]) -> None:
    """Import, then fork for each connection, until the tests have ended."""
    tests = os.pidfd_open(int(pid))
    sys.path.pop(0)  # the folder of this file
    sys.modules["__main__"] = fork_server  # as where it is begun by itself
    fork_server.preload(modules)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(f"{address}.new")
    listening.listen(16)
    os.rename(f"{address}.new", address)
    while tests not in (ready := select.select([listening, tests], [], [])[0]):
        if listening in ready:
            connection, _ = listening.accept()
            _fork(connection, listening, modules)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _fork(connection: socket.socket, listening: socket.socket, modules: Sequence[str]) -> None:
    with connection:
        text, descriptors, *_ = socket.recv_fds(connection, 1 << 20, 3)
        while not text.endswith(b"\n"):
            text += connection.recv(1 << 20)
        child = os.fork()
        if child == 0:
            listening.close()
            connection.close()
            _serve(json.loads(text), modules, *descriptors)
        connection.sendall(f"{child}\n".encode())
        for descriptor in descriptors:
            os.close(descriptor)


def _serve(
    order: dict[str, Any], modules: Sequence[str], control: int, stdout: int, stderr: int
) -> NoReturn:
    """Be the server of one build."""
    os.setsid()
    for number, descriptor in enumerate((stdout, stderr), start=1):
        os.dup2(descriptor, number)
        os.close(descriptor)
    _take(order["environment"])
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # else the same in all builds, which none may count on
    vars(fork_server)["preload"] = lambda _: None  # it is done
    fork_server.main(["serve", str(control), order["scratch"], *modules])
    os._exit(0)


def _take(environment: Mapping[str, str]) -> None:
    """Have this environment; what was noted so far is of this file, which runs nowhere else."""
    known = os.environ._data  # type: ignore[attr-defined]
    for name in map(os.fsdecode, list(known)):
        if name not in environment:
            del os.environ[name]
    os.environ.update(environment)
    environment_reads._start.clear()
    environment_reads._start.update(environment)
    environment_reads.forget()
    time.tzset()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
