"""Read a Python file in the percent format into named cells.

A cell starts at a line `# %% name option="value"`. The reading itself is jupytext's, so every
percent-format file that Jupyter, VS Code, PyCharm or Spyder can open is understood.
"""

from __future__ import annotations

import ast
import itertools
import os
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, SupportsFloat, cast

from livecells.errors import Place, SnippetError, unknown
from livecells.notebook.formats import refuse_other_files, refuse_other_formats
from livecells.notebook.jupytext_cells import Kind, Read, header_of, jupytext_cells, lines_of
from livecells.parsed import parsed

BOM = "\ufeff"
CODING = re.compile(r"#.*coding[:=]\s*(?!\s|utf-8)", re.IGNORECASE)


@dataclass(frozen=True)
class Cell:
    """One cell: `line` is the line of the file on which `source` starts, counted from 1.

    `marked` is the line of its marker, where that is not the line above.
    """

    name: str
    source: str
    line: int
    kind: Kind = "code"
    options: Mapping[str, object] = field(default_factory=dict)
    marked: int | None = None

    @property
    def marker(self) -> int:
        """The line of the cell's marker."""
        return self.line - 1 if self.marked is None else self.marked

    @property
    def raises(self) -> str | None:
        """The error this cell must raise, as `Type: stable part of the message`."""
        value = self.options.get("raises")
        return None if value is None else str(value)

    @property
    def may_raise(self) -> bool:
        """Whether Jupyter's tag `raises-exception` allows any error here."""
        tags = self.options.get("tags")
        return isinstance(tags, Container) and "raises-exception" in tags

    @property
    def data(self) -> list[str]:
        """The data files that this cell reads, as its marker names them."""
        value = self.options.get("data", ())
        return [value] if isinstance(value, str) else list(cast("Iterable[str]", value))

    @property
    def timeout(self) -> float | None:
        """The seconds that this cell may take, where its marker says so."""
        value = self.options.get("timeout")
        return None if value is None else float(cast("SupportsFloat", value))


@dataclass(frozen=True)
class Snippet:
    """A file of cells: the absolute path `file`.

    `label` is the short path that tracebacks and pages show, `path` the one that messages name.
    """

    label: str
    path: str
    text: str
    cells: tuple[Cell, ...]
    file: str

    @property
    def name(self) -> str:
        """How pages refer to the file: its label without `.py`."""
        return self.label.removesuffix(".py")

    @property
    def code(self) -> tuple[Cell, ...]:
        """The cells that run."""
        return tuple(cell for cell in self.cells if cell.kind == "code")

    def cell(self, name: str) -> Cell:
        """The code cell called `name`.

        Raises:
            SnippetError: There is none; the message has the nearest names.
        """
        for cell in self.code:
            if cell.name == name:
                return cell
        raise SnippetError(unknown(f"cell in {self.label}", name, [c.name for c in self.code]))

    def place(self, line: int) -> Place:
        """A line of this file, as messages name it."""
        return Place(self.path, line)

    def to_json(self) -> dict[str, object]:
        """Plain data, for a worker process."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Snippet:
        """The inverse of `to_json`."""
        cells = tuple(Cell(**cell) for cell in data["cells"])
        return cls(data["label"], data["path"], data["text"], cells, data["file"])


def read(path: Path | str, label: str | None = None, shown: str | None = None) -> Snippet:
    """Read any percent-format file.

    The format is jupytext's: https://jupytext.readthedocs.io/en/latest/formats-scripts.html

    Args:
        path: The file.
        label: The short path that tracebacks and pages show; the file's name by default.
        shown: The path that messages name; `path` by default.

    Raises:
        OSError: The file cannot be read.
        SnippetError: The file is not UTF-8, or in another format.
    """
    path = Path(path)
    shown = shown or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise SnippetError("not UTF-8 text", [Place(shown, line)]) from None
    refuse_other_files(shown)
    return parse(text, label or path.name, shown, os.path.abspath(path))


def parse(text: str, label: str, path: str, file: str = "") -> Snippet:
    """Cut text into cells; see `read`.

    Args:
        text: The whole file.
        label: The short path that tracebacks and pages show.
        path: The path that messages name.
        file: The absolute path; by default that of `path`.

    Raises:
        SnippetError: The file says that it is not UTF-8, or is in another format.
    """
    text = text.removeprefix(BOM)
    for number, line in enumerate(text.split("\n")[:2], start=1):
        if CODING.match(line):  # jupytext would read the rest of the file by it
            raise SnippetError(
                f"files are UTF-8: leave out `{line.strip()}`", [Place(path, number)]
            )
    lines = lines_of(text)
    header = header_of(lines, path)
    refuse_other_formats(lines, header, path)
    cells = tuple(map(_cell, jupytext_cells(lines, header), itertools.count(1)))
    return Snippet(label, path, text, cells, file or os.path.abspath(path))


def _cell(cell: Read, number: int) -> Cell:
    metadata = {k: v for k, v in cell.metadata.items() if k != "lines_to_next_cell"}
    title = str(metadata.pop("title", ""))
    lead = len(cell.source) - len(cell.source.lstrip("\n"))
    kind, source = cell.kind, cell.source.lstrip("\n")
    if kind == "code" and cell.line == 1 and not title:
        text = _docstring(source)
        kind, source = ("code", source) if text is None else ("markdown", text)
    name = title or f"cell-{number}"
    return Cell(name, source, cell.line + lead, kind, metadata, cell.marker)


def _docstring(source: str) -> str | None:
    """The docstring, where the lines before the first marker hold one and no code."""
    try:
        tree = parsed(source)
    except (SyntaxError, ValueError):
        return None
    texts = [
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for node in tree.body
    ]
    return ast.get_docstring(tree) if texts and all(texts) else None
