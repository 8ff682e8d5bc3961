"""Find what a page asks for: blocks and live values, each with its line.

This reads Markdown as lines, before any Markdown converter does, so that every snippet can start
early and every fault names its line. Text in code (fenced, indented in a fence, or in backticks)
asks for nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import yaml

from livecells.blocks.markdown_spans import MATHS, blanked, hidden_spans, within
from livecells.blocks.options import OPTIONS
from livecells.errors import PageError, Place
from livecells.notebook.executed import Query

HEADER = re.compile(
    r"(?P<lead>[ \t>]*)(?P<bars>/{3,})[ ]*(?P<name>[\w-]+)[ ]*(?:\|(?P<argument>.*))?$"
)
TARGET = re.compile(
    r"(?P<snippet>[A-Za-z_][\w/]*)"
    r"(?::(?P<first>[\w-]+)(?:\.\.(?P<last>[\w-]+))?)?\Z"
)
VALUE = re.compile(r"\[\[(?P<snippet>[A-Za-z_][\w/]*)(?:@(?P<after>[\w-]+))?:")


@dataclass(frozen=True)
class Target:
    """A snippet, and the first and last of its cells that are meant (None: the file's ends)."""

    snippet: str
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True)
class Block:
    """A block of ours as the page wrote it, from the line of its header to its last."""

    name: str
    argument: str
    options: Mapping[str, Any]
    line: int
    body: str = ""
    last: int = 0
    written: tuple[str, str, tuple[str, ...]] = ("", "", ())  # name, argument, lines of options


@dataclass(frozen=True)
class Value:
    """A live value in prose: what to ask of which snippet, and where it stands in the text."""

    snippet: str
    query: Query
    line: int
    start: int
    end: int
    in_maths: bool


@dataclass
class Scan:
    """What a page asks for, the lines of its displayed formulas, and the faults in how it asks."""

    blocks: list[Block] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    displays: list[int] = field(default_factory=list)
    errors: list[PageError] = field(default_factory=list)


def scan(text: str, path: str, offset: int = 0) -> Scan:
    """Read one page; `offset` is the number of lines of its front matter."""
    found = Scan()
    hidden = hidden_spans(text)
    for header, line, position in _ours(text):
        try:
            found.blocks.append(_block(header, text, position, line + offset))
        except ValueError as error:
            found.errors.append(PageError(str(error), [Place(path, line + offset)]))
    found.values.extend(values(text, hidden, offset))
    for match in MATHS.finditer(blanked(text, hidden)):
        if match[0].startswith(("$$", "\\[")):
            found.displays.append(text.count("\n", 0, match.start()) + 1 + offset)
    return found


def addressed(text: str, blocks: Sequence[Block]) -> str:
    """The text of a page as a Markdown converter gets it: each block of ours tells its own line.

    That line takes the place of the block's argument, and its options go. Whoever converts the
    block looks it up among `blocks` by the line, so that the order in which blocks are made (those
    of a footnote come last) says nothing. A block that is not among `blocks` gets line 0.
    """
    parts, at, rest = [], 0, list(blocks)
    for header, _, position in _ours(text):
        written = _options(header, text, position)
        wanted = (header["name"].lower(), _argument(header), tuple(written))
        place = next((n for n, block in enumerate(rest) if block.written == wanted), None)
        line = 0 if place is None else rest[place].line
        rest = rest if place is None else rest[place + 1 :]
        head = f"{header['lead']}{header['bars']} {header['name'].lower()} | {line}"
        parts += [text[at:position], head]
        end, lead = text.find("\n", position), len(header["lead"])
        at = len(text) if end < 0 else end + sum(lead + len(option) + 1 for option in written)
    return "".join([*parts, text[at:]])


def _ours(text: str) -> Iterator[tuple[re.Match[str], int, int]]:
    """The headers of our blocks, each with its line and its position."""
    hidden = hidden_spans(text)
    for header, line, position in _headers(text):
        if header["name"].lower() in OPTIONS and not within(position, hidden):
            yield header, line, position


