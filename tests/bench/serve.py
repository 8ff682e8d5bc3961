"""From saving a file to the fresh page over HTTP, for the floor and for ours, edit by edit."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .builds import BuildError, end_group
from .dialects import Files, files, put
from .peers import PEERS, python_of, surroundings
from .workload import Workload, edited, lessons

PAIR = ("floor", "ours")
PATIENCE = 60.0


@dataclass(frozen=True)
class Reload:
    """Seconds from save to fresh page, edit by edit."""

    workload: Workload
    floor: list[float]
    ours: list[float]

    def later(self) -> list[float]:
        """By how much ours came later than the floor at the same edit."""
        return [ours - floor for floor, ours in zip(self.floor, self.ours, strict=True)]


@dataclass(frozen=True)
class Server:
    """A running `mkdocs serve` on a workload's folder."""

    name: str
    folder: Path
    port: int

    def wait_for(self, workload: Workload, revision: int) -> float:
        """The moment at which the middle page shows a revision; raises BuildError if never."""
        lesson = edited(lessons(workload, revision))
        url, end = f"http://127.0.0.1:{self.port}/{lesson.name}/", time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if lesson.mark.encode() in fetched(url):
                return time.perf_counter()
            time.sleep(0.02)
        raise BuildError(f"{self.name} served no fresh page within {PATIENCE:.0f} s")

    def edit(self, workload: Workload, revision: int, wanted: Files) -> float:
        """Save and wait."""
        start = time.perf_counter()
        put(self.folder, wanted)
        return self.wait_for(workload, revision) - start


def reloads(workload: Workload, folder: Path, edits: int) -> Reload:
    """Both servers run at once and are edited in turn."""
    found: dict[str, list[float]] = {name: [] for name in PAIR}
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(serving(name, workload, folder / name)) for name in PAIR]
        for server in servers:
            server.wait_for(workload, 0)
        for revision in range(1, edits + 1):
            # MkDocs looks twice a second; uneven pauses meet it at every phase of that.
            time.sleep(0.7 + 0.137 * revision % 0.5)
            for server in servers:
                wanted = files(server.name, lessons(workload, revision))
                found[server.name].append(server.edit(workload, revision, wanted))
            print(
                f"{workload.name} edit {revision} "
                + ", ".join(f"{name} {found[name][-1]:.2f} s" for name in PAIR),
                file=sys.stderr,
                flush=True,
            )
    return Reload(workload, found["floor"], found["ours"])


def fetched(url: str) -> bytes:
    """What is served there; nothing while the server is not up or has no such page."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            body: bytes = answer.read()
            return body
    except OSError:  # URLError is one
        return b""


@contextlib.contextmanager
def serving(name: str, workload: Workload, folder: Path) -> Iterator[Server]:
    """A server on a free port; it is stopped as a user does it, with Ctrl-C."""
    put(folder, files(name, lessons(workload)))
    port, python = free_port(), python_of(PEERS[name].environment, folder)
    process = subprocess.Popen(
        command(python, port),
        cwd=folder,
        env=surroundings(python),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        yield Server(name, folder, port)
    finally:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        end_group(process)


def command(python: Path, port: int) -> Sequence[str]:
    """MkDocs' own server."""
    return [str(python), "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
