"""Read a Python file in the percent format into named cells.

A cell starts at a line `# %% name option="value"`. The reading itself is jupytext's, so every
percent-format file that Jupyter, VS Code, PyCharm or Spyder can open is understood.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, SupportsFloat, cast

from livecells.errors import Place, SnippetError, unknown

Kind = Literal["code", "markdown", "raw"]
LINE_END = re.compile(r"\r\n|\r|\n")
CODING = re.compile(r"#.*coding[:=]\s*(?!\s|utf-8)", re.IGNORECASE)
WORDS = re.compile(r"\s*#[#\s]*[^#\s%!]")


@dataclass(frozen=True)
class Cell:
    """One cell: `line` is the line of the file on which `source` starts, counted from 1."""

    name: str
    source: str
    line: int
    kind: Kind = "code"
    options: Mapping[str, object] = field(default_factory=dict)

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
        SnippetError: The file is not UTF-8.
    """
    path = Path(path)
    shown = shown or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise SnippetError("not UTF-8 text", [Place(shown, line)]) from None
    return parse(text, label or path.name, shown, os.path.abspath(path))


def parse(text: str, label: str, path: str, file: str = "") -> Snippet:
    """Cut text into cells; see `read`.

    Args:
        text: The whole file.
        label: The short path that tracebacks and pages show.
        path: The path that messages name.
        file: The absolute path; by default that of `path`.

    Raises:
        SnippetError: The file says that it is not UTF-8.
    """
    for number, line in enumerate(text.split("\n")[:2], start=1):
        if CODING.match(line):  # jupytext would read the rest of the file by it
            raise SnippetError(
                f"files are UTF-8: leave out `{line.strip()}`", [Place(path, number)]
            )
    cells = (
        _cell(cell, line, number)
        for number, (cell, line) in enumerate(_jupytext_cells(text), start=1)
    )
    return Snippet(label, path, text, tuple(cells), file or os.path.abspath(path))


class _JupytextCell(Protocol):
    cell_type: Kind
    metadata: Mapping[str, object]
    source: str


def _jupytext_cells(text: str) -> Iterator[tuple[_JupytextCell, int]]:
    """Each cell as jupytext reads it, with the line on which its source starts.

    jupytext's `reads` drops the positions, so its cell reader is driven here as `reads` does it.
    """
    from jupytext.cell_reader import DoublePercentScriptCellReader
    from jupytext.header import header_to_metadata_and_cell

    lines = LINE_END.split(text)  # Python's own: strings may hold others, such as U+2028
    lines = lines[:-1] if not lines[-1] else lines
    _, _, _, at = header_to_metadata_and_cell(lines, "#", "", ".py")
    while at < len(lines):
        reader = DoublePercentScriptCellReader({"extension": ".py", "format_name": "percent"})
        marked = bool(
            reader.start_code_re.match(lines[at])
            or reader.alternative_start_code_re.match(lines[at])
        )
        cell, length = reader.read(lines[at:])
        if cell.cell_type == "code":
            cell.source = _with_comments(cell.source, reader.org_content)
        yield cell, at + 1 + marked
        at += length


def _with_comments(source: str, written: Sequence[str]) -> str:
    """A cell's source with its comments as they are written.

    jupytext takes a comment such as `# copy the list` for a command of a shell; only what begins
    with `%` or `!` is a command that was commented out.
    """
    lines = source.split("\n")
    for number, (line, before) in enumerate(zip(lines, written, strict=False)):
        if line != before and WORDS.match(before):
            lines[number] = before
    return "\n".join(lines)


def _cell(cell: _JupytextCell, line: int, number: int) -> Cell:
    metadata = {k: v for k, v in cell.metadata.items() if k != "lines_to_next_cell"}
    title = str(metadata.pop("title", ""))
    lead = len(cell.source) - len(cell.source.lstrip("\n"))
    kind = cell.cell_type
    if kind == "code" and line == 1 and not title and _only_docstring(cell.source):
        kind, source = "markdown", _docstring_text(cell.source)
    else:
        source = cell.source.lstrip("\n")
    return Cell(title or f"cell-{number}", source, line + lead, kind, metadata)


def _only_docstring(source: str) -> bool:
    """Whether the lines before the first marker hold a docstring or comments and no code."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    return all(
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for node in body
    )


def _docstring_text(source: str) -> str:
    return ast.get_docstring(ast.parse(source)) or source
