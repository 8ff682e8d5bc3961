"""Which cells a reader may run in the page: those that print in the browser what torch printed.

The stand-in runs each snippet natively, in a process of its own, and what it gives is compared
with the run that pages show. A cell may run only where all of its snippet up to it agrees: stdout,
stderr, errors, and the values and graphs that pages ask for. What a cell gives that states a
tolerance may differ by it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Container, Iterable, Iterator, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypedDict

from livecells.builder.runnable_process import Ended, StandIn
from livecells.builder.snippets import SnippetState
from livecells.compare.tolerance import Tolerance, same
from livecells.draw.figure import figure_html
from livecells.notebook.executed import ARRAY, GRAPH, Query, Run
from livecells.notebook.schema import CodeCell, cell_name
from livecells.source import source_digest


class Kept(TypedDict):
    """What is kept of the verdict on a snippet: why each cell may not run, and sound graphs."""

    cells: list[list[str]]
    graphs: list[str]


Table = MutableMapping[str, Kept]
Found = Mapping[str, Any]
SOURCES = ("livecells.browser", "livecells.builder.runnable_child", __name__)
SAME = ""
OTHER = "it prints something else in the browser than PyTorch did"
OTHER_ERROR = "it ends otherwise in the browser than with PyTorch"
OTHER_STDERR = "its warnings are not the same in the browser"
OTHER_VALUE = "a value that the page shows is not the same in the browser"
OTHER_RESULT = "it shows something else in the browser than with PyTorch"
SHOWS = "it shows more than text"
SLOW = "it takes too long in the browser"
BEFORE = "a cell before it cannot run in the browser"


@dataclass(frozen=True)
class Verdict:
    """Whether a cell may run in the page, and where it may not, why."""

    ok: bool
    why: str = ""


@dataclass(frozen=True)
class Runnable:
    """What of a snippet may run in the page: its cells, and the graphs that are drawn again."""

    cells: dict[str, Verdict]
    graphs: tuple[str, ...] = ()


Verdicts = dict[str, Verdict]
Closed = tuple[str, str, str]  # a snippet, one of its cells, and why it gets no button


class Gate:
    """Judges snippets, and keeps what it found in `kept` from build to build."""

    def __init__(self, kept: Table | None = None) -> None:
        self._kept: Table = {} if kept is None else kept

    @cached_property
    def _sources(self) -> str:
        return " ".join(map(source_digest, SOURCES))

    def judge(
        self, states: Iterable[SnippetState], closed: Iterable[Closed] = ()
    ) -> dict[str, Runnable]:
        """What may run of each snippet that has run in the build, by the name of the snippet.

        Args:
            states: The snippets.
            closed: Cells that get no button in any case: those at the end of a snippet do not run.
        """
        shut = {(name, cell) for name, cell, _ in closed}
        runs = {state.name: (state, state.run) for state in states if state.run is not None}
        last = {name: _last(name, run, shut) for name, (_, run) in runs.items()}
        keys = {name: self._key(*runs[name], last[name]) for name in runs}
        new = [name for name, key in keys.items() if key not in self._kept]
        wanted = [(name, runs[name][1], runs[name][0].wanted(), last[name]) for name in new]
        for name, found in _judged_side_by_side(wanted):
            cells = [[cell, verdict.why] for cell, verdict in found.cells.items()]
            self._kept[keys[name]] = {"cells": cells, "graphs": list(found.graphs)}
        return {name: _again(self._kept[key]) for name, key in keys.items()}

    def _key(self, state: SnippetState, run: Run, last: int) -> str:
        """A digest of what a verdict depends on: the snippet, this very run, and the stand-in."""
        info = run.info
        parts: list[object] = [state.text, [query.key for query in state.wanted()], last]
        parts += [self._sources, info.get("made"), info.get("depends")]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def _last(name: str, run: Run, shut: Container[tuple[str, str]]) -> int:
    """How many cells of a snippet are to be judged: up to the last one that may get a button."""
    names = run.names()
    while names and (name, names[-1]) in shut:
        names.pop()
    return len(names)


def _judged_side_by_side(
    wanted: Sequence[tuple[str, Run, Sequence[Query], int]],
) -> Iterator[tuple[str, Runnable]]:
    """The verdicts on snippets, by as many processes as there are cores; the longest run first."""
    if not wanted:
        return
    count = min(os.cpu_count() or 1, len(wanted))
    waiting = iter(sorted(wanted, key=lambda one: _seconds(one[1]), reverse=True))

    def some(_: int) -> list[tuple[str, Runnable]]:
        with StandIn() as stand_in:  # takes what comes next: some take a hundred times others
            return [(n, judged(run, asked, stand_in, last)) for n, run, asked, last in waiting]

    with ThreadPoolExecutor(count) as threads:
        for found in threads.map(some, range(count)):
            yield from found


def _seconds(run: Run) -> float:
    """How long a run took with torch: the best guess of how long it takes without."""
    made = run.info.get("made")
    return made["seconds"] if made else 0.0


def _again(kept: Kept) -> Runnable:
    cells = {cell: Verdict(not why, why) for cell, why in kept["cells"]}
    return Runnable(cells, tuple(kept["graphs"]))


def without(found: Mapping[str, Runnable], closed: Iterable[Closed]) -> dict[str, Runnable]:
    """The same, without the cells that a page wants no button for.

    Args:
        found: What may run, by snippet.
        closed: A snippet, one of its cells, and why it gets none.
    """
    left = {name: dict(runnable.cells) for name, runnable in found.items()}
    for name, cell, why in closed:
        if name in left:
            left[name][cell] = Verdict(False, why)
    return {name: replace(found[name], cells=cells) for name, cells in left.items()}


def judged(
    run: Run, queries: Sequence[Query], stand_in: StandIn, last: int | None = None
) -> Runnable:
    """The verdict on each cell of a run, and which of its graphs are the same.

    Args:
        run: The run in the build.
        queries: What pages ask of it.
        stand_in: What it is compared with.
        last: How many of its cells to judge; by default all.
    """
    cells = list(run.cells())[:last]
    after: set[str | None] = set(map(cell_name, cells))
    if len(cells) == len(run.names()):
        after.add(None)  # the end of the run
    queries = [query for query in queries if query.after in after]
    asked = {
        "file": run.label,
        "cells": [[cell_name(c), c["source"], c["metadata"]["livecells"]["line"]] for c in cells],
        "queries": [[query.expression, query.spec, query.after] for query in queries],
    }
    found: Verdicts = {}
    why = SAME
    answers = iter(list(stand_in.run(asked)))  # all of it, for the next snippet comes after it
    for cell in cells:
        reason = BEFORE if why else _reason(cell, next(answers, Ended))
        found[cell_name(cell)] = Verdict(not reason, reason)
        why = reason
    if not cells or why:
        return Runnable(found)
    values: Mapping[str, Any] = next(answers, Ended).get("values", {})
    graphs = [query for query in queries if query.spec == GRAPH]
    for name in _other_values(run, [query for query in queries if query.spec != GRAPH], values):
        _close(found, name, OTHER_VALUE)
    other = {query.expression for query in graphs if not _same_graph(run, query, values)}
    same = dict.fromkeys(q.expression for q in graphs if q.expression not in other)
    return Runnable(found, tuple(same))


def _close(found: Verdicts, name: str, why: str) -> None:
    """No button for a cell, nor for those after it."""
    names = list(found)
    for later in names[names.index(name) :]:
        if found[later].ok:
            found[later] = Verdict(False, why if later == name else BEFORE)


def _reason(cell: CodeCell, found: Found) -> str:
    """Why a cell may not run, or nothing."""
    if found is Ended or (found.get("error") or [""])[0] == "Late":
        return SLOW
    if found["state"] in ("refused", "full"):
        return str(found["why"])
    other = "".join(list(_differences(cell, found))[:1])
    return other or SAME


def _differences(cell: CodeCell, found: Found) -> Iterator[str]:
    tolerance = tolerance_of(cell)
    texts = {"stdout": "", "stderr": ""}
    error: list[str] | None = None
    result: object = ""
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            texts[output["name"]] += output["text"]
        elif output["output_type"] == "error":
            error = [output["ename"], output["evalue"]]
        elif output["output_type"] == "execute_result" and list(output["data"]) == ["text/plain"]:
            result = output["data"]["text/plain"]
        elif not found["drawn"]:
            yield SHOWS
    if not alike(texts["stdout"], found["stdout"], tolerance):
        yield OTHER
    if result != found["result"] and not found["drawn"]:
        yield OTHER_RESULT
    if error != (None if found["error"] is None else list(found["error"])):
        yield OTHER_ERROR
    if texts["stderr"] != found["stderr"]:
        yield OTHER_STDERR


def tolerance_of(cell: CodeCell) -> Tolerance | None:
    """What a cell states of how far its numbers may be off; None where it states nothing."""
    options: Mapping[str, Any] = cell["metadata"]
    stated = [options.get("rtol"), options.get("atol")]
    if stated == [None, None]:
        return None
    rtol, atol = (None if value is None else float(value) for value in stated)
    return Tolerance().with_options(rtol, atol)


def alike(before: str, after: str, tolerance: Tolerance | None) -> bool:
    """Whether two texts are the same, or as near as a cell allows."""
    return before == after or (tolerance is not None and same(before, after, tolerance))


def _other_values(run: Run, queries: Sequence[Query], values: Mapping[str, Any]) -> Iterator[str]:
    """The cells after which a value is asked for that is not the same."""
    last = run.names()[-1]
    for query in queries:
        name = query.after or last
        before, after = run.info["values"].get(query.key), values.get(query.key)
        texts = [json.dumps(value, sort_keys=True) for value in (before, after)]
        near = Tolerance() if query.spec == ARRAY else None  # formulas are checked with these
        if not alike(texts[0], texts[1], tolerance_of(run.cell(name)) or near):
            yield name


def _same_graph(run: Run, query: Query, values: Mapping[str, Any]) -> bool:
    """Whether a graph is drawn as that of the build is."""
    before, after = (from_.get(query.key, {}) for from_ in (run.info["values"], values))
    if "graph" not in before or after.get("graph") is None:  # values may all be missing
        return False
    try:
        drawn = figure_html(after["graph"], "live", "")
    except Exception:  # it lacks what torch's record has, and what the drawing needs
        return False
    return figure_html(before["graph"], "live", "") == drawn
