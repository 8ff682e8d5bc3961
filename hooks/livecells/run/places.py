"""What the paths of a run are called: it works in a copy, and shows the names of the original."""

from __future__ import annotations

import os

_root = ""  # what stands before each path of the copy


def works_in(root: str) -> None:
    """From now on this process works in a copy: `/a/b` of the machine is `root` + `/a/b`."""
    global _root
    _root = root


def in_copy(path: str) -> bool:
    """Whether an absolute path leads into the copy."""
    return bool(_root) and (path == _root or path.startswith(_root + os.sep))


def original(path: str) -> str:
    """The path of the machine that an absolute path of the copy stands for; others stay."""
    return (path[len(_root) :] or os.sep) if in_copy(path) else path


def named(text: str) -> str:
    """A text with the paths of the copy as their originals are called."""
    return text.replace(_root, "") if _root and _root in text else text
