"""Which cells a page shows, and where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from livecells.blocks.equations import Reference
from livecells.builder.results import Results
from livecells.builder.snippets import cells_of

# --- the cell that shows a value -----------------------------------------------------------------


@dataclass(frozen=True)
class ShownCell:
    """Where a page shows a cell first: the line of the block, the id in the HTML, the source."""

    line: int
    ident: str
    source: str


ShownCells = Mapping[tuple[str, str], ShownCell]  # by snippet and cell


def shown_cells(build: Results, uri: str) -> ShownCells:
    """The cells that a page shows, by (snippet, cell), in the page's order."""
    found: dict[tuple[str, str], ShownCell] = {}
    for block, where in build.pages[uri].targets:
        run = build.run_of(where.snippet)
        try:
            names = cells_of(build.snippet(where.snippet), where) if run is not None else []
        except ValueError:
            continue  # said where the page was read
        for name in names:
            head = names[0] if block.options.get("show") == "code" else name  # shown as one
            ident = f"cell-{where.snippet}-{head}".replace("/", "-")
            source = run.cell(name)["source"] if run is not None else ""
            found.setdefault((where.snippet, name), ShownCell(block.line, ident, source))
    return found


def cell_of(reference: object, shown: ShownCells) -> str | None:
    """The id of the cell to look at for a value of the run; None where the page shows none.

    The cell named in the reference, else the first that mentions the expression, else the last.
    """
    if not isinstance(reference, Reference):
        return None
    own = {cell: at for (name, cell), at in shown.items() if name == reference.snippet}
    if reference.query.after is not None:
        return own[reference.query.after].ident if reference.query.after in own else None
    words = re.compile(rf"(?<![\w.]){re.escape(reference.query.expression)}(?![\w.])")
    naming = [at for at in own.values() if words.search(at.source)]
    chosen = naming[:1] or list(own.values())[-1:]
    return chosen[0].ident if chosen else None
