"""`/// checked`: the list of every equation of the site and its check."""

from __future__ import annotations

from xml.etree import ElementTree

from livecells.blocks.page import Request
from livecells.builder import equation_list
from livecells.builder.kinds import HtmlPage, MarkdownPage, SiteList
from livecells.builder.results import Results
from livecells.builder.verdicts import Piece, Scientific, verdict
from livecells.render.equations import add_list
from livecells.render.text_formulas import add_text_list


class Checked(SiteList):
    """Every equation of the site, and what it was compared with."""

    name = "checked"
    css = "lc-checked"

    def add_list(self, page: HtmlPage, element: ElementTree.Element) -> None:
        """The counts, and a table for each page."""
        rows = [
            row for uri in page.build.pages for row in equation_list.rows(page.build, uri, page.uri)
        ]
        add_list(element, rows, page.stash)
        add_text_list(element, _in_text(page.build, page.uri))

    def markdown(self, page: MarkdownPage, request: Request) -> str:  # noqa: ARG002
        """Every equation with what it was compared with."""
        parts = []
        for uri in page.build.pages:
            for row in equation_list.rows(page.build, uri, page.uri):
                words = "".join(map(_worded, verdict(row.equation, row.outcome)))
                where = f"{page.link(uri)}#{row.equation.name}"
                head = f"[{row.title}, equation {row.number}]({where})"
                parts.append(f"{head}\n\n$$ {row.tex} $$\n\n{words}")
        for one in _in_text(page.build, page.uri):
            head = f"[{one.title}]({page.link(one.uri)}), in running text"
            parts.append(
                f"{head}\n\n$$ {one.formula.tex} $$\n\n{equation_list.text_words(one.spoken)}"
            )
        return "\n\n".join(parts)


def _in_text(build: Results, seen_from: str) -> list[equation_list.TextRow]:
    return [row for uri in build.pages for row in equation_list.text_rows(build, uri, seen_from)]


def _worded(piece: Piece) -> str:
    """A piece of what is said of a check, as Markdown."""
    if isinstance(piece, Scientific):
        return f"{piece.digits} × 10^{piece.power}"
    return piece if isinstance(piece, str) else f"`{piece.text}`"
