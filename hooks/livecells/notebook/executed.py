"""The executed notebook: the one format between running snippets and showing them.

A run is nbformat 4.5 JSON; `schema.py` has the types, and what pages need beyond it.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from livecells.errors import PageError, unknown
from livecells.notebook.schema import (
    KEY,
    Cell,
    CellMetadata,
    CodeCell,
    Notebook,
    NotebookMetadata,
    RunInfo,
    cell_name,
    run_info,
)
from livecells.notebook.surrogates import whole

if TYPE_CHECKING:
    from livecells.notebook import percent


# As a Query's spec: the value's numbers, nested as the value is, instead of a text.
ARRAY = "!array"
# The value as a reader may type it: a number, a shape, entries, a word.
TYPED = "!typed"
# The graph that torch recorded for a tensor, and the attributes of tensors (names with commas).
GRAPH, TENSORS = "!graph", "!tensors"
# What the tensors hold that have a name, to compare two runs by; no page asks for it.
NAMED = "!named"
AnswerKind = Literal["text", "numbers", "typed", "graph", "tensors"]
ANSWERS: dict[str, AnswerKind] = {
    ARRAY: "numbers",
    TYPED: "typed",
    GRAPH: "graph",
    TENSORS: "tensors",
}


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


UNREACHED = "unreached"  # the kind of a failure that is no fault of the snippet: nobody ran it


@dataclass(frozen=True)
class Failure:
    """Why a run is not good: `kind` is for programs, `line` a line of the snippet's file.

    `query` is the key of the query that was being answered, where the fault is that of a page.
    """

    kind: str
    message: str
    line: int
    cell: str
    detail: str = ""
    query: str = ""


@dataclass
class Run:
    """An executed notebook with, where the run is not good, the reason."""

    notebook: Notebook
    failure: Failure | None = None

    @property
    def info(self) -> RunInfo:
        """What the engine noted of the whole run."""
        return run_info(self.notebook)

    @property
    def label(self) -> str:
        """The snippet's short path."""
        return self.info["label"]

    def cells(self) -> Iterator[CodeCell]:
        """The code cells, in order."""
        return (cell for cell in self.notebook["cells"] if cell["cell_type"] == "code")

    def names(self) -> list[str]:
        """The names of the code cells, in order."""
        return [cell_name(cell) for cell in self.cells()]

    def cell(self, name: str) -> CodeCell:
        """The code cell called `name`.

        Raises:
            PageError: There is none; the message has the nearest names.
        """
        for cell in self.cells():
            if cell_name(cell) == name:
                return cell
        raise PageError(unknown(f"cell in {self.label}", name, self.names()))

    def text(self, name: str) -> str:
        """What a cell printed on stdout."""
        return "".join(
            output["text"]
            for output in self.cell(name)["outputs"]
            if output["output_type"] == "stream" and output["name"] == "stdout"
        )

    def value(self, query: Query) -> Any:
        """What a page asked for.

        Returns:
            By the query's kind a text, the numbers of a tensor (nested lists), a `TypedValue`, a
            `Graph`, or a list of `TensorAttributes`.

        Raises:
            PageError: The run has no answer, or evaluating the expression raised.
        """
        answer = self.info["values"].get(query.key)
        if answer is None:
            raise PageError(f"{query.expression!r} was not evaluated in {self.label}")
        if "error" in answer:
            raise PageError(f"{query.expression!r} in {self.label}: {answer['error']}")
        return answer[ANSWERS.get(query.spec, "text")]


def blank(snippet: percent.Snippet) -> Notebook:
    """The snippet as a notebook that has not run."""
    return {
        "cells": [_cell(cell, number) for number, cell in enumerate(snippet.cells)],
        "metadata": {**python_metadata(), KEY: {"label": snippet.label, "values": {}}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def python_metadata() -> NotebookMetadata:
    """The metadata by which Jupyter knows a notebook of Python."""
    return {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "file_extension": ".py"},
    }


def _cell(cell: percent.Cell, number: int) -> Cell:
    slug = re.sub(r"[^A-Za-z0-9-_]+", "-", cell.name).strip("-")[:50]
    ident = f"{slug or 'cell'}-{number}"
    # Markers may have any options; the known ones are of these types where house rules are kept.
    metadata = cast("CellMetadata", {**cell.options, KEY: {"name": cell.name, "line": cell.line}})
    if cell.kind == "code":
        return {
            "cell_type": "code",
            "id": ident,
            "metadata": metadata,
            "source": cell.source,
            "execution_count": None,
            "outputs": [],
        }
    return {"cell_type": cell.kind, "id": ident, "metadata": metadata, "source": cell.source}


def dump(notebook: Notebook) -> str:
    """The notebook's text, the same for the same run, and one that a file can hold."""
    return whole(json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def packed(notebook: Notebook) -> str:
    """The same in one line, which takes a tenth of the time to write."""
    return whole(json.dumps(notebook, ensure_ascii=False, sort_keys=True) + "\n")


def write(notebook: Notebook, path: Path) -> None:
    """Write the whole file or nothing."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(dump(notebook), encoding="utf-8")
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):  # it is there only where something went wrong
            part.unlink(missing_ok=True)
