"""The folder that a snippet works in: a copy of its own folder, so that what it writes is no harm.

Jupyter, editors and `python file.py` run a file where its data lie. Here each run has a tree of its
own in which the folder stands under its whole path, so that `data/x.csv` and `../x.csv` are found,
by Python as by C code and by the processes that a snippet starts. `filling.py` says what of it is
copied, and what is a link.

Python's own ways to write replace a link by a copy before they write. A folder that holds nothing
but code is filled at the first sign that somebody looks at it: only Python and other processes read
code, and both can be seen.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from livecells.pool.filling import (
    KEPT_WHOLE,
    Filling,
    entries_of,
    levels_above,
    only_code,
    size_and_time,
)
from livecells.run import places

POOL = os.path.dirname(__file__) + os.sep  # between what is asked for and who asks
WORDS = re.compile(r"\w+")
ASKS_FOR_FOLDERS = re.compile(r"\bsys\.path\b|\baddsitedir\b")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

# Audit event: which of its arguments are paths.
READS = {"os.listdir": (0,), "os.scandir": (0,), "os.chdir": (0,), "ctypes.dlopen": (0,)}
CHANGES = {
    "os.truncate": (0,),
    "os.chmod": (0,),
    "os.chown": (0,),
    "os.utime": (0,),
    "os.setxattr": (0,),
    "sqlite3.connect": (0,),
    "shutil.rmtree": (0,),
}
NAMES = {
    "os.mkdir": (0,),
    "os.rmdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.link": (0, 1),
    "os.symlink": (1,),
}
SEEN = {"open", *READS, *CHANGES, *NAMES}


class Mirror:
    """The working folder of one run.

    Args:
        scratch: An empty folder that nobody else uses.
        home: The folder of the snippet.
        text: The snippet, which may say that it looks beyond that folder.
        own: Its file, which has this very text in the copy, also where the original has another.
    """

    def __init__(self, scratch: str, home: str, text: str, own: str = "") -> None:
        self.root, self.home = os.path.realpath(scratch), home
        self.here = self.root + home.rstrip(os.sep)
        self.written: set[str] = set()  # what the run has made itself
        self.text, self.own = text, own
        self.seen_by_processes = False  # a process was begun, whose reading cannot be seen
        self.read_itself = False  # the original of the file was opened, and not the copy
        self._filling = Filling(self.root, home)
        self._filled, self._above = False, 0
        self._lock, self._busy = threading.RLock(), 0  # the thread at work

    def enter(self) -> None:
        """Make the folder the working directory."""
        os.makedirs(self.here, exist_ok=True)
        os.chdir(self.here)
        places.works_in(self.root)
        levels = levels_above(self.text)
        if levels or ASKS_FOR_FOLDERS.search(self.text) or not only_code(self.home):
            self.fill(levels)

    def fill(self, above: int = 0) -> None:
        """Put in place what stands in the folder, and in so many folders `above` it."""
        with self._alone() as free:
            if free and not self._filled:
                self._filled = True
                self._filling.fill()
                self._write_own_file()
            while free and self._above < above:
                self._above += 1
                self._filling.fill_above(self._above, self.text)

    def _write_own_file(self) -> None:
        """The snippet as it runs: with values that a page varies it is not what its file says."""
        path = self.root + self.own
        if self.own and os.path.lexists(path) and other_text(self.own, self.text):
            with contextlib.suppress(OSError):
                os.unlink(path)
                with open(
                    path, "w", encoding="utf-8", errors="surrogateescape", newline=""
                ) as file:
                    file.write(self.text)

    def told(self) -> list[Any]:
        """What is filled, for a process of which this one is a copy."""
        filling = self._filling
        return [self._filled, self._above, self.read_itself, filling.files, filling.shared]

    def take(self, told: Sequence[Any]) -> None:
        """A copy of this process has filled the folder so far."""
        self._filled, self._above, read, self._filling.files, shared = told
        self.read_itself |= read
        self._filling.shared = {path: (size, time) for path, (size, time) in shared.items()}

    @contextlib.contextmanager
    def _alone(self) -> Iterator[bool]:
        """Whether this is not the mirror's own doing; other threads wait until it is done."""
        with self._lock:
            before, self._busy = self._busy, threading.get_ident()
            try:
                yield not before
            finally:
                self._busy = before

    def see(self, event: str, arguments: Sequence[object]) -> None:
        """Something is about to be done to a file or a folder, as Python's audit events tell."""
        if event not in SEEN:
            return
        if event == "open":
            flags = arguments[2] if isinstance(arguments[2], int) else 0
            if flags & WRITING:
                self._change(arguments[0], fresh=bool(flags & os.O_TRUNC))
            else:
                self.look(arguments[0])
        elif event in READS:
            for at in READS[event]:
                self.look(arguments[at], listed=event != "os.chdir")
        elif event in CHANGES:
            for at in CHANGES[event]:
                self._change(arguments[at])
        elif event in NAMES:
            for at in NAMES[event]:
                self._change(arguments[at], named=True)

    def look(self, given: object, listed: bool = False) -> None:
        """A path is asked for."""
        path = self._inside(given)
        if path is None or (path == self.here and _importing()):
            return
        self.fill(self._levels_to(path))
        if listed and (path + os.sep).startswith(os.path.dirname(self.here) + os.sep):
            with self._alone() as free, contextlib.suppress(OSError):
                if free:
                    self._open_folders(path)

    def _levels_to(self, path: str) -> int:
        """How many folders up from the snippet's own the way to a path leads."""
        return os.path.relpath(path, self.here).split(os.sep).count(os.pardir)

    def _change(self, given: object, fresh: bool = False, named: bool = False) -> None:
        """A path is written to; `fresh`: from nothing, `named`: only its entry in its folder."""
        path = self._inside(given)
        if path is None:
            return
        self.fill(self._levels_to(path))
        with self._alone() as free:
            if free:
                self._own(path, fresh, named)
        if fresh or not os.path.lexists(places.original(path)):
            self.written.add(path)
        if path.endswith(".py") and "" in sys.path:  # from now on this one is meant by its name
            sys.path.remove("")
            sys.path.insert(0, "")

    def at_work(self) -> bool:
        """Whether what is done now is the mirror's own doing."""
        return self._busy == threading.get_ident()

    def _inside(self, given: object) -> str | None:
        """The absolute path of something in the copy, or None."""
        if self.at_work():
            return None
        if given is None:
            given = "."
        if not isinstance(given, str | bytes | os.PathLike):
            return None
        with contextlib.suppress(OSError, ValueError):
            path = os.path.abspath(os.fsdecode(given))
            return path if places.in_copy(path) else None
        return None

    def _own(self, path: str, fresh: bool, named: bool) -> None:
        """Replace links on the way to a path, and at its end, by what they lead to."""
        parts = path[len(self.root) + 1 :].split(os.sep)
        for count in range(1, len(parts)):
            self._folder(os.path.join(self.root, *parts[:count]))
        if named or not self._foreign(path):
            return
        if os.path.isdir(path):
            self._folder(path)
        elif fresh:
            os.unlink(path)
        else:
            part = path + ".part"  # where it cannot be copied, as on a full disk, it stays
            shutil.copy2(os.path.realpath(path), part)
            os.replace(part, path)

    def _open_folders(self, path: str) -> None:
        """Folders in a folder that is listed are no links: `os.walk` goes into them."""
        self._own(os.path.join(path, "."), False, True)
        for entry in entries_of(path):
            if entry.is_symlink() and entry.is_dir() and entry.name not in KEPT_WHOLE:
                self._folder(entry.path)

    def _folder(self, path: str) -> None:
        """Replace a link to a folder by a folder of links."""
        if not (self._foreign(path) and os.path.isdir(path)):
            return
        target = os.path.realpath(path)
        os.unlink(path)
        os.mkdir(path)
        for entry in entries_of(target):
            os.symlink(entry.path, os.path.join(path, entry.name))

    def _foreign(self, path: str) -> bool:
        return os.path.islink(path) and not places.in_copy(os.path.realpath(path))

    def harmed(self) -> str | None:
        """A file of the snippet's own folder that has changed while it ran, if there is one."""
        for path, before in self._filling.shared.items():
            with contextlib.suppress(OSError):
                if size_and_time(path) != before:
                    return os.path.relpath(path, self.home)
        return None

    def named_in_text(self) -> set[str]:
        """The data files that the snippet names, which C code may have read unseen."""
        data = (path for path in self._filling.files if not path.endswith(".py"))
        return {path for path in data if os.path.basename(path) in self.text}

    def used_by_processes(self) -> set[str]:
        """The files that other processes may have read unseen: all but code that nobody names."""
        code = [path for path in self._filling.files if path.endswith(".py")]
        left = set(code)
        texts = [self.text]
        for text in texts:
            words = set(WORDS.findall(text))
            for path in [path for path in left if _stem(path) in words]:
                left.remove(path)
                with (
                    self._alone(),
                    contextlib.suppress(OSError),
                    open(path, errors="replace") as file,
                ):
                    texts.append(file.read())
        return set(self._filling.files) - left


def other_text(file: str, text: str) -> bool:
    """Whether a file has another text than is run as it."""
    with contextlib.suppress(OSError), open(file, "rb") as found:
        own = found.read().removeprefix(codecs.BOM_UTF8)  # which is no part of the text
        return own.splitlines() != text.encode("utf-8", "surrogateescape").splitlines()
    return False


def _stem(path: str) -> str:
    """By which word of a text a file of code is named: its name up to what no word has."""
    found = WORDS.search(os.path.basename(path))
    return found[0] if found else ""


def _importing() -> bool:
    """Whether Python looks for a module, in a folder where it finds the same as beside the file."""
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(POOL):
        frame = frame.f_back
    return frame.f_code.co_filename.startswith("<frozen importlib")
