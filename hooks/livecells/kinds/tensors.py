"""`/// tensors | snippet@cell: x, y`: a table of what autograd knows of tensors."""

from __future__ import annotations

from typing import ClassVar

from livecells.blocks import tensors
from livecells.blocks.options import Options
from livecells.blocks.page import Request
from livecells.blocks.parser import Block
from livecells.blocks.tensors import TITLES
from livecells.builder.kinds import BlockKind, HtmlPage, MarkdownPage, Source
from livecells.notebook.executed import TENSORS
from livecells.render.cells import failure_box
from livecells.render.tensors import tensors_html


class Tensors(BlockKind):
    """The attributes of named tensors, as they were at a cell."""

    name = "tensors"
    options: ClassVar[Options] = {"caption": (str,)}

    def read(self, block: Block, source: Source) -> Request:  # noqa: ARG002
        """The attributes of the tensors; raises ValueError."""
        return Request(block, quotes=[tensors.read(block.argument, TENSORS)])

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
        return f"{caption}\n\n{table}" if caption else table
