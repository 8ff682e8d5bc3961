"""Which code of a page its reader is offered to run there.

Pages are rendered while snippets still run, so a block says what it would offer, and when all runs
have ended what cannot be offered is taken out of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape

from livecells.builder.results import Results
from livecells.builder.runnable import Runnable

# What stands in a page: of a block the snippet and the cells that it shows, of an exercise the
# snippet of its lab, of a graph the snippet and the name of the tensor.
CELLS, LAB, GRAPH = "data-run", "data-run-lab", "data-run-graph"
AFTER = "data-run-graph-after"  # beside the mark of a graph: the cell after which it is drawn
MARK = re.compile(rf' ({CELLS}|{LAB}|{GRAPH})="([^"]*)"')


def mark(snippet: str, *names: str) -> str:
    """The value of a mark."""
    return " ".join((snippet, *names))


def with_offers(html: str, build: Results) -> str:
    """A page with the marks of what can be run, and no others.

    Args:
        html: The page, with all marks.
        build: The results of the build; all runs have ended.
    """
    if MARK.search(html) is None:
        return html
    runnable = build.runnable()
    return MARK.sub(lambda found: found[0] if _holds(found, runnable) else "", html)


def snippets_in(html: str) -> list[str]:
    """The snippets of which a page offers code, in its order.

    Args:
        html: The page, with the marks of what can be run.
    """
    return list(dict.fromkeys(snippet for _, snippet, _ in _marks(html)))


def _marks(html: str) -> Iterator[tuple[str, str, list[str]]]:
    for found in MARK.finditer(html):
        yield _read(found)


def _read(found: re.Match[str]) -> tuple[str, str, list[str]]:
    kind, value = found[1], unescape(found[2])
    snippet, *names = value.split(" ")
    return kind, snippet, names


def _holds(found: re.Match[str], runnable: Mapping[str, Runnable]) -> bool:
    """Whether what a mark offers can be run."""
    kind, snippet, names = _read(found)
    known = runnable.get(snippet)
    if known is None:
        return False
    if kind == GRAPH:
        return " ".join(names) in known.graphs
    wanted = list(known.cells) if kind == LAB else names
    return all(name in known.cells and known.cells[name].ok for name in wanted)
