"""What code needs beside Python and PyTorch: the libraries that it imports or calls."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from livecells.parsed import parsed

_GIVEN = {*sys.stdlib_module_names, "torch"}
_BY_NUMPY = {"numpy", "from_numpy"}  # names of torch that work only where NumPy is installed


def imported(source: str) -> Iterator[str]:
    """What a cell imports, by its first name; nothing of what is no Python.

    Args:
        source: The text of the cell.
    """
    for node in _nodes(source):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


def needs(cells: Iterable[str], home: Path) -> list[str]:
    """The libraries beside PyTorch that somebody who runs the cells must have, by their names.

    NumPy is one of them where torch is asked for an array.

    Args:
        cells: The texts of the cells.
        home: The folder of their file; modules that lie there come with it.
    """
    found = {name for cell in cells for name in [*imported(cell), *_called(cell)]}
    return sorted(name for name in found - _GIVEN if not _lies_in(home, name))


def _called(source: str) -> Iterator[str]:
    attributes = (node.attr for node in _nodes(source) if isinstance(node, ast.Attribute))
    yield from ("numpy" for name in attributes if name in _BY_NUMPY)


def _nodes(source: str) -> list[ast.AST]:
    try:
        return list(ast.walk(parsed(source)))
    except SyntaxError:  # a magic, or code that must fail
        return []


def _lies_in(home: Path, name: str) -> bool:
    return (home / f"{name}.py").is_file() or (home / name).is_dir()
