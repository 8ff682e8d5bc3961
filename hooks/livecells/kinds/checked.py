"""`/// checked`: the list of every equation of the site and its check."""

from __future__ import annotations

from xml.etree import ElementTree

from livecells.blocks.page import Request
from livecells.blocks.parser import Block
from livecells.builder import equation_list
from livecells.builder.kinds import BlockKind, HtmlPage, MarkdownPage, Source
from livecells.builder.verdicts import Piece, Scientific, verdict
from livecells.render.equations import add_list


class Checked(BlockKind):
    """Every equation of the site, and what it was compared with."""

    name = "checked"
    holds_markdown = True

    def read(self, block: Block, source: Source) -> Request:  # noqa: ARG002
        """Nothing; raises ValueError where there is more than the block's name."""
        if block.argument or block.body.strip():
            raise ValueError(f"the block {self.name!r} takes nothing: no argument and no text")
        return Request(block)

    def begin(
        self,
        page: HtmlPage,
        block: Block,  # noqa: ARG002
        parent: ElementTree.Element,
    ) -> ElementTree.Element:
        """The counts, and a table for each page."""
        element = ElementTree.SubElement(parent, "div", {"class": "lc-checked"})
        rows = [
            row for uri in page.build.pages for row in equation_list.rows(page.build, uri, page.uri)
        ]
        add_list(element, rows, page.stash)
        return element

    def markdown(self, page: MarkdownPage, request: Request) -> str:  # noqa: ARG002
        """Every equation with what it was compared with."""
        parts = []
        for uri in page.build.pages:
            for row in equation_list.rows(page.build, uri, page.uri):
                words = "".join(map(_worded, verdict(row.equation, row.outcome)))
                where = f"{page.link(uri)}#{row.equation.name}"
                head = f"[{row.title}, equation {row.number}]({where})"
                parts.append(f"{head}\n\n$$ {row.tex} $$\n\n{words}")
        return "\n\n".join(parts)


def _worded(piece: Piece) -> str:
    """A piece of what is said of a check, as Markdown."""
    if isinstance(piece, Scientific):
        return f"{piece.digits} × 10^{piece.power}"
    return piece if isinstance(piece, str) else f"`{piece.text}`"
