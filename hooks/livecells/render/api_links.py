"""Links from names of torch in shown code to their reference."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

from markdown.util import AtomicString

from livecells.builder.api_index import Row
from livecells.notebook.schema import Cell, torch_names
from livecells.torch_api.table import Use, addresses

PIECE = re.compile(r"<[^>]*>|&[^;]+;|.", re.DOTALL)  # a tag, or one character of the text


class Span(NamedTuple):
    """Characters of a text that name something documented."""

    start: int
    end: int
    name: str


def spans(source: str, uses: Iterable[Use]) -> list[Span]:
    """Where the names stand in `source`, each name once: a link for each would slow down Tab."""
    starts, at = [], 0
    for line in source.split("\n"):
        starts.append(at)
        at += len(line) + 1
    found: dict[str, Span] = {}
    for use in sorted(uses):
        first = starts[use.line - 1]
        found.setdefault(use.name, Span(first + use.start, first + use.end, use.name))
    return sorted(span for span in found.values() if span.name in addresses())


def linked(body: str, wanted: Sequence[Span]) -> str:
    """Highlighted code with its names linked; a name that shares its element with more is not."""
    pieces = PIECE.findall(body)
    cuts = _cuts(pieces)
    for span in sorted(wanted, reverse=True):
        start, end = cuts.get(span.start), cuts.get(span.end)
        if start is not None and end is not None and _whole(pieces[start:end]):
            pieces[start:end] = [opening(span.name), *pieces[start:end], "</a>"]
    return "".join(pieces)


def _cuts(pieces: Sequence[str]) -> dict[int, int]:
    """For each number of characters, the piece that begins what comes after them."""
    cuts: dict[int, int] = {}
    at = 0
    for index, piece in enumerate(pieces):
        if not piece.startswith("</"):
            cuts.setdefault(at, index)
        at += not piece.startswith("<")
    cuts.setdefault(at, len(pieces))
    return cuts


def _whole(pieces: Sequence[str]) -> bool:
    """Whether each element that begins here ends here, and the other way round."""
    depth = 0
    for piece in pieces:
        if piece.startswith("<"):
            depth += -1 if piece.startswith("</") else 1
            if depth < 0:
                return False
    return depth == 0


def opening(name: str) -> str:
    """The start tag of a link to the reference of a name."""
    address = html.escape(addresses()[name])
    return f'<a class="lc-api" href="{address}" title="{html.escape(name)} in the reference">'


def shifted(cells: Sequence[Cell]) -> list[Use]:
    """The names in several cells that are shown as one, an empty line between them."""
    found: list[Use] = []
    above = 0
    for cell in cells:
        found += [use._replace(line=use.line + above) for use in torch_names(cell)]
        above += cell["source"].count("\n") + 2
    return found


def foot(names: Sequence[str]) -> str:
    """The names of a page, as HTML for its foot; nothing where there are none."""
    if not names:
        return ""
    items = "".join(
        f"<li>{opening(name)}<code>{html.escape(name)}</code></a></li>" for name in names
    )
    return (
        '<details class="lc-apis" data-search-exclude>'
        f"<summary>PyTorch names on this page ({len(names)})</summary><ul>{items}</ul></details>"
    )


def add_index(parent: ElementTree.Element, found: Iterable[Row]) -> None:
    """Put the table of all names below `parent`, as elements, so that links are resolved."""
    table = ElementTree.SubElement(parent, "table", {"class": "lc-index"})
    head = ElementTree.SubElement(ElementTree.SubElement(table, "thead"), "tr")
    for words in ("Name", "Pages"):
        ElementTree.SubElement(head, "th", {"scope": "col"}).text = words
    body = ElementTree.SubElement(table, "tbody")
    for name, pages in found:
        line = ElementTree.SubElement(body, "tr", {"id": name})
        cell = ElementTree.SubElement(line, "th", {"scope": "row"})
        link = ElementTree.SubElement(cell, "a", {"href": addresses()[name]})
        ElementTree.SubElement(link, "code").text = AtomicString(name)
        cell = ElementTree.SubElement(line, "td")
        for number, (aim, title) in enumerate(pages):
            if number:
                ElementTree.SubElement(cell, "br")
            ElementTree.SubElement(cell, "a", {"href": aim}).text = AtomicString(title)
