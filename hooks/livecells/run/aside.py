"""Read values in a copy of the process, so that reading leaves the run as it was.

A value on a page may be any expression: one that draws a random number, takes the next of an
iterator, or runs backward. The copy (`os.fork`) knows all that the run knows, answers, and ends;
what it changed ends with it. What a copy shares with the run is left alone as well: files are not
written there, no processes are begun, and open files are put back to where they were read.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import stat
import sys
import sysconfig
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.chown"),
    *("os.utime", "os.link", "os.symlink", "os.setxattr", "shutil.rmtree"),
}
BEGINS = {
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork"),
    *("os.forkpty", "os.kill", "os.killpg"),
}
INSTALLED = tuple(f"{sysconfig.get_path(name)}{os.sep}" for name in ("purelib", "platlib"))
PRINTS = "it prints {!r}, and a value is only read: print in a cell"
SHOWS = "it displays something, and a value is only read: display in a cell"
WRITES = "it changes a file or a folder, {!r}, and a value is only read: do that in a cell"
STARTS = "it begins or ends a process, and a value is only read: do that in a cell"
WROTE = "it writes to an open file, and a value is only read: do that in a cell"
ENDED = "the process that read it ended {}"


class ChangesError(PermissionError):
    """What is read would change what the run shares with its copies."""


class DiedError(Exception):
    """A copy ended without an answer."""


@dataclass
class Keeper:
    """Hands over what a copy has noted of its own, such as the files that it read.

    Attributes:
        begin: Called in the copy at its start.
        told: Called in the copy at its end; gives JSON.
        take: Called with that in the run.
        own: Whether what is done now is the engine's own doing, not that of a value.
    """

    begin: Callable[[], None]
    told: Callable[[], Any]
    take: Callable[[Any], None]
    own: Callable[[], bool]


keeper: Keeper | None = None  # none: the process is not for one run alone, and is not copied
forking = False  # it is the engine that forks now


def copies() -> bool:
    """Whether values are read in copies of this process."""
    return keeper is not None and hasattr(os, "fork")


def in_copy(ask: Callable[[], Any]) -> Any:
    """What `ask` gives in a copy of this process; it must be JSON.

    Raises:
        DiedError: The copy ended without an answer.
        ChangesError: It wrote to a file that the run has open.
    """
    drawn, files = random.getstate(), _OpenFiles()
    read, write = os.pipe()
    pid = _fork()
    if pid == 0:
        _answer(ask, write, drawn)
    os.close(write)
    with open(read, "rb") as pipe:
        data = pipe.read()
    how = _end_of(pid)
    wrote = files.put_back()
    if not data:
        raise DiedError(ENDED.format(how))
    answer, noted = json.loads(data)
    if answer is None:
        raise DiedError(noted)
    if keeper is not None:
        keeper.take(noted)
    if wrote:
        raise ChangesError(WROTE)
    return answer


def _fork() -> int:
    """Fork, without a word of Python's about threads: the copy takes no lock of theirs."""
    global forking
    quiet = ("ignore", None, DeprecationWarning, None, 0)
    # In its place: `filterwarnings` would have every warning be shown once more.
    given: list[Any] = warnings.filters  # type: ignore[assignment]
    given.insert(0, quiet)
    forking = True
    try:
        return os.fork()
    finally:
        forking = False
        given.remove(quiet)


def _end_of(pid: int) -> str:
    with contextlib.suppress(ChildProcessError):
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return f"by signal {-status}" if status < 0 else f"itself with status {status}"
    return "itself"


def _answer(ask: Callable[[], Any], channel: int, drawn: tuple[Any, ...]) -> NoReturn:
    """The life of a copy."""
    status = 1
    try:
        random.setstate(drawn)  # Python seeds it anew in each copy
        _one_thread()
        sys.dont_write_bytecode = True
        if keeper is not None:
            keeper.begin()
        sys.addaudithook(_refuse)
        answer = ask()
        noted = keeper.told() if keeper is not None else None
        data = json.dumps([answer, noted]).encode()
        while data:
            data = data[os.write(channel, data) :]
        status = 0
    except BaseException as error:  # the last line of defence: say it, whatever it is
        os.write(channel, json.dumps([None, f"{type(error).__name__}: {error}"]).encode())
    finally:
        os._exit(status)


