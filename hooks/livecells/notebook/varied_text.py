"""A snippet's text with other values for its literals: what runs for each position of a slider."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from livecells.errors import unknown
from livecells.notebook.house_rules import bindings
from livecells.parsed import parsed

COMMAND = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)  # what Jupyter runs, and Python cannot

# What reads a snippet's file, or may have another process run it.
OWN_FILE = ("__file__", "__main__", "multiprocessing", "ProcessPoolExecutor")


@dataclass(frozen=True)
class Assignment:
    """A line of a snippet that gives a name a literal.

    Attributes:
        name: The name.
        line: The line of the file, counted from 1.
        start: The place of the literal's first character in the line, counted from 0.
        literal: The literal as it stands there.
        value: What it stands for.
    """

    name: str
    line: int
    start: int
    literal: str
    value: object


def assignments(text: str, shown: str, names: Iterable[str]) -> Iterator[Assignment]:
    """The one assignment of each name that gives it a literal.

    Args:
        text: The whole file.
        shown: How messages name the file.
        names: The names.

    Raises:
        ValueError: A name has no such assignment, or another one as well; the message has the line.
    """
    code = text if _is_python(text) else COMMAND.sub(r"\1pass", text)
    try:
        tree = parsed(code)
    except (SyntaxError, ValueError, RecursionError) as error:
        where = f"{shown}:{getattr(error, 'lineno', None) or 1}"
        raise ValueError(f"{where} is not Python, so no value of the file can be varied") from None
    for line, word in _looks_at_file(tree):
        what = "would find the file as it is written, and not the value that varies"
        raise ValueError(f"{shown}:{line}: what asks for {word} {what}")
    bound = list(bindings(code))
    for name in names:
        lines = [line for known, line in bound if known == name]
        if not lines:
            raise ValueError(unknown(f"name in {shown}", name, _varied_names(tree)))
        if len(lines) > 1:
            what = f"is bound at lines {', '.join(map(str, lines))}: vary needs a name bound once"
            raise ValueError(f"{shown}:{lines[1]}: {name!r} {what}")
        yield _assignment(tree, text, f"{shown}:{lines[0]}", name)


def _is_python(text: str) -> bool:
    try:
        parsed(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _looks_at_file(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Where a snippet asks for its own file, itself or by a process that runs it again."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", None) or ""}
            words = {part for name in names for part in name.split(".")}
        elif isinstance(node, ast.Name | ast.Constant):
            words = {str(node.id if isinstance(node, ast.Name) else node.value)}
        else:
            continue
        yield from ((node.lineno, word) for word in OWN_FILE if word in words)


def _varied_names(tree: ast.Module) -> list[str]:
    """The names that could be varied."""
    return sorted({n for node in tree.body for n in _targets(node) if _literal(node) is not None})


def _targets(node: ast.stmt) -> list[str]:
    """The names that a statement gives a value, where it does nothing else."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _literal(node: ast.stmt) -> tuple[object] | None:
    """The value of the literal that a statement assigns; None where it assigns something else."""
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    try:
        return None if value is None else (ast.literal_eval(value),)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _assignment(tree: ast.Module, text: str, where: str, name: str) -> Assignment:
    """The assignment of a name that is bound once; raises ValueError where that is no literal."""
    node = next((node for node in tree.body if name in _targets(node)), None)
    if node is None or not isinstance(node, ast.Assign | ast.AnnAssign):
        what = f"write `{name} = ...` with its value on a line of its own, outside any block"
        raise ValueError(f"{where}: {name!r} is not given a literal here: {what}")
    found, value = _literal(node), node.value
    if found is None or value is None or (isinstance(node, ast.Assign) and len(node.targets) > 1):
        said = ast.get_source_segment(text, node) or name
        what = "vary replaces a literal, such as a number: give it a line and a name of its own"
        raise ValueError(f"{where}: `{said.splitlines()[0]}` is no literal of {name!r}; {what}")
    if value.lineno != value.end_lineno or value.lineno != node.lineno:
        raise ValueError(f"{where}: write the value of {name!r} on one line, so it can be varied")
    line = text.split("\n")[value.lineno - 1].encode()
    literal = line[value.col_offset : value.end_col_offset].decode()
    start = len(line[: value.col_offset].decode())
    return Assignment(name, value.lineno, start, literal, found[0])


def with_literals(text: str, changes: Iterable[tuple[Assignment, str]]) -> str:
    """The text with other literals in some assignments, each of another line."""
    lines = text.split("\n")
    for place, literal in changes:
        line, end = lines[place.line - 1], place.start + len(place.literal)
        lines[place.line - 1] = line[: place.start] + literal + line[end:]
    return "\n".join(lines)


def literal_like(value: object, own: object) -> str | None:
    """A value of a page's option as a literal; None where it is not of the kind that `own` is.

    A whole number stands for one with a point, a list for a tuple, and `1e-3`, which YAML takes for
    a text, for a number; the same holds for the entries of lists.
    """
    try:
        alike = _alike(value, own)
        same = ast.literal_eval(repr(alike)) == alike
    except (ValueError, SyntaxError, OverflowError):  # such as infinity
        return None
    return repr(alike) if same and type(alike) is type(own) else None


def _alike(value: object, own: object) -> object:
    if isinstance(own, float) and not isinstance(value, bool) and isinstance(value, int | str):
        return float(value)
    if isinstance(own, list | tuple) and isinstance(value, list):
        kinds = {type(entry) for entry in own}
        entries = [_alike(entry, own[0]) for entry in value] if len(kinds) == 1 else value
        return type(own)(entries)
    return value
