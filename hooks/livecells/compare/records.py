"""An executed notebook as records that can be compared."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from livecells.compare import normalize, svg_outline
from livecells.errors import LiveError
from livecells.notebook import schema
from livecells.notebook.schema import CodeCell, Notebook, Output, cell_options

VALUES = "live values"
EXACT = ("image/", "audio/", "video/", "application/pdf")
SVG = "image/svg+xml"


@dataclass(frozen=True)
class Record:
    """One output: `what` names it within its cell (`stdout`, `display image/svg+xml (2)`)."""

    what: str
    text: str


@dataclass(frozen=True)
class Cell:
    """A cell's records, in order, with the tolerance that it states."""

    name: str
    records: tuple[Record, ...]
    rtol: float | None = None
    atol: float | None = None


# Reading ------------------------------------------------------------------------------------------


def load(path: Path) -> list[Cell]:
    """Read a notebook file.

    Raises:
        LiveError: The file cannot be read, or is no notebook of nbformat 4.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LiveError(f"{path}: cannot be read as a notebook: {error}") from None
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise LiveError(f"{path}: not a notebook of nbformat 4")
    try:
        return cells_of(cast("Notebook", notebook))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise LiveError(f"{path}: malformed notebook: {error!r}") from None


def cells_of(notebook: Notebook, digested: bool = False) -> list[Cell]:
    """The code cells of a notebook as records, and one more for the values that pages show.

    Args:
        notebook: Made by this engine or by any other program.
        digested: Shorten figures, for accepted outputs that are kept in git.
    """
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    names = _numbered(_name(cell, number) for number, cell in enumerate(code, start=1))
    cells = [_cell(name, cell, digested) for name, cell in zip(names, code, strict=True)]
    values = schema.values_of(notebook)
    if values:
        cells.append(Cell(VALUES, tuple(_value(key, values[key]) for key in sorted(values))))
    return cells


def _name(cell: CodeCell, number: int) -> str:
    """Our name of a cell, else the notebook's id, else its number."""
    return str(schema.given_name(cell) or cell.get("id") or f"cell-{number}")


def _numbered(names: Iterable[str]) -> list[str]:
    """The names, made unique: `a`, `a (2)`."""
    seen: Counter[str] = Counter()
    made = []
    for name in names:
        seen[name] += 1
        made.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return made


def _cell(name: str, cell: CodeCell, digested: bool) -> Cell:
    found = [item for output in cell["outputs"] for item in _outputs(output, digested)]
    labels = _numbered(what for what, _ in found)
    records = tuple(Record(what, text) for what, (_, text) in zip(labels, found, strict=True))
    options = cell_options(cell)
    return Cell(name, records, _number(options.get("rtol")), _number(options.get("atol")))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def _outputs(output: Output, digested: bool) -> Iterator[tuple[str, str]]:
    """An output as named texts: a display has one for each of its forms."""
    if output["output_type"] == "stream":
        cleaned = normalize.stderr if output["name"] == "stderr" else normalize.text
        yield output["name"], cleaned(_joined(output["text"]))
    elif output["output_type"] == "error":
        yield "error", normalize.error(output["ename"], output["evalue"])
    else:
        head = "result" if output["output_type"] == "execute_result" else "display"
        for mime in sorted(output["data"]):
            yield f"{head} {mime}", _form(mime, output["data"][mime], digested)


def _form(mime: str, data: object, digested: bool) -> str:
    if mime == SVG:
        return svg_outline.outline(_joined(data), digested)
    if mime.startswith(EXACT):
        return normalize.digest(_joined(data))
    return (normalize.html if mime == "text/html" else normalize.text)(_joined(data))


def _joined(value: object) -> str:
    """A text, which nbformat lets be a list of lines; JSON data are written out."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)


def _value(key: str, answer: schema.Answer) -> Record:
    """A live value, named as a page asks for it."""
    if "text" in answer:
        text = answer["text"]
    elif "error" in answer:
        text = f"error: {answer['error']}"
    else:
        text = json.dumps(answer, ensure_ascii=False)
    return Record(value_label(key), normalize.text(text))


def value_label(key: str) -> str:
    """How a live value is named here, by what it is filed under in the notebook."""
    try:
        expression, spec, after = json.loads(key)
    except ValueError:
        what = key
    else:
        what = f"{f'@{after}: ' if after else ''}{expression}{f' | {spec}' if spec else ''}"
    return " ".join(what.split())
