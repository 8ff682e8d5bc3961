"""The reader's side of a run: cells of a page, run in the worker's Python with the stand-in.

Plain data in, plain data out. Each run begins afresh, with a new namespace and a new torch, so that
what is shown is what the cells give in their order, as in the build.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import json
import linecache
import sys
import time
import traceback
import types
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from livecells.browser.cells import LIMIT, fresh, refused

SHELF = "/shelf/"  # where modules of the archive say that they are
RECORDER = "livecells.browser.live_graph"

NO_INPUT = "a page has no keyboard for input(): write the value into the code"
NO_MEMORY = "it needs more memory than a page may have"


class TooMuchError(BaseException):
    """A run printed more than it may; no `except Exception` of a reader may swallow it."""


class NoInputError(BaseException):
    """A program asked its reader something."""


class Shelf(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Modules from one archive, compiled once: a fresh import only runs them again.

    Args:
        texts: The source of each file, by its path in the archive.
    """

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts
        self._codes: dict[str, types.CodeType] = {}

    def _place(self, name: str) -> str:
        stem = name.replace(".", "/")
        return next((p for p in (f"{stem}/__init__.py", f"{stem}.py") if p in self.texts), "")

    def find_spec(
        self,
        fullname: str,
        path: Any = None,  # noqa: ARG002
        target: Any = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        """The spec of a module of the archive, or None."""
        place = self._place(fullname)
        if not place:
            return None
        package = place.endswith("__init__.py")
        return importlib.util.spec_from_loader(
            fullname, self, origin=SHELF + place, is_package=package
        )

    def get_source(self, fullname: str) -> str:
        """The text of a module of the archive."""
        return self.texts[self._place(fullname)]

    def get_code(self, fullname: str) -> types.CodeType:
        """A module of the archive, compiled."""
        place = self._place(fullname)
        if place not in self._codes:
            self._codes[place] = compile(
                self.texts[place], SHELF + place, "exec", dont_inherit=True
            )
        return self._codes[place]

    def exec_module(self, module: types.ModuleType) -> None:
        """Run a module."""
        place = self._place(module.__name__)
        module.__file__ = SHELF + place
        exec(self.get_code(module.__name__), module.__dict__)


class Printed:
    """What a run has printed, over both streams, in order."""

    def __init__(self, room: int = LIMIT) -> None:
        self.room = room
        self.outputs: list[dict[str, str]] = []

    def add(self, kind: str, text: str) -> None:
        """Add a text.

        Raises:
            TooMuchError: There is no room for it.
        """
        self.room -= len(text)
        if self.room < 0:
            raise TooMuchError
        self.note(kind, text)

    def note(self, kind: str, text: str) -> None:
        """Add a text that is ours, whether there is room or not."""
        if self.outputs and self.outputs[-1]["kind"] == kind:
            self.outputs[-1]["text"] += text
        elif text:
            self.outputs.append({"kind": kind, "text": text})


class Stream(io.TextIOBase):
    """One of the two streams of a run.

    Args:
        printed: Where its texts go.
        kind: `stdout` or `stderr`.
    """

    def __init__(self, printed: Printed, kind: str) -> None:
        self._printed, self._kind = printed, kind

    def writable(self) -> bool:
        """Whether it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Print a text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._printed.add(self._kind, text)
        return len(text)


# ----- One cell -----


def _last_expression(tree: ast.Module, source: str) -> ast.Expression | None:
    """The expression that a cell ends with and shows, as Jupyter does; taken out of the tree."""
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or source.rstrip().endswith(";"):
        return None
    tree.body.pop()
    return ast.Expression(last.value)


def _execute(source: str, name: str, namespace: dict[str, Any], printed: Printed) -> None:
    tree = ast.parse(source, name)
    shown = _last_expression(tree, source)
    exec(compile(tree, name, "exec", dont_inherit=True), namespace)
    if shown is not None:
        value = eval(compile(shown, name, "eval", dont_inherit=True), namespace)
        if value is not None:
            printed.add("result", repr(value))


def _remember(name: str, source: str) -> None:
    """Let tracebacks and warnings quote a cell."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)


def run_cell(cell: dict[str, str], namespace: dict[str, Any], printed: Printed) -> dict[str, Any]:
    """Run one cell.

    Args:
        cell: Its `name`, by which tracebacks call it, and its `source`.
        namespace: That of the run.
        printed: What the run may print and has printed; what the cell prints is taken out of it.

    Returns:
        `state`: `ok`, `error` where it raised what torch or Python would raise too, `refused` where
        it needs what is not here, `cut` where it printed too much. `outputs`: what it printed, in
        order, each with its `kind` and its `text`. `says`: why it was refused. `error`: the last
        line of the traceback.
    """
    _remember(cell["name"], cell["source"])
    state, says, last = "ok", "", ""
    out, err = Stream(printed, "stdout"), Stream(printed, "stderr")
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            _execute(cell["source"], cell["name"], namespace, printed)
    except TooMuchError:
        state = "cut"
    except BaseException as error:
        state, says = _judged(error)
        if state == "error":
            printed.note("error", _report(error))
            last = _last_line(error)
    told = refusals()
    if told:
        state, says = "refused", told[0]
    outputs, printed.outputs = printed.outputs, []
    return {"state": state, "outputs": outputs, "says": says, "error": last}


def refusals() -> list[str]:
    """What the stand-in has refused in this run, also where a bare `except:` swallowed it."""
    module = sys.modules.get("torch._types")
    return list(getattr(module, "refusals", ()))


def _judged(error: BaseException) -> tuple[str, str]:
    """Whether an error is one that real torch and Python raise too, and why not."""
    why = refused(error)
    if isinstance(error, MemoryError):
        why = NO_MEMORY
    elif isinstance(error, NoInputError):
        why = NO_INPUT
    return ("refused" if why else "error"), why


def _report(error: BaseException) -> str:
    """A traceback with the reader's own frames."""
    report = traceback.TracebackException.from_exception(error)
    _keep_own(report)
    return "".join(report.format()).rstrip("\n")


def _keep_own(report: traceback.TracebackException) -> None:
    kept = [frame for frame in report.stack if frame.filename in linecache.cache]
    own = [frame for frame in kept if frame.filename.startswith("<cell ")]
    report.stack = traceback.StackSummary.from_list(own)
    for linked in (report.__cause__, report.__context__):
        if linked is not None:
            _keep_own(linked)


def _last_line(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).rstrip("\n")


# ----- One run -----


_helpers: set[str] = set()  # modules beside the snippet, of the run before


def _lay_out(shelf: Shelf, modules: dict[str, str]) -> None:
    """Have the modules that lie beside a snippet found, and no others."""
    for name in _helpers:
        for place in [p for p in shelf.texts if p.partition("/")[0].removesuffix(".py") == name]:
            del shelf.texts[place]
            shelf._codes.pop(place, None)
    _helpers.clear()
    for place, text in modules.items():
        shelf.texts[place] = text
        _helpers.add(place.partition("/")[0].removesuffix(".py"))


def run(text: str) -> str:
    """Run cells in order, up to the first that does not end well.

    Args:
        text: JSON: `cells`, each with `name`, `source` and whether it `raises`; `modules`, the
            source of what lies beside the snippet; `graphs`, each with `name`, `ident`, and `pass`.

    Returns:
        JSON: `cells`, see `run_cell`; `figures`, HTML by ident, without those that cannot be drawn.
    """
    asked = json.loads(text)
    start = time.perf_counter()
    _lay_out(_shelf[0], asked.get("modules", {}))
    namespace, printed, graphs = _begun(), Printed(), asked.get("graphs", [])
    with contextlib.ExitStack() as stack:
        wanted = [graph["name"] for graph in graphs]
        recorder = stack.enter_context(_recorder(wanted)) if graphs else None
        made = []
        for cell in asked["cells"]:
            made.append(run_cell(cell, namespace, printed))
            if recorder is not None:
                recorder.after_cell(namespace)
            if made[-1]["state"] in ("refused", "cut"):
                break
            if made[-1]["state"] == "error" and not cell.get("raises"):
                break
        figures = _drawn(recorder, graphs) if recorder is not None and _whole(made) else {}
    spent = round((time.perf_counter() - start) * 1000, 1)
    return json.dumps({"cells": made, "figures": figures, "ms": spent})


def _begun() -> dict[str, Any]:
    """The namespace of a run, with no module of an earlier one."""
    for name in [name for name in sys.modules if name.partition(".")[0] in _helpers]:
        del sys.modules[name]
    sys.modules.pop(RECORDER, None)
    return fresh().__dict__


def _whole(made: Sequence[dict[str, Any]]) -> bool:
    return all(cell["state"] in ("ok", "error") for cell in made)


def _recorder(wanted: Sequence[str]) -> Any:
    return importlib.import_module(RECORDER).Recorder(wanted)


def _drawn(recorder: Any, graphs: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The figures of the graphs, as the build draws them."""
    from livecells.draw.figure import figure_html

    figures = {}
    for graph in graphs:
        with contextlib.suppress(KeyError, ValueError):
            recorded = recorder.graph(graph["name"])
            figures[graph["ident"]] = figure_html(
                recorded, graph["ident"], "", graph.get("pass"), notation=False
            )
    return figures


_shelf: list[Shelf] = []


def start(archive: str) -> None:
    """Take the modules of the archive, and load torch once, so that the first run is as the others.

    Args:
        archive: The path of the zip.
    """
    with zipfile.ZipFile(archive) as packed:
        texts = {name: packed.read(name).decode("utf-8") for name in packed.namelist()}
    _shelf.append(Shelf(texts))
    sys.meta_path.insert(0, _shelf[0])
    builtins.input = _no_input
    fresh()


def _no_input(prompt: object = "") -> str:  # noqa: ARG001
    raise NoInputError
