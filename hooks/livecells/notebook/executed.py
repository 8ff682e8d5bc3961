"""The executed notebook: the one format between running snippets and showing them.

A run is nbformat 4.5 JSON. What pages need beyond it stands in the notebook's metadata under
`livecells`, where other tools leave it alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livecells.errors import PageError, unknown

if TYPE_CHECKING:
    from livecells.notebook.percent import Cell, Snippet


Notebook = dict[str, Any]
KEY = "livecells"
# As an Query's spec: the value's numbers, nested as the value is, instead of a text.
ARRAY = "!array"
# The value as a reader may guess it: a number, a shape, entries, a word.
GUESS = "!guess"
# The graph that torch recorded for a tensor, and the attributes of tensors (names with commas).
GRAPH, TENSORS = "!graph", "!tensors"
ANSWERS = {ARRAY: "numbers", GUESS: "guess", GRAPH: "graph", TENSORS: "tensors"}


@dataclass(frozen=True)
class Query:
    """A value that a page shows: `expression` of the snippet, formatted by `spec`.

    It is evaluated after the cell `after`, or at the end of the run.
    """

    expression: str
    spec: str = ""
    after: str | None = None

    @property
    def key(self) -> str:
        """What the value is filed under in the notebook."""
        return json.dumps([self.expression, self.spec, self.after])


@dataclass(frozen=True)
class Failure:
    """Why a run is not good: `kind` is for programs, `line` a line of the snippet's file."""

    kind: str
    message: str
    line: int
    cell: str
    detail: str = ""


@dataclass
class Run:
    """An executed notebook with, where the run is not good, the reason."""

    notebook: Notebook
    failure: Failure | None = None
    own: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.own = self.notebook["metadata"][KEY]

    @property
    def label(self) -> str:
        """The snippet's short path."""
        return str(self.own["label"])

    def cells(self) -> Iterator[dict[str, Any]]:
        """The code cells, in order."""
        return (cell for cell in self.notebook["cells"] if cell["cell_type"] == "code")

    def names(self) -> list[str]:
        """The names of the code cells, in order."""
        return [cell["metadata"][KEY]["name"] for cell in self.cells()]

    def cell(self, name: str) -> dict[str, Any]:
        """One code cell of the notebook; raises PageError with the nearest names."""
        for cell in self.cells():
            if cell["metadata"][KEY]["name"] == name:
                return cell
        raise PageError(unknown(f"cell in {self.label}", name, self.names()))

    def text(self, name: str) -> str:
        """What a cell printed on stdout."""
        return "".join(
            output["text"]
            for output in self.cell(name)["outputs"]
            if output.get("name") == "stdout"
        )

    def value(self, query: Query) -> Any:
        """What a page asked for, as text or data; raises PageError where it could not be had."""
        answer = self.own["values"].get(query.key)
        if answer is None:
            raise PageError(f"{query.expression!r} was not evaluated in {self.label}")
        if "error" in answer:
            raise PageError(f"{query.expression!r} in {self.label}: {answer['error']}")
        return answer[ANSWERS.get(query.spec, "text")]


def blank(snippet: Snippet) -> Notebook:
    """The snippet as a notebook that has not run."""
    return {
        "cells": [_cell(cell, number) for number, cell in enumerate(snippet.cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "file_extension": ".py"},
            KEY: {"label": snippet.label, "values": {}},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(cell: Cell, number: int) -> dict[str, Any]:
    slug = re.sub(r"[^A-Za-z0-9-_]+", "-", cell.name).strip("-")[:50]
    metadata = {**cell.options, KEY: {"name": cell.name, "line": cell.line}}
    made: dict[str, Any] = {
        "cell_type": cell.kind,
        "id": f"{slug or 'cell'}-{number}",
        "metadata": metadata,
        "source": cell.source,
    }
    if cell.kind == "code":
        made |= {"execution_count": None, "outputs": []}
    return made


def dump(notebook: Notebook) -> str:
    """The notebook's text, the same for the same run."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def write(notebook: Notebook, path: Path) -> None:
    """Write the whole file or nothing."""
    part = path.with_name(path.name + ".part")
    part.write_text(dump(notebook), encoding="utf-8")
    part.replace(path)
