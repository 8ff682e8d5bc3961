"""Cells and outputs of an executed notebook as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from livecells.notebook.schema import Cell, CodeCell, Output, cell_name

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def cell_title(cell: CodeCell, label: str) -> str:
    """What stands above a cell's code: the file and the cell."""
    return f"{label} · {cell_name(cell)}"


def fenced(text: str, language: str) -> str:
    """Text as a fenced block of Markdown, with a fence longer than any in the text."""
    ticks = max((len(run) for run in re.findall(r"`{3,}", text)), default=2) + 1
    return f"{'`' * ticks}{language}\n{text.rstrip(chr(10))}\n{'`' * ticks}"


def output_text(output: Output) -> str:
    """An output as text, without terminal colours."""
    if output["output_type"] == "stream":
        return ANSI.sub("", output["text"])
    if output["output_type"] == "error":
        return ANSI.sub("", "\n".join(output["traceback"]))
    return plain_text(output["data"])


def plain_text(data: Mapping[str, object]) -> str:
    """The plain text of a MIME bundle, or an empty one; nbformat allows a list of lines."""
    value = data.get("text/plain", "")
    return "".join(value) if isinstance(value, list) else str(value)


def joined(cells: Iterable[Cell]) -> str:
    """The source of several cells as one text."""
    return "\n\n".join(cell["source"] for cell in cells)
