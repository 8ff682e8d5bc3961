"""A lab's page: its notebook as the site shows text and code."""

from __future__ import annotations

from collections.abc import Callable

from livecells.notebook.executed import Run
from livecells.notebook.schema import Cell, Notebook, torch_names
from livecells.render.cells import code_html
from livecells.torch_api.table import Use

TITLES = {"start": "Start here", "your-code": "Your code", "check": "Check"}


def lab_html(lab: Notebook, run: Run, markdown: Callable[[str], str], box: str) -> str:
    """The body of a lab's page.

    Args:
        lab: The notebook to fill in; its first cell begins with the title.
        run: The run of the lab's snippet, which knows the documented names in its cells.
        markdown: Converts the Markdown of a cell to HTML, with formulas as arithmatex.
        box: HTML that stands below the title.
    """
    first, *others = lab["cells"]
    title, _, task = first["source"].partition("\n")
    parts = [markdown(title), box, markdown(task), *(_cell(c, run, markdown) for c in others)]
    return f'<div class="lc-lab">{"".join(parts)}</div>'


def _cell(cell: Cell, run: Run, markdown: Callable[[str], str]) -> str:
    ident, source = cell["id"], cell["source"]
    if cell["cell_type"] == "markdown":
        return markdown(source)
    code = code_html(source.rstrip("\n"), TITLES.get(ident), (), _apis(run, ident))
    shown = (
        f'<div class="lc lc-live-block" id="cell-{ident}" data-search-exclude>'
        f'<div class="lc-cell">{code}</div></div>'
    )
    if ident != "check":
        return shown
    return f'<details class="lc-check"><summary>The code of the check</summary>{shown}</details>'


def _apis(run: Run, name: str) -> list[Use]:
    """The documented names in a cell, where the run has it: the empty one is the reader's."""
    return torch_names(run.cell(name)) if name in run.names() else []
