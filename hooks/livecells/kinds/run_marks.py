"""What tells a page's script which code of it can be run there."""

from __future__ import annotations

from xml.etree import ElementTree

from livecells.blocks.scan import Target
from livecells.builder.kinds import HtmlPage
from livecells.builder.run_offers import offered


def offer(page: HtmlPage, where: Target, element: ElementTree.Element) -> None:
    """Mark the element that shows cells which can be run.

    Args:
        page: The page.
        where: The cells.
        element: The block's element; it says already of which snippet it is.
    """
    names = offered(page.build, where)
    if names:
        element.set("data-run", " ".join(names))


def offer_lab(page: HtmlPage, lab: str, section: ElementTree.Element) -> None:
    """Mark an exercise that can be done and checked in the page.

    Args:
        page: The page.
        lab: The snippet of its lab.
        section: The element of the exercise.
    """
    if offered(page.build, Target(lab, None, None)):
        section.set("data-run-lab", lab)


def offer_graph(page: HtmlPage, snippet: str, name: str, element: ElementTree.Element) -> None:
    """Mark a graph that can be drawn anew when code of its page has changed.

    Args:
        page: The page.
        snippet: The snippet that it was recorded in.
        name: The name of the tensor there.
        element: The block's element.
    """
    if offered(page.build, Target(snippet, None, None)):
        element.set("data-snippet", snippet)
        element.set("data-run-graph", name)
