"""Digests of data and files."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

LARGE = 64 << 20  # bytes
LINK = " (link)"  # behind a path: where the link itself leads, and not what is there


def slug_of(name: str) -> str:
    """A snippet's name as part of a file name; `/` and `.` cannot stand in names of snippets."""
    return name.replace("/", "--")


def seal(data: bytes) -> str:
    """The digest of a file's bytes, for its name."""
    return hashlib.sha256(data).hexdigest()[:32]


def digest(value: Any) -> str:
    """A short digest of plain data."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def file_digest(path: str) -> str | None:
    """The digest of a file's bytes, of a folder's names, or None where neither can be read.

    Of a large file only size and time are looked at: to read it may take longer than to run.
    """
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            return _folder_digest(path)
        if not stat.S_ISREG(status.st_mode):  # such as a pipe, on which reading would wait
            return None
        if status.st_size > LARGE:
            return f"{status.st_size} bytes of {status.st_mtime_ns}"
        return seal(Path(path).read_bytes())
    except OSError:
        return _target_digest(path.removesuffix(LINK)) if path.endswith(LINK) else None


def _target_digest(path: str) -> str | None:
    try:
        return seal(os.fsencode(os.readlink(path)))
    except OSError:
        return None


def _folder_digest(path: str) -> str | None:
    try:
        names = os.listdir(path)
    except OSError:
        return None
    return digest(sorted(name for name in names if not name.startswith((".", "__pycache__"))))
