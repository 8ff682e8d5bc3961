"""Cells of a percent-format file as jupytext reads them, each with its line of the file.

jupytext's `reads` drops the positions, so its parts are driven here in the order in which it does.
What is on purpose otherwise: a comment that begins with a word, such as `# copy the list`, stays a
comment in a file that jupytext has not written itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from livecells.errors import Place, SnippetError

Kind = Literal["code", "markdown", "raw"]
LINE_END = re.compile(r"\r\n|\r|\n")
WORDS = re.compile(r"\s*#[#\s]*[^#\s%!]")
ASSIGNED = re.compile(r"\s*#[#\s]*[^\W\d]\w*\s*=\s*[%!]")
SHELL = re.compile(r"\s*%%(bash|sh|script|system|sx|cmd|!)")  # its lines are commands as well
OPTIONS = ("comment_magics", "custom_cell_magics", "custom_language_magics", "format_version")


@dataclass
class Read:
    """A cell as jupytext reads it: `line` is that of the file on which `source` starts.

    `marker` is the line of the cell's marker; it is `line` itself where the marker says which
    language follows, for then the first line of the source, such as `%%bash`, is made of it.
    """

    kind: Kind
    source: str
    metadata: dict[str, Any]
    line: int
    marker: int


@dataclass(frozen=True)
class Header:
    """What the lines above the first cell say: `at` is the number of these lines."""

    metadata: Mapping[str, Any]
    front_matter: str | None
    at: int

    @property
    def jupytext(self) -> Mapping[str, Any]:
        """What jupytext is told."""
        return self.metadata.get("jupytext") or {}

    @property
    def representation(self) -> Mapping[str, Any]:
        """What jupytext says of a file that it wrote itself."""
        return self.jupytext.get("text_representation") or {}

    @property
    def language(self) -> str:
        """The language of the cells that name none."""
        from jupytext.languages import default_language_from_metadata_and_ext

        return str(default_language_from_metadata_and_ext(dict(self.metadata), ".py"))


def lines_of(text: str) -> list[str]:
    """The lines as Python counts them; a string may hold others, such as U+2028."""
    lines = LINE_END.split(text)
    return lines[:-1] if not lines[-1] else lines


def header_of(lines: Sequence[str], path: str) -> Header:
    """Read the header.

    Args:
        lines: Those of the file.
        path: The path that messages name.

    Raises:
        SnippetError: It is no YAML that a notebook could have.
    """
    from jupytext.header import header_to_metadata_and_cell

    try:
        metadata, _, cell, at = header_to_metadata_and_cell(list(lines), "#", "", ".py")
        header = Header(metadata, None if cell is None else cell.source, at)
        return header if isinstance(header.representation, Mapping) else Header({}, None, at)
    except Exception as error:  # jupytext meets the author's YAML with errors of all kinds
        mark = getattr(error, "problem_mark", None)
        start = next((n for n, line in enumerate(lines, start=1) if line.rstrip() == "# ---"), 1)
        what = "the header between `# ---` and `# ---` cannot be read: correct it or leave it out"
        line = start + 1 + mark.line if mark else start
        raise SnippetError(what, [Place(path, line)]) from None


def jupytext_cells(lines: Sequence[str], header: Header) -> list[Read]:
    """The cells of a file, and before them its front matter as a raw cell.

    Args:
        lines: Those of the file.
        header: What `header_of` gave for them.
    """
    cells = _languages(list(_cells(lines, header)), header)
    if header.front_matter is not None:
        start = lines.index("# ---") + 1
        cells.insert(0, Read("raw", header.front_matter, {}, start, start))
    return cells


def _cells(lines: Sequence[str], header: Header) -> Iterator[Read]:
    from jupytext.cell_metadata import is_active
    from jupytext.cell_reader import DoublePercentScriptCellReader

    options, at = _options(header), header.at
    while at < len(lines):
        reader = DoublePercentScriptCellReader(options, header.language)
        marked = bool(
            reader.start_code_re.match(lines[at])
            or reader.alternative_start_code_re.match(lines[at])
        )
        kind, source, metadata, length = _next(reader, lines[at:])
        python = metadata.get("language", header.language) == header.language
        active = kind == "code" and python and is_active(".py", metadata)
        if active and not header.representation and not SHELL.match(source):
            source = _with_comments(source, reader.org_content)
        yield Read(kind, source, metadata, at + 1 + marked, at + 1)
        at += length


def _next(reader: Any, lines: Sequence[str]) -> tuple[Kind, str, dict[str, Any], int]:
    """The first cell of some lines: kind, source, metadata, and how many lines it takes.

    `reader.read` holds each cell to the schema of notebooks, which takes half of its time; a marker
    with nothing but a title has nothing that could be wrong there.
    """
    reader.metadata_and_language_from_option_line(lines[0])
    if reader.language or set(reader.metadata or ()) - {"title"}:
        cell, length = reader.read(lines)
        return cell.cell_type, cell.source, dict(cell.metadata), length
    length = reader.find_cell_content(lines)
    return reader.cell_type, "\n".join(reader.content), dict(reader.metadata or {}), length


def _options(header: Header) -> dict[str, Any]:
    """How jupytext reads this file; in a hydrogen file commands in comments are comments."""
    options = {name: header.jupytext[name] for name in OPTIONS if name in header.jupytext}
    if header.representation.get("format_name") == "hydrogen":
        options.setdefault("comment_magics", False)
    return {"extension": ".py", "format_name": "percent", **options}


def _languages(cells: Sequence[Read], header: Header) -> list[Read]:
    """The cells, each in another language with the magic that runs it as its first line."""
    from jupytext.languages import set_main_and_cell_language

    plain: list[dict[str, Any]] = [
        {"metadata": cell.metadata, "source": cell.source} for cell in cells
    ]
    names = f"{header.jupytext.get('custom_cell_magics', '')},"
    names += str(header.jupytext.get("custom_language_magics", ""))
    set_main_and_cell_language(dict(header.metadata), plain, ".py", names.split(","))
    for cell, read in zip(cells, plain, strict=True):
        if cell.source != read["source"]:
            cell.line = cell.marker
        cell.source, cell.metadata = read["source"], read["metadata"]
    return list(cells)


def _with_comments(source: str, written: Sequence[str]) -> str:
    """A cell's source with its comments as they are written.

    jupytext takes a comment such as `# copy the list` for a command of a shell; only what begins
    with `%` or `!`, or assigns what such a command gives, is a command that was commented out,
    and what continues it.
    """
    lines, going_on = source.split("\n"), ""
    for number, (line, before) in enumerate(zip(lines, written, strict=False)):
        if line == before:
            going_on = ""
            continue
        words = WORDS.match(before) and not ASSIGNED.match(before)
        mine = going_on or ("words" if words else "command")
        if mine == "words":
            lines[number] = before
        going_on = mine if before.rstrip().endswith("\\") else ""
    return "\n".join(lines)
