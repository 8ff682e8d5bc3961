"""Read a Python file in the percent format into named cells.

A cell starts at a line `# %% name option="value"`. The reading itself is jupytext's, so every
percent-format file that Jupyter, VS Code, PyCharm or Spyder can open is understood.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from livecells.errors import Place, SnippetError, unknown

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
OPTIONS: Mapping[str, tuple[type, ...]] = {
    "raises": (str,),
    "timeout": (int, float),
    "tags": (list,),
    "rtol": (int, float),
    "atol": (int, float),
    "data": (str, list),
}


@dataclass(frozen=True)
class Cell:
    """One cell: `line` is the line of the file on which `source` starts, counted from 1."""

    name: str
    source: str
    line: int
    kind: str = "code"
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def raises(self) -> str | None:
        """The error this cell must raise, as `Type: stable part of the message`."""
        value = self.options.get("raises")
        return None if value is None else str(value)

    @property
    def may_raise(self) -> bool:
        """Whether Jupyter's tag `raises-exception` allows any error here."""
        return "raises-exception" in self.options.get("tags", ())


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
        """The code cell called `name`; raises SnippetError with the nearest names otherwise."""
        for cell in self.code:
            if cell.name == name:
                return cell
        raise SnippetError(unknown(f"cell in {self.label}", name, [c.name for c in self.code]))

    def place(self, line: int) -> Place:
        """A line of this file, as messages name it."""
        return Place(self.path, line)

    def to_json(self) -> dict[str, Any]:
        """Plain data, for a worker process."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Snippet:
        """The inverse of `to_json`."""
        cells = tuple(Cell(**cell) for cell in data["cells"])
        return cls(data["label"], data["path"], data["text"], cells, data["file"])


def read(path: Path | str, label: str | None = None, shown: str | None = None) -> Snippet:
    """Read any percent-format file; `shown` is the path that messages name.

    Raises SnippetError where the file is not UTF-8.
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
    """Cut `text` into cells; see `read`."""
    cells = (
        _cell(cell, line, number)
        for number, (cell, line) in enumerate(_jupytext_cells(text), start=1)
    )
    return Snippet(label, path, text, tuple(cells), file or os.path.abspath(path))


def _jupytext_cells(text: str) -> Iterator[tuple[Any, int]]:
    """Each cell as jupytext reads it, with the line on which its source starts.

    jupytext's `reads` drops the positions, so its cell reader is driven here as `reads` does it.
    """
    from jupytext.cell_reader import DoublePercentScriptCellReader
    from jupytext.header import header_to_metadata_and_cell

    lines = text.splitlines()
    _, _, _, at = header_to_metadata_and_cell(lines, "#", "", ".py")
    while at < len(lines):
        reader = DoublePercentScriptCellReader({"extension": ".py", "format_name": "percent"})
        marked = bool(
            reader.start_code_re.match(lines[at])
            or reader.alternative_start_code_re.match(lines[at])
        )
        cell, length = reader.read(lines[at:])
        yield cell, at + 1 + marked
        at += length


def _cell(cell: Any, line: int, number: int) -> Cell:
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


def check_house_rules(snippet: Snippet) -> Iterator[SnippetError]:
    """What a site's snippet must keep to beyond the format: yields one error a fault.

    A docstring first and nothing else outside a cell, kebab-case cell names that differ, known
    options, and no name that a later cell binds again (a page may show cells apart from each
    other, so a name must mean one thing).
    """
    yield from _check_preamble(snippet)
    for cell in snippet.code:
        yield from (
            SnippetError(fault, [snippet.place(cell.line - 1)])
            for fault in _marker_faults(cell, [other.name for other in snippet.code])
        )
    yield from _check_bindings(snippet)


def _check_preamble(snippet: Snippet) -> Iterator[SnippetError]:
    first = snippet.cells[0] if snippet.cells else None
    if first is None or first.kind != "markdown" or first.line != 1:
        yield SnippetError("a snippet starts with a docstring, then cells", [snippet.place(1)])


def _marker_faults(cell: Cell, names: list[str]) -> Iterator[str]:
    if not NAME.match(cell.name):
        yield f"cell name {cell.name!r} is not kebab-case"
    if names.count(cell.name) > 1:
        yield f"two cells are called {cell.name!r}"
    for option, value in cell.options.items():
        if option not in OPTIONS:
            yield unknown("cell option", option, sorted(OPTIONS))
        elif not isinstance(value, OPTIONS[option]):
            yield f"cell option {option} has a wrong value: {value!r}"


def _check_bindings(snippet: Snippet) -> Iterator[SnippetError]:
    bound: dict[str, Cell] = {}
    for cell in snippet.code:
        for name, line in bindings(cell.source):
            if name in bound and bound[name] is not cell:
                yield SnippetError(
                    f"{name!r} is bound again; cell {bound[name].name!r} bound it first",
                    [snippet.place(cell.line + line - 1)],
                )
            bound.setdefault(name, cell)


def bindings(source: str) -> Iterator[tuple[str, int]]:
    """Names that module-level code binds, with the line (from 1) of each binding.

    Function and class bodies are scopes of their own; imports may be repeated.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    yield from _bound_in(tree)


def _bound_in(node: ast.AST) -> Iterator[tuple[str, int]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child.name, child.lineno
        elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store | ast.Del):
            if child.id != "_":
                yield child.id, child.lineno
        elif not isinstance(
            child, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
        ):
            yield from _bound_in(child)
