"""Files in other formats than percent: refused with the command that converts them."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import NamedTuple

from livecells.errors import Place, SnippetError
from livecells.notebook.jupytext_cells import Header
from livecells.parsed import parsed

JSON = re.compile(r"\s*\{\s*\"(cells|metadata|nbformat|nbformat_minor|worksheets)\"\s*:")
MARKER = re.compile(r"\s*#\s*(%%(%*)\s|%%$|<codecell>|In\[[0-9 ]*\])")
LIGHT = re.compile(r"# \+( (\{.*\}|[\w-]+=.*|.*\[(markdown|raw|md)\].*))?\s*$")
RULE = re.compile(r"# ?#{19,}\s*$")
TITLE = re.compile(r"[=\-~*^#]{3,}\s*$", re.MULTILINE)
OTHER_SCRIPTS = "R r jl sh bash js ts cpp c h hpp scala rs java groovy lua go m ps1 sql pl rb clj"
OTHER_TEXTS = "rst tex html json yml yaml toml csv zpln dib"
TEXTS = {".md": "Markdown", ".markdown": "Markdown", ".Rmd": "R Markdown", ".rmd": "R Markdown"}


class Other(NamedTuple):
    """Another format: its name, the line that tells, and the command."""

    name: str
    line: int
    command: str


def refuse_other_formats(lines: Sequence[str], header: Header, path: str) -> None:
    """See that a file is in the percent format.

    Args:
        lines: Those of the file.
        header: Its header.
        path: The path that messages name.

    Raises:
        SnippetError: It is in another format; the message has the command that converts it.
    """
    found = by_content(lines, path) or by_header(lines, header, path)
    if found is None and not any(map(MARKER.match, lines)):
        found = by_markers(lines, path)
    if found is not None:
        raise SnippetError(
            f"this is {found.name}, not a Python file in the percent format: {found.command}",
            [Place(path, found.line)],
        )


def refuse_other_files(path: str) -> None:
    """See that a file's name is that of a Python file.

    Raises:
        SnippetError: It is that of a notebook or another text.
    """
    suffix, stem = PurePath(path).suffix, PurePath(path).stem
    if suffix == ".ipynb":
        what = f"this is a notebook: `jupytext --to py:percent {path}` makes {stem}.py of it"
    elif suffix in TEXTS:
        what = f"this is {TEXTS[suffix]}: `jupytext --to py:percent {path}` makes {stem}.py of it"
    elif suffix == ".qmd":
        what = (
            f"this is a Quarto document: `quarto convert {path}` makes a notebook of it, and then "
            f"`jupytext --to py:percent {PurePath(path).with_suffix('.ipynb')}` makes {stem}.py"
        )
    elif suffix[1:] in [*OTHER_SCRIPTS.split(), *OTHER_TEXTS.split()]:
        what = f"this is no Python file ({suffix}): only Python runs here"
    else:
        return
    raise SnippetError(what, [Place(path, 1)])


def by_content(lines: Sequence[str], path: str) -> Other | None:
    """A notebook's JSON, or Markdown, under a name that says Python."""
    start = "\n".join(lines[:20])
    renamed = PurePath(path).with_suffix(".ipynb")
    if JSON.match(start):
        return Other("a notebook (JSON)", 1, f"rename it to {renamed}, then {_convert(renamed)}")
    if lines and lines[0].startswith("# Databricks notebook source"):
        command = f"export it from Databricks as {renamed}, then {_convert(renamed)}"
        return Other("a Databricks notebook", 1, command)
    fence = next((n for n, line in enumerate(lines, 1) if line.startswith("```")), None)
    if fence is not None and not _is_python("\n".join(lines)):
        if any(MARKER.match(line) for line in lines[: fence - 1]):
            return None  # a slip in a cell, which Python will name
        renamed = PurePath(path).with_suffix(".md")
        return Other("Markdown", fence, f"rename it to {renamed}, then {_convert(renamed)}")
    return None


def by_header(lines: Sequence[str], header: Header, path: str) -> Other | None:
    """What jupytext's header says of the file."""
    name = header.representation.get("format_name", "percent")
    if name not in ("percent", "hydrogen"):
        line = _line_with(lines, "format_name")
        return Other(f"in jupytext's {name} format", line, _convert(path))
    if header.language not in ("python", "python3", "ipython"):
        line = _line_with(lines, "language" if "language" in str(header.metadata) else "# ---")
        return Other(f"in {header.language}", line, "only Python runs here")
    return None


def by_markers(lines: Sequence[str], path: str) -> Other | None:
    """What the cells of a file without percent markers begin with."""
    text = "\n".join(lines)
    marimo = _line_with(lines, "@app.cell", 0)
    if marimo and re.search(r"^import marimo\b|marimo\.App\(", text, re.MULTILINE):
        notebook = PurePath(path).with_suffix(".ipynb")
        command = f"`marimo export ipynb {path} -o {notebook}`, then {_convert(notebook)}"
        return Other("a marimo notebook", marimo, command)
    light = next((n for n, line in enumerate(lines, 1) if LIGHT.match(line)), None)
    if light is not None and not _in_string(text, light):
        return Other("in jupytext's light format", light, _convert(path))
    gallery = _gallery(lines)
    if gallery is not None:
        return Other("in the format of Sphinx-Gallery", gallery, _convert(path))
    return None


def _gallery(lines: Sequence[str]) -> int | None:
    """The first rule of a gallery's file, with its text in comments below and no rule after it."""
    docstring = lines[0].lstrip("rR").startswith(('"""', "'''")) if lines else False
    if not docstring or not TITLE.search("\n".join(lines[:8])):
        return None
    for number, line in enumerate(lines, start=1):
        below = lines[number:]
        if RULE.match(line) and below and below[0].startswith("#") and not RULE.match(below[0]):
            end = next((text for text in below if not text.startswith("# ") and text != "#"), "")
            return None if RULE.match(end) else number
    return None


def _convert(path: object) -> str:
    return f"`jupytext --to py:percent {path}` converts it"


def _line_with(lines: Sequence[str], text: str, otherwise: int = 1) -> int:
    return next((n for n, line in enumerate(lines, start=1) if text in line), otherwise)


def _is_python(text: str) -> bool:
    try:
        parsed(text)
    except (SyntaxError, ValueError):
        return False
    return True


def _in_string(text: str, line: int) -> bool:
    """Whether a line stands in a string of several lines."""
    try:
        tree = parsed(text)
    except (SyntaxError, ValueError):
        return False
    return any(
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.lineno < line <= (node.end_lineno or 0)
        for node in ast.walk(tree)
    )
