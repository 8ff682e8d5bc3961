"""`/// apis`: the index of the documented names that pages show."""

from __future__ import annotations

from xml.etree import ElementTree

from livecells.blocks.page import Request
from livecells.builder import api_index
from livecells.builder.kinds import HtmlPage, MarkdownPage, SiteList
from livecells.render.api_links import add_index
from livecells.torch_api.table import addresses


class Apis(SiteList):
    """The documented names in the code of all pages, each with its pages."""

    name = "apis"
    css = "lc-apis-index"

    def add_list(self, page: HtmlPage, element: ElementTree.Element) -> None:
        """The table of all names."""
        add_index(element, api_index.rows(page.build, page.uri))

    def markdown(self, page: MarkdownPage, request: Request) -> str:  # noqa: ARG002
        """A list of all names."""
        lines = []
        for name, uris in api_index.index(page.build).items():
            pages = ", ".join(f"[{page.build.pages[u].title}]({page.link(u)})" for u in uris)
            lines.append(f"- [`{name}`]({addresses()[name]}): {pages}")
        return "\n".join(lines)