def _headers(text: str) -> Iterator[tuple[re.Match[str], int, int]]:
    position = 0
    for number, line in enumerate(text.split("\n"), start=1):
        match = HEADER.match(line.rstrip())
        if match:
            yield match, number, position
        position += len(line) + 1


def _argument(header: re.Match[str]) -> str:
    return (header["argument"] or "").strip()


def _options(header: re.Match[str], text: str, position: int) -> list[str]:
    """The lines of a block's options, without what stands before each line of the block."""
    lead = len(header["lead"])
    below = (line[lead:] for line in text[position:].split("\n")[1:])
    return list(takewhile(lambda line: line.startswith("    ") and bool(line.strip()), below))


def _block(header: re.Match[str], text: str, position: int, line: int) -> Block:
    """The block at `position`; raises ValueError with what is wrong with its options or end."""
    lead, options = len(header["lead"]), _options(header, text, position)
    lines = text[position:].split("\n")[1 + len(options) :]
    end = [number for number, inner in enumerate(lines) if inner[lead:].strip() == header["bars"]]
    if not end:
        raise ValueError(f"block {header['name']!r} has no closing {header['bars']}")
    body = "\n".join(inner[lead:] for inner in lines[: end[0]])
    name, argument, last = (
        header["name"].lower(),
        _argument(header),
        line + len(options) + end[0] + 1,
    )
    return Block(name, argument, _yaml(options), line, body, last, (name, argument, tuple(options)))


def _yaml(lines: list[str]) -> Mapping[str, Any]:
    try:
        options = yaml.safe_load("\n".join(lines)) or {}
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or "unreadable"
        raise ValueError(f"the block's options are not YAML: {problem}") from None
    if not isinstance(options, dict):
        raise ValueError(f"the block's options must be `name: value` lines, not {options!r}")
    return options


def target(argument: str) -> Target:
    """Read `snippet`, `snippet:cell` or `snippet:first..last`; raises ValueError."""
    match = TARGET.match(argument)
    if not match:
        raise ValueError(f"expected `snippet:cell` or `snippet:first..last`, not {argument!r}")
    return Target(match["snippet"], match["first"], match["last"] or match["first"])


def values(text: str, hidden: list[tuple[int, int]], offset: int = 0) -> Iterator[Value]:
    """The live values of a text, in order."""
    maths = [match.span() for match in MATHS.finditer(blanked(text, hidden))]
    for match in VALUE.finditer(text):
        end = None if within(match.start(), hidden) else _value_end(text, match.end())
        if end is None:
            continue
        expression, spec = _halves(text[match.end() : end])
        line = text.count("\n", 0, match.start()) + 1 + offset
        in_maths = within(match.start(), maths)
        query = Query(expression, spec, match["after"])
        yield Value(match["snippet"], query, line, match.start(), end + 2, in_maths)


def formulas(text: str) -> Iterator[tuple[str, bool]]:
    """The TeX of each formula without live values, and whether it is displayed."""
    for match in MATHS.finditer(blanked(text, hidden_spans(text))):
        tex = match[2] or match[3] or match[4]
        if not VALUE.search(tex):
            yield tex, match[0].startswith(("$$", "\\["))


def _value_end(text: str, start: int) -> int | None:
    """Where the `]]` stands that ends a value, for its expression may hold brackets too.

    The first one that leaves a Python expression; else the first, so that the fault is reported.
    """
    stop = text.find("\n\n", start)
    stop = len(text) if stop < 0 else stop
    ends = [at for at in range(start, stop - 1) if text.startswith("]]", at)]
    whole = (at for at in ends if _is_expression(_halves(text[start:at])[0]))
    return next(whole, ends[0] if ends else None)


def _halves(inner: str) -> tuple[str, str]:
    """`expression | format` in two; the format may be missing."""
    expression, bar, spec = inner.rpartition(" | ")
    return (expression.strip(), spec.strip()) if bar else (inner.strip(), "")


def _is_expression(text: str) -> bool:
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return True
