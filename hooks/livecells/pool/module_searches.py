"""Where modules were looked for: a run depends on what was not there, too.

`try: import own / except ImportError` goes another way once somebody writes `own.py`. Each place
among the author's own folders in which Python has looked is noted, whether an import or a call such
as `find_spec` asked; for a module that is installed none is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

from livecells.pool import environment_reads


def watch(note: Callable[[str], None], foreign: Callable[[], tuple[str, ...]]) -> None:
    """Note from now on each place in which a module is looked for; call once.

    Args:
        note: Is told a file or a folder by which the module could be there.
        foreign: What the folders that are no author's begin with.
    """
    plain = PathFinder.find_spec

    def find_spec(
        _: type, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        found = plain(name, path, target)
        by_author = environment_reads.imported_by_author()
        if by_author is not None and os.path.exists("."):  # a run may delete its folder
            _places(name, sys.path if path is None else path, found, note, foreign())
            if by_author and path is None and found is None:
                environment_reads.add({environment_reads.AUTHOR: ["PYTHONPATH"]})
        return found

    # A warning that looks for who imports passes over such names.
    find_spec.__code__ = find_spec.__code__.replace(co_filename=environment_reads.IMPORTS)
    PathFinder.find_spec = classmethod(find_spec)  # type: ignore[assignment, method-assign]


def _places(
    name: str,
    path: Sequence[str],
    found: ModuleSpec | None,
    note: Callable[[str], None],
    foreign: tuple[str, ...],
) -> None:
    """Note the places up to where a module was found, unless that is among what is installed.

    What is installed may have been loaded before the run, and then nobody looks for it.
    """
    stem = name.rpartition(".")[2]
    origin = found.origin if found is not None and found.has_location else None
    if origin is not None and os.path.abspath(origin).startswith(foreign):
        return
    for folder in [entry for entry in path if isinstance(entry, str)]:
        whole = os.path.abspath(folder)
        own = not (whole + os.sep).startswith(foreign)
        package = os.path.join(whole, stem)
        if origin is not None and origin.startswith(package + os.sep):
            return  # its file is a dependency, and not what else is there
        if own:
            note(package)
            note(f"{package}.py")
        if origin is not None and origin.startswith(f"{package}."):
            return
