"""What a site's snippet must keep to beyond the percent format."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from livecells.errors import SnippetError, unknown
from livecells.notebook.percent import Cell, Snippet
from livecells.options import STDERR

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
OPTIONS: Mapping[str, tuple[type, ...]] = {
    "raises": (str,),
    "timeout": (int, float),
    "tags": (list,),
    "rtol": (int, float),
    "atol": (int, float),
    "data": (str, list),
    "stderr": (str,),
}


def check_house_rules(snippet: Snippet) -> Iterator[SnippetError]:
    """What a site's snippet must keep to beyond the format: yields an error for each breach.

    A docstring first and nothing else outside a cell, kebab-case cell names that differ, known
    options, and no name that a later cell binds again (a page may show cells apart from each
    other, so a name must mean one thing).
    """
    yield from _check_preamble(snippet)
    for cell in snippet.code:
        yield from (
            SnippetError(message, [snippet.place(cell.line - 1)])
            for message in _marker_errors(cell, [other.name for other in snippet.code])
        )
    yield from _check_bindings(snippet)


def _check_preamble(snippet: Snippet) -> Iterator[SnippetError]:
    first = snippet.cells[0] if snippet.cells else None
    if first is None or first.kind != "markdown" or first.line != 1:
        yield SnippetError("a snippet starts with a docstring, then cells", [snippet.place(1)])


def _marker_errors(cell: Cell, names: list[str]) -> Iterator[str]:
    if not NAME.match(cell.name):
        yield f"cell name {cell.name!r} is not kebab-case"
    if names.count(cell.name) > 1:
        yield f"two cells are called {cell.name!r}"
    for option, value in cell.options.items():
        if option not in OPTIONS:
            yield unknown("cell option", option, sorted(OPTIONS))
        elif not isinstance(value, OPTIONS[option]):
            yield f"cell option {option} has a wrong value: {value!r}"
        elif option == "stderr" and value not in STDERR:
            yield unknown("value of stderr", str(value), list(STDERR))


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

    Function and class bodies are scopes of their own; imports may be repeated. Code that is no
    Python binds nothing.
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
