"""What a site's snippet must keep to beyond the percent format."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator, Mapping

from livecells.errors import SnippetError, unknown
from livecells.notebook.marker_values import MARKER, UNREAD, wrong_value
from livecells.notebook.percent import Cell, Snippet
from livecells.options import STDERR
from livecells.parsed import parsed

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
# What turns the direction in which text is shown, so that code looks like other code.
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
WRITTEN = (ast.Store, ast.Del)
OWN_NAMES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
COMMAND = re.compile(r"#\s*(%%?[a-zA-Z]|!)")  # what Jupyter runs though a script does not
ONE = "keep both in one cell or in a function, or use another name"
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
    first = {cell.name: cell.marker for cell in reversed(snippet.code)}
    for cell in snippet.code:
        yield from (
            SnippetError(message, [snippet.place(cell.marker)])
            for message in _marker_errors(cell, first[cell.name])
        )
    yield from _check_markers(snippet)
    yield from _check_commands(snippet)
    yield from _check_directions(snippet)
    yield from _check_bindings(snippet)


def _check_preamble(snippet: Snippet) -> Iterator[SnippetError]:
    first = snippet.cells[0] if snippet.cells else None
    docstring = first is not None and first.kind == "markdown" and first.line == 1
    if not docstring or not snippet.text.strip():
        line, why = _preamble(snippet.text)
        what = f"a snippet starts with a docstring, then cells{why}"
        yield SnippetError(what, [snippet.place(line)])


def _preamble(text: str) -> tuple[int, str]:
    """The line on which a file is no snippet, and why."""
    lines = text.split("\n")
    marker = next((n for n, line in enumerate(lines) if MARKER.match(line)), len(lines))
    if not text.strip():
        return 1, ": this file is empty"
    if text.startswith("#!"):
        return 1, f": remove the line {lines[0].strip()!r}"
    if lines[0].rstrip() == "# ---":
        return 1, ": remove the header that jupytext wrote, from `# ---` to `# ---`"
    try:
        body = parsed("\n".join(lines[:marker])).body
    except SyntaxError:
        return 1, ""
    if not body or not _is_text(body[0]):
        return 1, ': its first line is `r"""What it is about."""`'
    code = next((node.lineno for node in body if not _is_text(node)), 1)
    return code, f": put {lines[code - 1].strip()!r} into the first cell, below its `# %% name`"


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _check_markers(snippet: Snippet) -> Iterator[SnippetError]:
    """A marker in the midst of a statement, such as a loop, cuts it into two cells that fail."""
    try:
        whole = parsed(snippet.text).body
    except SyntaxError:
        return
    for cell in snippet.cells:
        for node in whole:
            if node.lineno < cell.marker <= (node.end_lineno or 0):
                what = (
                    f"the marker of cell {cell.name!r} stands in a statement that begins at line "
                    f"{node.lineno}: a cell holds whole statements, so move it above or below"
                )
                yield SnippetError(what, [snippet.place(cell.marker)])


def _check_commands(snippet: Snippet) -> Iterator[SnippetError]:
    """A command that is commented out would run here, and not in the script that readers get."""
    lines = snippet.text.split("\n")
    for cell in snippet.code:
        if cell.marker == cell.line and MARKER.match(lines[cell.line - 1]):
            language = cell.source.split("\n")[0]
            what = f"a cell that `{language}` runs is a comment in a script: leave it out"
            yield SnippetError(what, [snippet.place(cell.line)])
            continue
        for number, line in enumerate(cell.source.split("\n"), start=cell.line):
            written = lines[number - 1].strip() if number <= len(lines) else ""
            if line.strip() != written and COMMAND.match(written):
                what = (
                    f"`{written}` is a command in Jupyter and a comment in a script: leave it out"
                )
                yield SnippetError(what, [snippet.place(number)])


def _check_directions(snippet: Snippet) -> Iterator[SnippetError]:
    """Signs that nobody sees and that change the order in which a line is shown."""
    for number, line in enumerate(snippet.text.split("\n"), start=1):
        found = TURNING.search(line)
        if found:
            code = f"\\u{ord(found[0]):04x}"
            what = (
                f"an invisible sign, {unicodedata.name(found[0])}, makes this line look like "
                f"another: take it out, or write `{code}` in a string"
            )
            yield SnippetError(what, [snippet.place(number)])


def _marker_errors(cell: Cell, first: int) -> Iterator[str]:
    if "cell_depth" in cell.options:
        yield f"a cell begins with `# %% {cell.name}`: two percent signs"
        return
    unread = cell.options.get(UNREAD)
    if unread is not None:
        yield f"the options of the cell cannot be read: {unread!s}; {_quoted(str(unread))}"
        return
    if not NAME.match(cell.name):
        yield f"cell name {cell.name!r} is not kebab-case"
    if first != cell.marker:
        yield f"two cells are called {cell.name!r}: the first begins at line {first}"
    for option, value in cell.options.items():
        if option not in OPTIONS:
            yield unknown("cell option", option, sorted(OPTIONS))
        elif wrong := wrong_value(option, value):
            yield wrong
        elif not isinstance(value, OPTIONS[option]):
            yield f"cell option {option} has a wrong value: {value!r}"
        elif option == "stderr" and value not in STDERR:
            yield unknown("value of stderr", str(value), list(STDERR))


def _quoted(options: str) -> str:
    """What to write instead of options that nobody can read."""
    match = re.match(r"([\w-]+)\s*=\s*(.*?)\s*\Z", options, re.DOTALL)
    if match is None:
        return 'each is written `name="value"`'
    if match[2].startswith("["):
        entries = ", ".join(f'"{entry.strip()}"' for entry in match[2].strip("[]").split(","))
        return f"put its entries in quotes: `{match[1]}=[{entries}]`"
    value = match[2].strip("\"'")
    if wrong := wrong_value(match[1], value):
        return wrong
    return f'put the value in quotes: `{match[1]}="{value}"`'


def _check_bindings(snippet: Snippet) -> Iterator[SnippetError]:
    bound: dict[str, Cell] = {}
    meant: dict[str, str] = {}  # what an import has bound to a name
    for cell in snippet.code:
        found = [(name, line, "") for name, line in bindings(cell.source)]
        for name, line, target in [*found, *imports(cell.source)]:
            other = not target or meant.setdefault(name, target) != target
            if name in bound and bound[name] is not cell and (other or not meant.get(name)):
                yield SnippetError(
                    f"{name!r} is bound again; cell {bound[name].name!r} bound it first: {ONE}",
                    [snippet.place(cell.line + line - 1)],
                )
            bound.setdefault(name, cell)
            meant.setdefault(name, target)


def imports(source: str) -> Iterator[tuple[str, int, str]]:
    """Names that module-level imports bind, with the line of each and what it stands for then."""
    try:
        tree = parsed(source)
    except SyntaxError:
        return
    for node in _statements(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            home = "" if isinstance(node, ast.Import) else f"{node.level}{node.module}:"
            for one in node.names:
                name = one.asname or (one.name if home else one.name.partition(".")[0])
                target = one.name if one.asname or home else name
                yield name, node.lineno, home + target


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (*DEFINITIONS, ast.expr)):
            yield child
            yield from _statements(child)


def bindings(source: str) -> Iterator[tuple[str, int]]:
    """Names that module-level code binds, with the line (from 1) of each binding.

    Function and class bodies are scopes of their own; of imports see `imports`. Code that is no
    Python binds nothing.
    """
    try:
        tree = parsed(source)
    except SyntaxError:
        return
    yield from _bound_in(tree, [])


def _bound_in(node: ast.AST, found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, DEFINITIONS):
            found.append((child.name, child.lineno))
        elif isinstance(child, ast.Name):
            if isinstance(child.ctx, WRITTEN) and child.id != "_":
                found.append((child.id, child.lineno))
        elif not isinstance(child, OWN_NAMES):
            _bound_in(child, found)
    return found
