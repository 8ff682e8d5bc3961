"""Sliders of a `live` block: its cells run with other values for their literals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

from livecells.blocks.options import Given
from livecells.blocks.page import Request
from livecells.builder.kinds import HtmlPage
from livecells.builder.snippets import cells_of
from livecells.notebook.executed import Run
from livecells.notebook.schema import KEY
from livecells.render.cells import cells_html
from livecells.render.sliders import Span, add_sliders


def can_vary(page: HtmlPage, request: Request) -> bool:
    """Whether there are positions to show: else the block shows what is wrong with its snippet."""
    return request.vary is not None and page.build.run_of(request.shows[0].snippet) is not None


def add_cells(page: HtmlPage, request: Request, element: ElementTree.Element, over: Given) -> None:
    """Put cells below an element, with sliders for what varies in them.

    Args:
        page: The page.
        request: The block's.
        element: The element.
        over: What goes before the block's options, see `cells_html`.
    """
    where, line = request.shows[0], request.block.line
    state = page.build.snippet(where.snippet)
    names = cells_of(state, where)
    ids = {cell: at.ident for (_, cell), at in page.shown_cells().items() if at.line == line}

    def show(run: Run, options: dict[str, Any], apart: str) -> str:
        how: Given = {"show": "output", "idents": False, "apart": "-v"} if apart else over
        bare = options if not apart else {n: v for n, v in options.items() if n != "highlight"}
        return cells_html(run, names, {**bare, **how}, ids)

    add_sliders(page, request, element, show, _literals(page, request, names))


def _literals(page: HtmlPage, request: Request, names: Sequence[str]) -> list[Span | None]:
    """Where the literal of each name that varies stands in the shown cells."""
    run = page.build.run_of(request.shows[0].snippet)
    assert run is not None
    assert request.vary is not None
    found: list[Span | None] = []
    for place in page.build.varied.of(request.vary).places:
        at: Span | None = None
        for number, name in enumerate(names):
            cell = run.cell(name)
            row = place.line - cell["metadata"][KEY]["line"]
            if 0 <= row <= cell["source"].count("\n"):
                at = (number, row, place.start, len(place.literal))
        found.append(at)
    return found
