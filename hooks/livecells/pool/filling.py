"""What stands in the folder that a run works in: copies, and links where copies would be too much.

Folders are real ones, small files are copied, and a large file is a link, as is what lies in more
folders than a run should look through.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile

MOST_ENTRIES = 1000  # folders that hold more, together with those before them, become links
MOST_OF_FILE = 64 << 20  # bytes; a larger file becomes a link
MOST_COPIED = 128 << 20  # bytes of all copies of one run

CODE = re.compile(r"\.|.*\.(?:py|pyc|pyi|md)$|__pycache__$")
UPS = re.compile(r"\.\.(?:/\.\.)*(?!\.)")
PARENT = re.compile(r"\bpardir\b|\bparents?\b")
KEPT_WHOLE = {".git", ".hg", ".venv", "node_modules", "__pycache__", ".ipynb_checkpoints"}


class Filling:
    """Puts into `root` what stands in the folder `home`, under its whole path."""

    def __init__(self, root: str, home: str) -> None:
        self.root, self.home = root, home
        self.files: list[str] = []  # what stands there, by the names of the originals
        self.shared: dict[str, tuple[int, int]] = {}  # those that are links: their size and time
        self._entries = self._copied = 0
        self._device = _device(home)

    def fill(self) -> None:
        """The folder itself with those in it, the nearest ones first."""
        self._tree(self.home)

    def _tree(self, top: str) -> None:
        folders = [top]
        for folder in folders:
            entries = entries_of(folder)
            if folder != self.home and not self._room(len(entries)):
                self._link(folder)
                continue
            self._entries += len(entries)
            if folder != self.home:
                os.mkdir(self.root + folder)
            folders += filter(None, map(self._put, entries))

    def _put(self, entry: os.DirEntry[str]) -> str | None:
        """Put one thing in place; a folder that is to be filled is only named."""
        if not entry.is_dir(follow_symlinks=False):
            self._place(entry)
        elif self._room() and not self._whole(entry):
            return entry.path
        else:
            self._link(entry.path)
        return None

    def _room(self, more: int = 0) -> bool:
        return self._entries + more <= MOST_ENTRIES

    def _whole(self, entry: os.DirEntry[str]) -> bool:
        """Whether a folder becomes one link: no data, our own scratch, another file system."""
        own = entry.path.startswith(os.path.join(tempfile.gettempdir(), "livecells-"))
        around = self.root.startswith(entry.path + os.sep)
        other = _device(entry.path) != self._device
        return own or around or other or entry.name in KEPT_WHOLE

    def _place(self, entry: os.DirEntry[str]) -> None:
        with contextlib.suppress(OSError):
            inner = self._inner_target(entry.path) if entry.is_symlink() else None
            if inner is not None:  # both names stay one file
                os.symlink(inner, self.root + entry.path)
                return
            if entry.is_file():
                self.files.append(entry.path)
                size = entry.stat().st_size
                room = self._copied + size <= MOST_COPIED and len(self.files) <= MOST_ENTRIES
                if size <= MOST_OF_FILE and room:
                    _copy(entry.path, self.root + entry.path)
                    self._copied += size
                    return
                self.shared[entry.path] = size_and_time(entry.path)
        self._link(entry.path)

    def _inner_target(self, link: str) -> str | None:
        """Where a link leads that leads to something in the snippet's own folder."""
        target = os.readlink(link)
        whole = os.path.normpath(os.path.join(os.path.dirname(link), target))
        if not whole.startswith(self.home + os.sep):
            return None
        return self.root + target if os.path.isabs(target) else target

    def _link(self, path: str) -> None:
        with contextlib.suppress(OSError):
            os.symlink(path, self.root + path)

    def fill_above(self, level: int, text: str) -> None:
        """Link what stands in a folder above, 1 is the next one; what a text names is no link."""
        folder = self.home
        for _ in range(level):
            folder = os.path.dirname(folder)
        for entry in entries_of(folder)[:MOST_ENTRIES]:
            if os.path.lexists(self.root + entry.path):
                continue  # the way to the snippet
            if not names(text, entry.name):
                self._link(entry.path)
            elif inner := self._put(entry):
                self._tree(inner)


def entries_of(folder: str) -> list[os.DirEntry[str]]:
    """What is in a folder, in the order of the names; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []


def levels_above(text: str) -> int:
    """How many folders up a snippet may look, as far as its text tells."""
    ups = [match[0].count("..") for match in UPS.finditer(text)]
    return max([*ups, 2 if PARENT.search(text) else 0])


def names(text: str, name: str) -> bool:
    """Whether a text names a file or a folder."""
    return re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text) is not None


def only_code(home: str) -> bool:
    """Whether a folder and those in it hold nothing but code, and few of it."""
    folders, count = [home], 0
    for folder in folders:
        for entry in entries_of(folder):
            count += 1
            if CODE.match(entry.name):
                continue
            if count > MOST_ENTRIES or not entry.is_dir(follow_symlinks=False):
                return False
            folders.append(entry.path)
    return True


def _copy(source: str, target: str) -> None:
    """A copy with its times and its mode, made by the system."""
    given = os.open(source, os.O_RDONLY)
    try:
        status = os.fstat(given)
        made = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, status.st_mode & 0o777)
        try:
            _copy_bytes(given, made, status.st_size)
            os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
        except OSError:  # such as a full disk
            os.unlink(target)
            raise
        finally:
            os.close(made)
    finally:
        os.close(given)


def _copy_bytes(source: int, target: int, size: int) -> None:
    """All bytes of a file; where the file system can, both share them until one is changed."""
    if size > 1 << 20 and hasattr(os, "copy_file_range"):
        with contextlib.suppress(OSError):  # not between these two file systems
            while size > 0 and (count := os.copy_file_range(source, target, size)):
                size -= count
    while data := os.read(source, 1 << 20):
        os.write(target, data)


def size_and_time(path: str) -> tuple[int, int]:
    """By which a change of a file can be told without reading it."""
    status = os.stat(path)
    return status.st_size, status.st_mtime_ns


def _device(path: str) -> int:
    try:
        return os.stat(path).st_dev
    except OSError:
        return 0
