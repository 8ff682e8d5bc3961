"""`/// tensors | snippet@cell: x, y`: a table of what autograd knows of tensors."""

from __future__ import annotations

from typing import ClassVar
from xml.etree import ElementTree

from livecells.blocks import tensors, vary
from livecells.blocks.options import Options
from livecells.blocks.page import Request
from livecells.blocks.parser import Block
from livecells.blocks.tensors import TITLES
from livecells.builder.kinds import BlockKind, HtmlPage, MarkdownPage, Source
from livecells.notebook.executed import TENSORS
from livecells.render.cells import failure_box
from livecells.render.sliders import add_sliders
from livecells.render.tensors import tensors_html


class Tensors(BlockKind):
    """The attributes of named tensors, as they were at a cell."""

    name = "tensors"
    options: ClassVar[Options] = {"caption": (str,), **vary.OPTIONS}

    def read(self, block: Block, source: Source) -> Request:  # noqa: ARG002
        """The attributes of the tensors; raises ValueError."""
        name, query = tensors.read(block.argument, TENSORS)
        return Request(block, quotes=[(name, query)], vary=vary.read(block, name, [query]))

    def fill(self, page: HtmlPage, request: Request, element: ElementTree.Element) -> None:
        """The table; with sliders, that of each position."""
        ((name, query),) = request.quotes
        if request.vary is None or page.build.run_of(name) is None:
            super().fill(page, request, element)
            return
        add_sliders(
            page, request, element, lambda run, given, _: tensors_html(run.value(query), given)
        )

    def html(self, page: HtmlPage, request: Request) -> str:
        """The table, a row for each tensor."""
        ((name, query),) = request.quotes
        run = page.build.run_of(name)
        if run is None:
            return failure_box(page.build.snippet(name))
        return tensors_html(run.value(query), page.options(request.block))

    def markdown(self, page: MarkdownPage, request: Request) -> str:
        """The caption and the table."""
        ((name, query),) = request.quotes
        rows = [[f"`{row['name']}`", *(f"`{row[title]}`" for title in TITLES[1:])]
                for row in page.run(name).value(query)]  # fmt: skip
        head = [list(TITLES), ["---"] * len(TITLES)]
        table = "\n".join(f"| {' | '.join(row)} |" for row in [*head, *rows])
        caption = page.prose(str(request.block.options.get("caption", "")))
        says = page.prose(str(request.block.options.get("says", "")))
        return "\n\n".join(filter(None, (caption, table, says)))
