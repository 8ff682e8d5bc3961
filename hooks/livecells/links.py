"""Links from names of torch in shown code to their reference."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from livecells.apis import Use, addresses
from livecells.notebook import KEY

PIECE = re.compile(r"<[^>]*>|&[^;]+;|.", re.DOTALL)  # a tag, or one character of the text


class Span(NamedTuple):
    """Characters of a text that name something documented."""

    start: int
    end: int
    name: str


def spans(source: str, uses: Iterable[Sequence[Any]]) -> list[Span]:
    """Where the names stand in `source`, each name once: a link for each would slow down Tab."""
    starts, at = [], 0
    for line in source.split("\n"):
        starts.append(at)
        at += len(line) + 1
    found: dict[str, Span] = {}
    for use in sorted(Use(*use) for use in uses):
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


def shifted(cells: Sequence[Mapping[str, Any]]) -> list[Sequence[Any]]:
    """The names in several cells that are shown as one, an empty line between them."""
    found: list[Sequence[Any]] = []
    above = 0
    for cell in cells:
        uses = cell["metadata"][KEY].get("apis") or ()
        found += [(line + above, *rest) for line, *rest in uses]
        above += cell["source"].count("\n") + 2
    return found
