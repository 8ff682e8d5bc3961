"""What tells which code of a page is offered to be run there; see `builder/run_offers.py`."""

from __future__ import annotations

from xml.etree import ElementTree

from livecells.blocks.scan import Target
from livecells.builder.kinds import HtmlPage
from livecells.builder.run_offers import AFTER, CELLS, GRAPH, LAB, mark
from livecells.builder.snippets import cells_of
from livecells.errors import LiveError
from livecells.notebook.executed import Query


def offer(page: HtmlPage, where: Target, element: ElementTree.Element) -> None:
    """Mark the element of a block that shows the code of cells."""
    try:
        names = cells_of(page.build.snippet(where.snippet), where)
    except (ValueError, LiveError):  # there are no such cells, which was said
        return
    if page.build.options.run_in_page and names:
        element.set(CELLS, mark(where.snippet, *names))


def offer_lab(page: HtmlPage, lab: str, section: ElementTree.Element) -> None:
    """Mark an exercise, by the snippet of its lab, to be done and checked in the page."""
    if page.build.options.run_in_page:
        section.set(LAB, mark(lab))


def offer_graph(page: HtmlPage, snippet: str, query: Query, element: ElementTree.Element) -> None:
    """Mark the element of a graph, to be drawn anew when code of its snippet has changed."""
    if page.build.options.run_in_page:
        element.set(GRAPH, mark(snippet, query.expression))
        if query.after is not None:
            element.set(AFTER, query.after)
