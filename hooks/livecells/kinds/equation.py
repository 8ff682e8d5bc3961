"""`/// equation | name`: one display, with the mark of its check below it."""

from __future__ import annotations

from typing import ClassVar
from xml.etree import ElementTree

from livecells.blocks import equations
from livecells.blocks.options import Options
from livecells.blocks.page import Request
from livecells.blocks.parser import Block
from livecells.builder.kinds import UNSEARCHED, BlockKind, HtmlPage, MarkdownPage, Source
from livecells.builder.results import Results
from livecells.builder.shown_cells import cell_of
from livecells.render.equations import mark_html


class Equation(BlockKind):
    """A displayed equation that is checked, at points and against runs."""

    name = "equation"
    options: ClassVar[Options] = {
        "at": (dict,),
        "equals": (str, int, float, list),
        "means": (str,),
        "define": (bool, str),
        "notation": (str,),
        "samples": (int,),
        "fixed": (list,),
        "approx": (float,),
        "laws": (str,),
    }
    holds_markdown = True

    def read(self, block: Block, source: Source) -> Request:
        """The equation, and the values it is compared with; raises ValueError."""
        equation = equations.read(block)
        if equation.name in [other.name for other in source.page.equations]:
            raise ValueError(f"two equations of the page are called {equation.name!r}")
        needs = [(r.snippet, r.query) for r in equation.references()]
        return Request(block, needs=needs, data=equation)

    def check(self, build: Results, uri: str) -> None:
        """Check all equations of a page, in order."""
        build.outcomes(uri)

    def begin(
        self,
        page: HtmlPage,  # noqa: ARG002
        block: Block,
        parent: ElementTree.Element,
    ) -> ElementTree.Element:
        """An element that links can point to; the display goes into it."""
        about = {"class": "lc-equation", "id": block.argument}
        return ElementTree.SubElement(parent, "div", about)

    def end(self, page: HtmlPage, block: Block, element: ElementTree.Element) -> None:
        """The mark: the number, and what came of the check."""
        about = {"class": "lc-mark", **UNSEARCHED}
        mark = ElementTree.SubElement(element, "div", about)
        mark.text = page.stash(_mark(page, block))

    def markdown(self, page: MarkdownPage, request: Request) -> str:
        """The display, with its live values."""
        return page.build.with_values(request.block.text().strip())


def _mark(page: HtmlPage, block: Block) -> str:
    """The equation's number and what it was compared with."""
    stated = page.build.pages[page.uri].equations
    outcomes = page.build.outcomes(page.uri)
    for number, equation in enumerate(stated, start=1):
        if equation.line == block.line:
            cell = cell_of(equation.equals, page.shown_cells())
            return mark_html(number, equation, outcomes[number - 1], cell)
    return page.error(block.line, "the equation was not read")
