"""Cells run on the stand-in: each program in a namespace and with a torch of its own.

Plain data in, plain data out; the page's worker and the build's gate run the same code.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.abc
import io
import linecache
import os
import random
import sys
import time
import traceback
import types
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal

from livecells.browser import in_turn

State = Literal["ok", "error", "refused", "full"]
FRESH = ("torch", "matplotlib", "numpy")
# What Python has and a page has not: no processes, no sockets, no code of the system's.
NOT_IN_A_PAGE = ("multiprocessing", "subprocess", "socket", "ssl", "ctypes", "sqlite3", "tkinter")
LIBRARY = os.path.dirname(os.__file__)
LIMIT = 60_000  # characters of output of one run


@dataclass
class Outcome:
    """What one cell gave.

    `error` is the type and the text of what it raised, `result` what it ends with and shows, and
    `drawn` tells that it draws a figure, which is not shown.
    """

    stdout: str
    stderr: str
    state: State
    error: tuple[str, str] | None
    why: str = ""
    seconds: float = 0.0
    result: str = ""
    drawn: bool = False


class Full(BaseException):
    """More output than a page shows."""


class Output(io.TextIOBase):
    """A stream that ends the program when it has had enough."""

    def __init__(self) -> None:
        self.length = 0
        self.parts: list[str] = []

    def write(self, text: str) -> int:
        """Keep the text."""
        self.length += len(text)
        if self.length > LIMIT:
            raise Full
        self.parts.append(text)
        return len(text)

    def text(self) -> str:
        """All that was written."""
        return "".join(self.parts)


class Absent(importlib.abc.MetaPathFinder):
    """Refuses a module that is not here, before `except ImportError` can take it for absent."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names

    def find_spec(self, name: str, _path: object = None, _target: ModuleType | None = None) -> None:
        """Called for modules that are not loaded yet."""
        if name.partition(".")[0] in self.names:
            sys.modules["torch._types"].refuse(name)


LAST, FIRST = Absent(FRESH), Absent(NOT_IN_A_PAGE)


def fresh(*, untouched: bool = False) -> ModuleType:
    """A new `__main__`, with nothing of an earlier program in torch, warnings or seeds.

    Args:
        untouched: No program has run in this process, so that what is loaded may stay.
    """
    for name in [name for name in sys.modules if name.partition(".")[0] in FRESH]:
        if not untouched:
            del sys.modules[name]
    if LAST not in sys.meta_path:
        sys.meta_path.append(LAST)
        sys.meta_path.insert(0, FIRST)
    for name in [name for name in sys.modules if name.partition(".")[0] in NOT_IN_A_PAGE]:
        del sys.modules[name]
    importlib.import_module("torch")
    in_turn.install()
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    warnings.resetwarnings()
    for kind in (ResourceWarning, ImportWarning, PendingDeprecationWarning):
        warnings.simplefilter("ignore", kind)
    random.seed()
    return main


def last_expression(tree: ast.Module, source: str) -> ast.Expression | None:
    """The expression that a cell ends with and shows, as Jupyter does; taken out of the tree."""
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or source.rstrip().endswith(";"):
        return None
    tree.body.pop()
    return ast.Expression(last.value)


def evaluated(source: str, name: str, namespace: dict[str, Any]) -> str:
    """Run the code of a cell; gives what it ends with, as shown, or nothing."""
    tree = ast.parse(source, name)
    shown = last_expression(tree, source)
    exec(compile(tree, name, "exec", dont_inherit=True), namespace)
    if shown is None:
        return ""
    value = eval(compile(shown, name, "eval", dont_inherit=True), namespace)
    return "" if value is None else repr(value)


def has_drawn() -> bool:
    """Whether anything has been drawn since this was asked."""
    drawn = getattr(sys.modules.get("matplotlib._drawing"), "drawn", [])
    found = bool(drawn)
    drawn.clear()
    return found


def place_of(module: str) -> str:
    """The folder in which the stand-in's files are."""
    return os.path.dirname(sys.modules[module].__file__ or "")


def is_ours(error: BaseException) -> bool:
    """Whether an error began in the stand-in and is none of torch's own."""
    if getattr(error, "of_torch", False):
        return False
    here = place_of("torch")
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    for file in reversed(files):
        if file.startswith(here):
            return True
        if not file.startswith((LIBRARY, "<frozen")):
            return False
    return False


def refused(error: BaseException) -> str:
    """Why the program ends here, where that is nothing that torch would say."""
    if type(error).__name__ == "NotInBrowser":
        return str(error)
    if isinstance(error, ImportError):
        return f"{error}, here in the browser"
    if is_ours(error):
        return f"{type(error).__name__}: {error}"
    return ""


class Program:
    """Cells that run one after the other in one namespace."""

    def __init__(self, *, untouched: bool = False) -> None:
        self.main = fresh(untouched=untouched)
        self.refusals: list[str] = sys.modules["torch._types"].refusals

    def run(self, name: str, source: str, line: int = 1) -> Outcome:
        """Run one cell.

        Args:
            name: What its tracebacks and warnings call the file.
            source: Its code.
            line: The line of the file on which the code begins.
        """
        source = "\n" * (line - 1) + source
        lines = source.splitlines(keepends=True)
        linecache.cache[name] = (len(source), None, lines, name)
        out, err = Output(), Output()
        start = time.perf_counter()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            made = self._execute(source, name)
        made.seconds = time.perf_counter() - start
        made.stdout, made.stderr, made.drawn = out.text(), err.text(), has_drawn()
        return made

    def _execute(self, source: str, name: str) -> Outcome:
        state: State = "ok"
        error, why, result = None, "", ""
        try:
            result = evaluated(source, name, self.main.__dict__)
        except Full:
            state, why = "full", f"more than {LIMIT:,} characters of output"
        except BaseException as raised:
            error, why = (type(raised).__name__, str(raised)), refused(raised)
            state = "refused" if why else "error"
        if self.refusals and state != "refused":
            state, why = "refused", self.refusals[0]
        return Outcome("", "", state, error, why, result=result)


def run_all(cells: Sequence[tuple[str, str, int]]) -> list[Outcome]:
    """The outcomes of the cells up to the first that is refused.

    Args:
        cells: The name of the file, the source and the first line of each.
    """
    program, outcomes = Program(), []
    for name, source, line in cells:
        outcomes.append(program.run(name, source, line))
        if outcomes[-1].state in ("refused", "full"):
            break
    return outcomes
