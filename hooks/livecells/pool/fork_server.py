"""The server that imports once and forks a child for each job.

`python -m livecells.pool.fork_server serve FD SCRATCH MODULE...` imports the modules once and then
forks a child for each job that comes over the socket FD. It has one thread and never computes: a
fork from a process that has used a thread pool leaves children that hang in theirs. It outlives a
parent that is killed, by the moment that it takes to end the children and to remove the folder
SCRATCH. With `once` it runs the one job on its standard input, where fork is missing.

A job's channel carries JSON lines; see `messages.py`.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TextIO

from livecells.pool.c_library import prctl
from livecells.pool.child import run_job, send
from livecells.pool.huge_pages import collapse
from livecells.pool.preload import preload

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
MANY = 32  # forks after which large pages have cost less than they save


def serve(control: socket.socket, modules: Sequence[str]) -> None:
    """Fork a child for every channel that arrives; end with the parent.

    Args:
        control: A socket over which the parent sends file descriptors (`socket.send_fds`), one for
            each job: the child's end of its channel.
        modules: What to import before the first fork.
    """
    preload(modules)
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    children: dict[int, int] = {}
    forked = 0
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
            if forked == MANY:
                collapse()
            children[_fork(fds[0], [control.fileno(), *children.values()])] = fds[0]
            forked += 1
    for pid in children:
        _kill_group(pid)
    _kill_orphans(())
    for pid in children:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


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
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        prctl(PR_SET_CHILD_SUBREAPER, 1)
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
            send(channel, {"error": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(status)


def once(stdin: TextIO) -> int:
    """Run the job on standard input; messages go to what standard output was.

    Returns:
        The exit status of the process.
    """
    job = json.loads(stdin.readline())
    channel = os.dup(1)
    os.chdir(job["folder"])
    preload(job["modules"])
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)
    return run_job(job, channel)


def main(arguments: Sequence[str]) -> int:
    """The entry of both ways to run; see the module's text."""
    if arguments[0] == "once":
        return once(sys.stdin)
    control = socket.socket(fileno=int(arguments[1]))
    os.chdir(
        arguments[2]
    )  # what lies where the build was begun, such as a matplotlibrc, is no matter
    serve(control, arguments[3:])
    shutil.rmtree(arguments[2], ignore_errors=True)
    os._exit(0)  # taking torch down module by module takes a quarter of a second, for nothing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
