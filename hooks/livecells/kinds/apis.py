"""`/// apis`: the index of the documented names that pages show."""

from __future__ import annotations

from xml.etree import ElementTree

from livecells.blocks.page import Request
from livecells.blocks.parser import Block
from livecells.builder import api_index
from livecells.builder.kinds import BlockKind, HtmlPage, MarkdownPage, Source
from livecells.render.api_links import add_index
from livecells.torch_api.table import addresses


class Apis(BlockKind):
    """The documented names in the code of all pages, each with its pages."""

    name = "apis"
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
        """The table of all names."""
        element = ElementTree.SubElement(parent, "div", {"class": "lc-apis-index"})
        add_index(element, api_index.rows(page.build, page.uri))
        return element

    def markdown(self, page: MarkdownPage, request: Request) -> str:  # noqa: ARG002
        """A list of all names."""
        lines = []
        for name, uris in api_index.index(page.build).items():
            pages = ", ".join(f"[{page.build.pages[u].title}]({page.link(u)})" for u in uris)
            lines.append(f"- [`{name}`]({addresses()[name]}): {pages}")
        return "\n".join(lines)
