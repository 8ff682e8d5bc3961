"""Files below a folder: a name that a page or an option gives leads to no other place."""

from __future__ import annotations

import re
from pathlib import Path

# Some systems take a backslash for a slash, and what stands before a colon for a disk.
STRANGE = re.compile(r"[\\\x00-\x1f\x7f]|(?:\A|/)[A-Za-z]:")


def leads_below(name: str) -> bool:
    """Whether a path with slashes stays in the folder from which it is meant, on any system."""
    return not (name.startswith("/") or STRANGE.search(name) or ".." in name.split("/"))


def below(folder: Path, name: str) -> Path:
    """The file of a name below a folder.

    Args:
        folder: What nothing is written beside.
        name: A path with slashes, from an author or from another plugin.

    Raises:
        ValueError: It leads to another place, by its words or by a symbolic link.
    """
    path = folder / name
    if not leads_below(name) or not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{name!r} leads out of {folder.name}, and nothing is written there")
    return path
