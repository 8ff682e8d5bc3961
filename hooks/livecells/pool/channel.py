"""Lines to and from the process that runs one job, and the server that forks it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from livecells.pool.messages import ChildMessage, JobMessage


class ForkServer:
    """The process that imports once and forks a child for each job.

    Args:
        scratch: A folder for working directories; the process removes it when the parent has ended.
        modules: What it imports before the first fork.
        command: How the server is begun, without its arguments.
        environment: Its environment variables.
    """

    def __init__(
        self,
        scratch: str,
        modules: Sequence[str],
        command: Sequence[str],
        environment: Mapping[str, str],
    ) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            serve = ["serve", str(theirs.fileno()), scratch, *modules]
            self._process = subprocess.Popen(
                [*command, *serve],
                pass_fds=[theirs.fileno()],
                env=environment,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
            )

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def fork(self) -> Channel:
        """A channel to a child that waits for its job."""
        ours, theirs = socket.socketpair()
        with theirs, contextlib.suppress(OSError):  # a dead server shows as an empty channel
            socket.send_fds(self._control, [b"j"], [theirs.fileno()])
        return Forked(ours)

    def close(self) -> None:
        """End the process and its children; killed where that takes more than ten seconds."""
        self._control.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Channel:
    """Lines to and from the process that runs one job; `pid` is that of the process, once known."""

    pid: int | None = None

    def send(self, message: JobMessage) -> None:
        """Hand the job over.

        Raises:
            OSError: The process is gone.
        """
        raise NotImplementedError

    def lines(self) -> Iterator[bytes]:
        """What the process sends, line by line, up to its end."""
        raise NotImplementedError

    def kill(self) -> None:
        """End the process with everything that it started."""
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def drop(self) -> None:
        """End the process and hear nothing more of it; whoever reads `messages` goes on at once."""
        raise NotImplementedError

    def close(self) -> None:
        """Free what the channel holds; the process ends if it has not."""
        raise NotImplementedError

    def messages(self) -> Iterator[ChildMessage]:
        """What the child says, up to its end; a line cut short by a kill is passed over."""
        for line in self.lines():
            with contextlib.suppress(ValueError):
                message = json.loads(line)
                self.pid = message.get("pid", self.pid)
                yield message
                if "status" in message:
                    return


class Forked(Channel):
    """A socket to a child of the fork server."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._file = connection.makefile("rb")

    def send(self, message: JobMessage) -> None:
        """Hand the job over; see `Channel`."""
        self._socket.sendall(json.dumps(message).encode() + b"\n")

    def lines(self) -> Iterator[bytes]:
        """What the process sends; see `Channel`."""
        return iter(self._file.readline, b"")

    def drop(self) -> None:
        """End the process; see `Channel`. One that is not forked yet ends at its first word."""
        self.kill()
        with contextlib.suppress(OSError):  # closed meanwhile
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Free what the channel holds; see `Channel`."""
        self._file.close()
        self._socket.close()


class Spawned(Channel):
    """A new interpreter for the job, where a process cannot fork."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [*command, "once"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )

    def send(self, message: JobMessage) -> None:
        """Hand the job over; see `Channel`."""
        _pipe(self._process.stdin).write(json.dumps(message).encode() + b"\n")
        _pipe(self._process.stdin).close()

    def lines(self) -> Iterator[bytes]:
        """What the process sends; see `Channel`."""
        yield from iter(_pipe(self._process.stdout).readline, b"")
        yield json.dumps({"status": self._process.wait()}).encode()

    def drop(self) -> None:
        """End the process; see `Channel`."""
        self.kill()
        self._process.kill()

    def close(self) -> None:
        """Free what the channel holds; see `Channel`."""
        self.drop()
        self._process.wait()
        _pipe(self._process.stdout).close()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream
