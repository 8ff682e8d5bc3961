"""Digests of data and files."""

from __future__ import annotations

import hashlib
import json
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
    """The digest of a file's bytes, or None where it cannot be read."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:32]
    except OSError:
        return None
