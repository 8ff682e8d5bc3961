"""The archive of Python modules that the worker of a page imports: the stand-in, and what draws."""

from __future__ import annotations

import ast
import contextlib
import gzip
import hashlib
import os
import re
import subprocess
import sys
from functools import cached_property
from pathlib import Path

from livecells.browser.shelf import SHELF
from livecells.errors import LiveError
from livecells.parsed import parsed
from livecells.publish.page_python import compile_modules
from livecells.publish.zip_file import zipped
from livecells.source import ROOT, reached, source_digest

RUN_FOLDER = "assets/run/"  # where a site has all that is loaded to run code in a page
BROWSER = ROOT / "browser"
RUNTIME = BROWSER / "runtime"
RUNTIME_FILES = ("pyodide.js", "pyodide.asm.js", "python.bin", "stdlib.bin", "release.json")
LICENCES = ("LICENSE", "LICENSE-python")  # they go where the files go
STAND_INS = ("torch", "matplotlib", "numpy")
KEPT = BROWSER / "__pycache__"  # where Python keeps what it has compiled of the same sources
MAKE = """\
import sys
sys.path.insert(0, sys.argv[1])
from livecells.publish.run_archive import make
make(sys.argv[2])
"""
INDENT = re.compile(r"^ +", re.MULTILINE)
ENTRIES = (
    "livecells.browser.side",
    "livecells.browser.lock",
    "livecells.browser.live_graph",
    "livecells.draw.figure",
)


def run_modules() -> dict[str, bytes]:
    """The text of each module that a run can reach, by its path in the archive.

    The stand-in stands at its root, so that it is called `torch` there; modules of this program
    stand where they are.
    """
    return {name: _short(path) for name, path in _files().items()}


def run_archive() -> bytes:
    """A zip of the same modules, compiled for the Python of pages and packed as a whole.

    It is the same to the byte for the same sources.

    Raises:
        RuntimeError: The Python of pages did not start, or cannot read a module.
    """
    compiled = compile_modules(
        {f"{name}c": (SHELF + name, text) for name, text in run_modules().items()}, RUNTIME
    )
    return gzip.compress(zipped(compiled, packed=False), 9, mtime=0)


def _files() -> dict[str, Path]:
    found = {p.relative_to(BROWSER).as_posix(): p for p in _standin()}
    modules = {path for entry in ENTRIES for path in reached(entry) if path.suffix == ".py"}
    inits = {folder / "__init__.py" for path in modules for folder in _packages(path)}
    return found | {
        f"livecells/{path.relative_to(ROOT).as_posix()}": path for path in modules | inits
    }


def _digest() -> str:
    """Of all that decides what the archive holds."""
    made = hashlib.sha256(source_digest(__name__).encode())
    files = {**_files(), "compiled.py": RUNTIME / "compiled.py"}  # which no module imports
    for name, path in sorted(files.items()):
        data = path.read_bytes()
        made.update(f"{name} {len(data)}\n".encode())
        made.update(data)
    return made.hexdigest()[:16]


class RunArchive:
    """The archive of this engine, kept beside it once it is made, by another process.

    Attributes:
        digest: Another as soon as the archive would be.
    """

    def __init__(self, kept: Path = KEPT) -> None:
        self.digest, self._kept = _digest(), b""
        file = kept / f"modules.{self.digest}.bin"
        try:
            self._kept = file.read_bytes()  # now: another engine's build would take it away
        except OSError:
            command = [sys.executable, "-I", "-c", MAKE, str(ROOT.parent), str(file)]
            pipe = subprocess.PIPE
            self._making = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe
            )

    @cached_property
    def data(self) -> bytes:
        """What it holds; waits until it is made.

        Raises:
            LiveError: It cannot be made.
        """
        if self._kept:
            return self._kept
        made, told = self._making.communicate()
        if self._making.returncode:
            raise LiveError(f"what pages run cannot be compiled: {_last_line(told)}")
        return made


def make(file: str) -> None:
    """Write the archive to stdout, and into a file where that can be written.

    Args:
        file: The path, in a folder for what is made of this engine's sources and nothing else.
    """
    made, path = run_archive(), Path(file)
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        beside.write_bytes(made)
        beside.replace(path)
        for old in path.parent.glob("modules.*.bin"):
            if old != path:
                old.unlink()
    sys.stdout.buffer.write(made)


def _last_line(told: bytes) -> str:
    return (told.decode(errors="replace").strip().splitlines() or ["it ended without a word"])[-1]


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
