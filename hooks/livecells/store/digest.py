"""Digests of data and files."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any


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
    """The digest of a file's bytes, of a folder's names, or None where neither can be read."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:32]
    except IsADirectoryError:
        return _folder_digest(path)
    except OSError:
        return None


def _folder_digest(path: str) -> str | None:
    try:
        names = os.listdir(path)
    except OSError:
        return None
    return digest(sorted(name for name in names if not name.startswith((".", "__pycache__"))))
