"""The archive of Python modules that the worker of a page imports: the stand-in, and what draws."""

from __future__ import annotations

import ast
import gzip
import re
from functools import cache
from pathlib import Path

from livecells.parsed import parsed
from livecells.publish.zip_file import zipped
from livecells.source import ROOT, reached

RUN_FOLDER = "assets/run/"  # where a site has all that is loaded to run code in a page
BROWSER = ROOT / "browser"
RUNTIME = BROWSER / "runtime"
RUNTIME_FILES = ("pyodide.js", "pyodide.asm.js", "python.bin", "stdlib.bin", "release.json")
LICENCES = ("LICENSE", "LICENSE-python")  # they go where the files go
STAND_INS = ("torch", "matplotlib", "numpy")
INDENT = re.compile(r"^ +", re.MULTILINE)
ENTRIES = (
    "livecells.browser.side",
    "livecells.browser.lock",
    "livecells.browser.live_graph",
    "livecells.draw.figure",
)


@cache
def run_archive() -> bytes:
    """A zip of modules, packed as a whole; the same bytes for the same sources.

    The stand-in stands at its root, so that it is called `torch` there; modules of this program
    stand where they are, and only those that a run can reach.
    """
    found = {p.relative_to(BROWSER).as_posix(): p for p in _standin()}
    modules = {path for entry in ENTRIES for path in reached(entry) if path.suffix == ".py"}
    inits = {folder / "__init__.py" for path in modules for folder in _packages(path)}
    found |= {f"livecells/{path.relative_to(ROOT).as_posix()}": path for path in modules | inits}
    whole = zipped({name: _short(path) for name, path in found.items()}, packed=False)
    return gzip.compress(whole, 9, mtime=0)


def _short(path: Path) -> bytes:
    """A module without what nobody reads there: docstrings, comments, annotations of arguments."""
    tree = parsed(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
            _without_docstring(node)
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
    text = ast.unparse(tree)  # strings stand in one line each
    return INDENT.sub(lambda found: " " * (len(found[0]) // 4), text).encode()


def _without_docstring(node: ast.FunctionDef | ast.ClassDef | ast.Module) -> None:
    if ast.get_docstring(node, clean=False) is not None:
        node.body[:1] = [] if len(node.body) > 1 else [ast.Pass()]


def _standin() -> list[Path]:
    """The files of the modules that stand for others, such as torch."""
    return [path for name in STAND_INS for path in sorted((BROWSER / name).rglob("*.py"))]


def _packages(path: Path) -> list[Path]:
    """The packages that a module is in."""
    return [folder for folder in path.parents if folder == ROOT or ROOT in folder.parents]
