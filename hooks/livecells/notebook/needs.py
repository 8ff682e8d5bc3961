"""What code needs beside Python and PyTorch: the libraries that it imports or calls."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from livecells.parsed import parsed

_GIVEN = {*sys.stdlib_module_names, "torch"}
MANY = 4096  # cells: each is asked for by every block of its snippet behind it
_BY_NUMPY = {"numpy", "from_numpy"}  # names of torch that work only where NumPy is installed


def imported(source: str) -> frozenset[str]:
    """What a cell imports, by its first name; nothing of what is no Python.

    Args:
        source: The text of the cell.
    """
    return _read(source)[0]


def needs(cells: Iterable[str], home: Path) -> list[str]:
    """The libraries beside PyTorch that somebody who runs the cells must have, by their names.

    NumPy is one of them where torch is asked for an array.

    Args:
        cells: The texts of the cells.
        home: The folder of their file; modules that lie there come with it.
    """
    found = {name for cell in cells for names in _read(cell) for name in names}
    return sorted(name for name in found - _GIVEN if not _lies_in(home, name))


@lru_cache(MANY)
def _read(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """What a cell imports, and what torch asks for where it is called so."""
    try:
        nodes = list(ast.walk(parsed(source)))
    except SyntaxError:  # a magic, or code that must fail
        return frozenset(), frozenset()
    tops = {name.partition(".")[0] for node in nodes for name in _modules(node)}
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return frozenset(tops), frozenset({"numpy"} if attributes & _BY_NUMPY else ())


def _modules(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
        yield node.module


def _lies_in(home: Path, name: str) -> bool:
    return (home / f"{name}.py").is_file() or (home / name).is_dir()
