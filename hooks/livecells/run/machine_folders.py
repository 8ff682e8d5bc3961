"""The folders of the machine that builds, which no reader has."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from livecells.notebook.percent import Snippet

TOO_SHORT = {"/", "/usr", "/home", "/var", "/opt", "/bin", "/lib", "/etc", "/mnt"}


def folders_of(snippet: Snippet) -> set[str]:
    """Where a snippet lies and works, as this is called when its run begins."""
    above = list(Path(snippet.file).parents)
    root = snippet.file.removesuffix(snippet.label).rstrip(os.sep)
    project = os.path.dirname(root) if root != snippet.file else ""
    found = {str(path) for path in above if str(path).count(os.sep) > 1} | {project, os.getcwd()}
    return found | {os.path.expanduser("~"), tempfile.gettempdir()}


@cache
def folders_of_python() -> frozenset[str]:
    """Where Python and its libraries lie; the same in all processes that are forked from one."""
    known = {sys.prefix, sys.base_prefix, sys.executable, os.path.realpath(sys.executable)}
    known |= {*sysconfig.get_paths().values(), *map(os.path.abspath, filter(None, sys.path))}
    return frozenset(wholes(path for path in known if path and path.count(os.sep) > 1))


def wholes(folders: Iterable[str]) -> set[str]:
    """Folders by all their names, but for those that everybody has."""
    found = {path for path in folders if path}
    found |= set(map(os.path.realpath, found))
    return {path for path in found if os.path.isabs(path) and path not in TOO_SHORT}


def paths_in(folders: Iterable[str]) -> re.Pattern[str]:
    """Finds a path in one of these folders; its group is the folder, which an author may type."""
    ordered = sorted(folders, key=len, reverse=True)
    whole = "|".join(map(re.escape, ordered))
    return re.compile(rf"(?<![\w.-])({whole})(?![\w.-])(?:/[^\s'\"<>:,;()\[\]]*)?")
