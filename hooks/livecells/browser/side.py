"""The reader's side of a run: cells of a page, run in the worker's Python with the stand-in.

Plain data in, plain data out. Each run begins afresh, with a new namespace and a new torch, so that
what is shown is what the cells give in their order, as in the build.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import json
import linecache
import os
import shutil
import sys
import time
import traceback
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from livecells.browser.cells import evaluated, fresh, has_drawn, refused
from livecells.browser.printed import Printed, Stream, TooMuchError
from livecells.browser.shelf import Shelf

RECORDER = "livecells.browser.live_graph"

NO_INPUT = "a page has no keyboard for input(): write the value into the code"
NO_FIGURE = "Here is a figure with PyTorch and matplotlib. It is not drawn in the page.\n"
NO_MEMORY = "it needs more memory than a page may have"


class NoInputError(BaseException):
    """A program asked its reader something."""


# ----- One cell -----


_files: dict[str, list[str]] = {}  # the lines of what has run, by the name of its file


def _remember(name: str, source: str, line: int) -> None:
    """Let tracebacks and warnings quote a cell, which begins at a line of its file."""
    lines = _files.setdefault(name, [])
    lines += ["\n"] * (line - 1 - len(lines))
    new = f"{source}\n".splitlines(keepends=True)
    lines[line - 1 : line - 1 + len(new)] = new
    linecache.cache[name] = (sum(map(len, lines)), None, lines, name)


def run_cell(cell: dict[str, Any], namespace: dict[str, Any], printed: Printed) -> dict[str, Any]:
    """Run one cell.

    Args:
        cell: Its `source`, the `name` by which tracebacks call its file, and the `line` there at
            which it begins; without one it begins the file.
        namespace: That of the run.
        printed: What the run may print and has printed; what the cell prints is taken out of it.

    Returns:
        `state`: `ok`, `error` where it raised what torch or Python would raise too, `refused` where
        it needs what is not here, `cut` where it printed too much. `outputs`: what it printed, in
        order, each with its `kind` and its `text`. `says`: why it was refused. `error`: its type
        and its text.
    """
    name, line = cell["name"], cell.get("line", 1)
    _remember(name, cell["source"], line)
    state, says, last = "ok", "", ""
    out, err = Stream(printed, "stdout"), Stream(printed, "stderr")
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            shown = evaluated("\n" * (line - 1) + cell["source"], name, namespace)
            printed.add("result", shown)
    except TooMuchError:
        state = "cut"
    except BaseException as error:
        state, says = _judged(error)
        if state == "error":
            printed.note("error", _report(error))
            last = _named(error)
    if printed.room < 0:  # also where a bare `except:` swallowed that
        state = "cut"
    if told := refusals():
        state, says = "refused", f"{told[0]} is not in the browser's torch"
    if has_drawn():
        printed.note("note", NO_FIGURE)
    outputs, printed.outputs = printed.outputs, []
    return {"state": state, "outputs": outputs, "says": says, "error": last}


def refusals() -> list[str]:
    """What the stand-in has refused in this run, also where a bare `except:` swallowed it."""
    told: list[str] = getattr(sys.modules.get("torch._types"), "refusals", [])
    return told


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
    before = len(refusals())
    try:
        report = traceback.TracebackException.from_exception(error)
    except BaseException as fault:
        if not refused(fault):
            raise
        # Python looks for names that are near among all of torch's, and the page has not all.
        del refusals()[before:]
        _suggest_nothing(error)
        report = traceback.TracebackException.from_exception(error)
    _keep_own(report)
    return "".join(report.format()).rstrip("\n")


def _suggest_nothing(error: BaseException) -> None:
    """Have Python's report of an error, and of those behind it, tell no name that is near."""
    seen, waiting = set[int](), [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, (AttributeError, NameError, ImportError)):
            one.name = None  # as in one that was made without
        behind = [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]
        fresh = [e for e in behind if isinstance(e, BaseException) and id(e) not in seen]
        seen.update(map(id, fresh))
        waiting += fresh


def _keep_own(report: traceback.TracebackException) -> None:
    own = [frame for frame in report.stack if frame.filename in _files]
    report.stack = traceback.StackSummary.from_list(own)
    for linked in (report.__cause__, report.__context__):
        if linked is not None:
            _keep_own(linked)


def _named(error: BaseException) -> str:
    """Type and text of an error, as runs note them: without what Python's releases add to it."""
    kind, text = type(error).__name__, str(error)
    return f"{kind}: {text}" if text else kind


# ----- One run -----