def _one_thread() -> None:
    """Threads that torch has begun are not in the copy: work that waits for them never ends."""
    torch: Any = sys.modules.get("torch")
    count = torch.get_num_threads() if torch is not None else 1
    if torch is not None and count > 1:
        torch.set_num_threads(1)
        torch.get_num_threads = lambda: count


_refused: list[str] = []  # what was not let happen in this copy


def _refuse(event: str, arguments: Sequence[object]) -> None:
    said = _said_of(event, arguments)
    if said is not None and not (keeper is not None and keeper.own()):
        _refused.append(said)
        raise ChangesError(said)


def _said_of(event: str, arguments: Sequence[object]) -> str | None:
    """Why something is not let happen, or None."""
    if event == "open":
        flags = arguments[2] if isinstance(arguments[2], int) else 0
        return WRITES.format(_name(arguments[0])) if flags & WRITING and _kept(arguments) else None
    if event == "os.mkdir" and _loads_a_library():
        return None  # torch makes the folder of its compiler when some of it is first used
    if event in CHANGES:
        return WRITES.format(_name(arguments[0]))
    return STARTS if event in BEGINS else None


def _loads_a_library() -> bool:
    """Whether a module that is installed is loaded now."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if code.co_name == "<module>" and code.co_filename.startswith(INSTALLED):
            return True
        frame = frame.f_back
    return False


def _kept(arguments: Sequence[object]) -> bool:
    """Whether what is written to a place can be found there later."""
    path = arguments[0]
    return isinstance(path, str | bytes | os.PathLike) and os.fsdecode(path) != os.devnull


def _name(path: object) -> str:
    shown = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else str(path)
    return os.path.basename(shown.rstrip(os.sep)) or shown


class _OpenFiles:
    """The files that this process has open: where each is read, and how it stood."""

    def __init__(self) -> None:
        self._seen = dict(_regular_files())
        self._printed = {os.fstat(fd).st_ino for fd in (1, 2)}  # others may print meanwhile

    def put_back(self) -> bool:
        """Read on where the run was; returns whether a file was written to meanwhile."""
        wrote = False
        for fd, (at, *stood) in self._seen.items():
            with contextlib.suppress(OSError):
                if os.lseek(fd, 0, os.SEEK_CUR) != at:
                    os.lseek(fd, at, os.SEEK_SET)
                status = os.fstat(fd)
                wrote |= _state(status) != stood and status.st_ino not in self._printed
        return wrote


def _state(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns]


def _regular_files() -> Iterator[tuple[int, list[int]]]:
    with contextlib.suppress(OSError):
        for fd in map(int, os.listdir("/dev/fd")):
            with contextlib.suppress(OSError):
                status = os.fstat(fd)
                if stat.S_ISREG(status.st_mode):
                    yield fd, [os.lseek(fd, 0, os.SEEK_CUR), *_state(status)]


class Silence:
    """Use in a copy: what is printed goes nowhere, and `fault` says that something was."""

    def __init__(self) -> None:
        for fd in (1, 2):
            os.dup2(_nowhere(), fd)
        self._seen = 0
        from livecells.run.outputs import OF_CELL, Outputs  # not there where no shell is

        Outputs.pull = Outputs.noted = None
        self._shown = Outputs()
        OF_CELL.set(self._shown)

    def fault(self) -> str | None:
        """What was done since the last call that reading does not do, in words, or None."""
        sys.stdout.flush()
        printed = os.pread(1, 200, self._seen).decode("utf-8", "replace")
        self._seen = os.lseek(1, 0, os.SEEK_END)
        shown, refused = bool(self._shown.items), _refused[:]
        self._shown.items.clear()
        _refused.clear()
        if refused:
            return refused[0]
        return PRINTS.format(printed[:80]) if printed else SHOWS if shown else None


def _nowhere() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("printed")
    import tempfile

    file, path = tempfile.mkstemp()
    os.unlink(path)
    return file
