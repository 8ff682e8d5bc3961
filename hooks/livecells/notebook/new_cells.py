"""New cells and notebooks in nbformat 4.5."""

from __future__ import annotations

from typing import Any

from livecells.notebook.executed import Notebook


def notebook(cells: list[dict[str, Any]]) -> Notebook:
    """Cells as a notebook of nbformat 4.5."""
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "file_extension": ".py"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def markdown(text: str, ident: str) -> dict[str, Any]:
    """A text cell."""
    return {"cell_type": "markdown", "id": ident, "metadata": {}, "source": text}


def code(source: str, ident: str, **metadata: Any) -> dict[str, Any]:
    """A code cell that has not run."""
    return {
        "cell_type": "code",
        "id": ident,
        "metadata": metadata,
        "source": source,
        "execution_count": None,
        "outputs": [],
    }