_shelf: list[Shelf] = []
_home: list[str] = []  # the folder that programs work in, where it is ours to clear
_ready: list[dict[str, Any]] = []  # the namespace of the run to come, where it is made


def run(text: str) -> str:
    """Run cells in order, up to the first that does not end well.

    Args:
        text: JSON: `cells`, each as `run_cell` takes it, and whether it `raises`; `modules`, the
            source of what lies beside the snippet; `graphs`, each with its `name` and `ident`, and
            perhaps `after`, the cell after which it is drawn.

    Returns:
        JSON: `cells`, see `run_cell`; `figures`, HTML by ident, without those that cannot be drawn.
    """
    asked = json.loads(text)
    start = time.perf_counter()
    namespace, printed = _begun(asked.get("modules", {})), Printed()
    graphs, figures = asked.get("graphs", []), dict[str, str]()
    with contextlib.ExitStack() as stack:
        wanted = [graph["name"] for graph in graphs]
        recorder = stack.enter_context(_recorder(wanted)) if graphs else None
        made, ahead = [], {graph.get("after") for graph in graphs}
        for cell, done in _each(asked["cells"], namespace, printed, recorder):
            made.append(done)
            figures |= _drawn(recorder, graphs, cell.get("of"))
            ahead.discard(cell.get("of", ...))  # a cell without a name ends nothing
            if recorder is not None and not ahead:
                recorder.close()
        figures = figures | _drawn(recorder, graphs, None) if _whole(made) else {}
    spent = round((time.perf_counter() - start) * 1000, 1)
    return json.dumps({"cells": made, "figures": figures, "ms": spent})


def _each(
    cells: Sequence[dict[str, Any]], namespace: dict[str, Any], printed: Printed, recorder: Any
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each cell with what came of it, up to the first that ends the run."""
    for cell in cells:
        made = run_cell(cell, namespace, printed)
        if recorder is not None:
            recorder.after_cell(namespace)
        yield cell, made
        if made["state"] != "ok" and not (made["state"] == "error" and cell.get("raises")):
            return


def _begun(modules: Mapping[str, str]) -> dict[str, Any]:
    """The namespace of a run, with what lies beside its snippet."""
    prepare()
    _shelf[0].lay_out(modules)
    return _ready.pop()


def prepare() -> None:
    """Leave nothing of the run before, and make a torch for the one to come, unless that is done.

    It takes most of the time of a short run: a page has it done when a run has been answered.
    """
    if _ready:
        return
    (shelf,) = _shelf
    beside = {place.partition("/")[0].removesuffix(".py") for place in shelf.beside}
    for name in [name for name in sys.modules if name.partition(".")[0] in beside]:
        del sys.modules[name]
    sys.modules.pop(RECORDER, None)
    shelf.lay_out({})
    _files.clear()
    for home in _home:
        os.chdir(home)
        for name in os.listdir(home):
            _remove(name)
    _ready.append(fresh().__dict__)


def _whole(made: Sequence[dict[str, Any]]) -> bool:
    return all(cell["state"] in ("ok", "error") for cell in made)


def _recorder(wanted: Sequence[str]) -> Any:
    return importlib.import_module(RECORDER).Recorder(wanted)


def _drawn(recorder: Any, graphs: Iterable[dict[str, Any]], after: str | None) -> dict[str, str]:
    """The figures of the graphs that are asked for then, as the build draws them."""
    wanted = [graph for graph in graphs if graph.get("after") == after]
    if not wanted:
        return {}
    from livecells.draw.figure import figure_html  # many modules, which a run without graphs spares

    figures = {}
    for graph in wanted:
        with contextlib.suppress(Exception):  # its record lacks what a drawing needs
            recorded = recorder.graph(graph["name"])
            if recorded is not None:
                drawn = figure_html(recorded, graph["ident"], "", notation=False)
                figures[graph["ident"]] = drawn
    return figures


def _remove(path: str) -> None:
    """Remove what an earlier run has left."""
    if os.path.isdir(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        os.remove(path)


def start(archive: str, home: str = "") -> None:
    """Take the modules of the archive, and prepare the first run.

    Args:
        archive: The path of the zip.
        home: The folder that programs work in, which is emptied before each run; none is.
    """
    _home[:] = [home] if home else []
    with zipfile.ZipFile(archive) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    _shelf.append(Shelf(files))
    sys.meta_path.insert(0, _shelf[0])
    builtins.input = _no_input
    prepare()


def _no_input(prompt: object = "") -> str:  # noqa: ARG001
    raise NoInputError
