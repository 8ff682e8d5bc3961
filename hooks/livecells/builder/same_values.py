"""Whether the run that was recorded for a graph had the numbers of the run whose outputs are shown.

What both print is compared elsewhere; an unseeded tensor that nobody prints would still stand in
the graph with other numbers than in the text beside it.
"""

from __future__ import annotations

import ast
import contextlib
import math
from collections.abc import Iterator, Mapping, Sequence

from livecells.notebook.executed import NAMED, Failure, Query
from livecells.notebook.percent import Snippet
from livecells.notebook.schema import RunInfo
from livecells.parsed import parsed

OTHER = (
    "a snippet whose graph is drawn runs twice, and {} is not the same the second time, when the"
    " graph is recorded: {}, then {}. Seed what is random, and let nothing depend on whether a"
    " graph is recorded"
)


def asked_by(graph: Query) -> Query:
    """What both runs are asked for where a graph is drawn."""
    return Query(graph.expression, NAMED, graph.after)


def fault(
    plain: RunInfo, recorded: RunInfo, snippet: Snippet, graphs: Sequence[Query]
) -> Failure | None:
    """The first tensor of a graph that has other numbers in the two runs, or None."""
    found = [failure for graph in graphs for failure in _others(plain, recorded, snippet, graph)]
    return min(found, key=lambda failure: failure.line, default=None)


def _others(plain: RunInfo, recorded: RunInfo, snippet: Snippet, graph: Query) -> Iterator[Failure]:
    key = asked_by(graph).key
    was, now = (info["values"].get(key, {}).get("named", {}) for info in (plain, recorded))
    shown = recorded["values"].get(graph.key, {}).get("graph", {})
    for name in dict.fromkeys([*_names(shown), graph.expression]):
        for one in (name, f"{name}.grad"):
            pair = was.get(one), now.get(one)
            if not _same(*pair):
                said = OTHER.format(f"`{one}`", *map(_told, pair))
                yield Failure("recorded", said, *_place(snippet, name, graph.after))


def _names(graph: Mapping[str, object]) -> Iterator[str]:
    """The names that stand in a graph."""
    nodes = graph.get("nodes", [])
    for node in nodes if isinstance(nodes, list) else []:
        for output in node["outputs"]:
            yield from output["names"]


def _same(first: Sequence[float] | None, second: Sequence[float] | None) -> bool:
    """Whether numbers are equal but for their rounding, as in `recorded_runs`."""
    if first is None or second is None:
        return first is second
    return len(first) == len(second) and all(map(_alike, first, second))


def _alike(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-6) or (math.isnan(a) and math.isnan(b))


def _told(numbers: Sequence[float] | None) -> str:
    if numbers is None:
        return "nothing"
    shown = ", ".join(f"{number:.4g}" for number in numbers[:4])
    return f"{shown}, …" if len(numbers) > 4 else shown or "no entry"


def _place(snippet: Snippet, name: str, after: str | None) -> tuple[int, str]:
    """The line and the cell that gave a name its value last before the graph."""
    found = snippet.code[-1].line, snippet.code[-1].name
    root = name.partition(".")[0].partition("[")[0]
    for cell in snippet.code:
        with contextlib.suppress(SyntaxError, ValueError):
            nodes = ast.walk(parsed(cell.source))
            names = (node for node in nodes if isinstance(node, ast.Name) and node.id == root)
            for node in names:
                if isinstance(node.ctx, ast.Store):
                    found = cell.line + node.lineno - 1, cell.name
        if cell.name == after:
            break
    return found
