"""A snippet's folder on its way to a machine that does not share a disk.

What travels is what a run finds beside it on the machine that builds: the folder with all that is
in it, and of the folders above what the snippet names.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from livecells.pool.filling import KEPT_WHOLE, entries_of, levels_above, names
from livecells.sizes import in_words

MOST = 128 << 20  # bytes that travel with a snippet
TOO_MUCH = (
    "what stands in {} is more than the {} that travel to a cluster: keep large data where each"
    " worker has it, such as in a package or under one path on all machines"
)


class Part(NamedTuple):
    """A file, a link or a folder: `data` is the text of a file, where a link leads, or None."""

    path: str
    mode: int
    changed: int
    data: bytes | str | None


class Folder(NamedTuple):
    """A packed folder and its digest."""

    digest: str
    data: bytes


def pack(home: str, text: str) -> Folder:
    """Pack what a snippet may find beside it.

    Args:
        home: The absolute path of its folder.
        text: The snippet, which may say that it looks beyond that folder.

    Raises:
        ValueError: It is too much.
    """
    parts, size = [], 0
    for path in _paths(home, text):
        if (part := _part(path, home)) is not None:
            parts.append(part)
            size += len(part.data or "")
        if size > MOST:
            raise ValueError(TOO_MUCH.format(home, in_words(MOST)))
    data = pickle.dumps(parts)
    return Folder(hashlib.sha256(data).hexdigest()[:24], data)


def above(home: str, text: str) -> Iterator[str]:
    """What a snippet names in the folders above its own."""
    inner, folder = home, os.path.dirname(home)
    for _ in range(levels_above(text)):
        for entry in entries_of(folder):
            if entry.path != inner and entry.name not in KEPT_WHOLE and names(text, entry.name):
                yield entry.path
        inner, folder = folder, os.path.dirname(folder)


def _paths(home: str, text: str) -> Iterator[str]:
    yield home
    yield from _below(home)
    for path in above(home, text):
        yield path
        yield from _below(path)


def _below(folder: str, inside: tuple[str, ...] = ()) -> Iterator[str]:
    """All that is in a folder; links to folders elsewhere are followed, but not in a circle."""
    whole = os.path.realpath(folder)
    for entry in entries_of(folder) if whole not in inside else ():
        if entry.name not in KEPT_WHOLE:
            yield entry.path
            if entry.is_dir():
                yield from _below(entry.path, (*inside, whole))


def _part(path: str, home: str) -> Part | None:
    """One thing as it is to stand on the worker; a link to elsewhere becomes what it leads to."""
    try:
        if os.path.islink(path) and (_leads_inside(path, home) or not os.path.exists(path)):
            return Part(path, 0, 0, os.readlink(path))
        status = os.stat(path)
        mode, changed = stat.S_IMODE(status.st_mode), status.st_mtime_ns
        if stat.S_ISDIR(status.st_mode):
            return Part(path, mode, changed, None)
        if stat.S_ISREG(status.st_mode):
            return Part(path, mode, changed, Path(path).read_bytes())
    except OSError:
        pass  # as little to be had here as there
    return None


def _leads_inside(link: str, home: str) -> bool:
    """Whether a link leads to a file of the folder by a relative path, which holds there too."""
    target = os.readlink(link)
    whole = os.path.normpath(os.path.join(os.path.dirname(link), target))
    return not (os.path.isabs(target) or os.path.isdir(link)) and whole.startswith(home + os.sep)


def unpack(data: bytes, root: str) -> None:
    """Put what was packed below another root, under its whole path."""
    for part in pickle.loads(data):
        path = root + part.path
        if part.data is None:
            os.makedirs(path, exist_ok=True)
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if isinstance(part.data, str):
            os.symlink(part.data, path)
            continue
        Path(path).write_bytes(part.data)
        os.chmod(path, part.mode)
        os.utime(path, ns=(part.changed, part.changed))


def remove(root: str) -> None:
    """Take away what was unpacked."""
    shutil.rmtree(root, ignore_errors=True)
