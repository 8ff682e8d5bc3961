"""Cells of an executed notebook as a page shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from livecells import figures, render
from livecells.notebook import KEY, Run
from livecells.stories import Story


def failure_box(story: Story) -> str:
    """The box that stands where a snippet that failed would be shown."""
    error = story.error
    if error is None:
        return render.failure_html(story.shown, "this snippet did not run", "")
    place = str(error.places[0]) if error.places else story.shown
    return render.failure_html(place, error.message, error.detail)


def cells_html(run: Run, names: list[str], options: dict[str, Any], ids: Mapping[str, str]) -> str:
    """Cells as a block with these options shows them; raises ValueError for a bad highlight."""
    show, title = options.get("show", "both"), options.get("title")
    highlight = options.get("highlight") or []
    highlight = [highlight] if isinstance(highlight, str) else [str(text) for text in highlight]
    cells = [run.cell(name) for name in names]
    if not options.get("outputs", True):
        cells = [{**cell, "outputs": []} for cell in cells]
    if not options.get("idents", True):
        ids = {}
    if show == "code":
        joined = render.as_one(cells)
        ident = ids.get(names[0])
        return render.cell_html(joined, show, title or run.label, highlight, ident)
    if show != "code" and any(cell["outputs"] for cell in cells):
        ident = slug("figure", run.label.removesuffix(".py"))
        cells = [
            figures.for_page(cell, options.get("alt"), f"{ident}-{_name_of(cell)}")
            for cell in cells
        ]
    return _one_by_one(run, cells, (show, title, highlight), ids)


def _one_by_one(
    run: Run, cells: list[dict[str, Any]], how: tuple[str, Any, list[str]], ids: Mapping[str, str]
) -> str:
    show, title, highlight = how
    if title and len(cells) > 1:
        raise ValueError(f"`title` names one cell, and the block shows {len(cells)}")
    left = set(highlight)
    parts = []
    for cell in cells:
        here = [text for text in highlight if text in cell["source"]]
        left -= set(here)
        above, ident = title or render.cell_title(cell, run.label), ids.get(_name_of(cell))
        parts.append(render.cell_html(cell, show, above, here, ident))
    if left:
        raise ValueError(f"nothing to highlight: {sorted(left)[0]!r} stands in no shown cell")
    return "".join(parts)


def _name_of(cell: dict[str, Any]) -> str:
    return str(cell["metadata"][KEY]["name"])


def slug(*parts: object) -> str:
    """Letters and digits of the parts, joined by hyphens: an id for HTML."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(map(str, parts)).lower()).strip("-")
