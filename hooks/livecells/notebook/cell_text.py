"""Cells and outputs of an executed notebook as plain text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping

from livecells.notebook.schema import Cell, CodeCell, Output, cell_name
from livecells.notebook.terminal import plain

# The forms that can be shown, the richest first, in JupyterLab's order.
FORMS = (
    "text/html",
    "text/markdown",
    "text/latex",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "application/json",
    "text/plain",
)
TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
BARE_OBJECT = re.compile(r"<IPython\.core\.display\.\w+ object>")


def cell_title(cell: CodeCell, label: str) -> str:
    """What stands above a cell's code: the file and the cell."""
    return f"{label} · {cell_name(cell)}"


def fenced(text: str, language: str) -> str:
    """Text as a fenced block of Markdown, with a fence longer than any in the text."""
    ticks = max((len(run) for run in re.findall(r"`{3,}", text)), default=2) + 1
    return f"{'`' * ticks}{language}\n{text.rstrip(chr(10))}\n{'`' * ticks}"


def output_text(output: Output) -> str:
    """An output as text, as a terminal would show it but without colours."""
    if output["output_type"] == "stream":
        return plain(output["text"])
    if output["output_type"] == "error":
        return plain("\n".join(output["traceback"]))
    return plain(plain_text(output["data"]))


def form_of(data: Mapping[str, object]) -> str:
    """The MIME type of the richest form of an output that can be shown."""
    return next((mime for mime in FORMS if mime in data), "text/plain")


def text_of(value: object) -> str:
    """A value of a MIME bundle as one text; nbformat allows a list of lines."""
    return "".join(value) if isinstance(value, list) else str(value)


def json_text(value: object) -> str:
    """JSON as people read it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def plain_text(data: Mapping[str, object]) -> str:
    """The plain text of a MIME bundle, or an empty one; of what has none, the words of its HTML."""
    value, form = text_of(data.get("text/plain", "")), form_of(data)
    if form == "application/json":
        return json_text(data[form])
    if form == "text/html" and (not value or BARE_OBJECT.fullmatch(value)):
        words = html.unescape(TAGS.sub(" ", text_of(data[form])))
        return "\n".join(filter(None, (" ".join(line.split()) for line in words.split("\n"))))
    return value


def joined(cells: Iterable[Cell]) -> str:
    """The source of several cells as one text."""
    return "\n\n".join(cell["source"] for cell in cells)
