"""New cells and notebooks in nbformat 4.5."""

from __future__ import annotations

from livecells.notebook.executed import python_metadata
from livecells.notebook.schema import Cell, CellMetadata, CodeCell, Notebook, TextCell


def notebook(cells: list[Cell]) -> Notebook:
    """Cells as a notebook of nbformat 4.5."""
    return {"cells": cells, "metadata": python_metadata(), "nbformat": 4, "nbformat_minor": 5}


def markdown(text: str, ident: str) -> TextCell:
    """A text cell; `ident` must be unique in the notebook."""
    return {"cell_type": "markdown", "id": ident, "metadata": {}, "source": text}


def code(source: str, ident: str, metadata: CellMetadata | None = None) -> CodeCell:
    """A code cell that has not run; `ident` must be unique in the notebook."""
    return {
        "cell_type": "code",
        "id": ident,
        "metadata": metadata or {},
        "source": source,
        "execution_count": None,
        "outputs": [],
    }
