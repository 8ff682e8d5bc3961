"""Find what a page asks for: blocks and live values, each with its line.

This reads Markdown as lines, before any Markdown converter does, so that every snippet can start
early and every fault names its line. Text in code (fenced, indented in a fence, or in backticks)
asks for nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from livecells.blocks.markdown_spans import MATHS, blanked, hidden_spans, within
from livecells.blocks.parser import Block, options_of, parse
from livecells.errors import PageError, Place
from livecells.notebook.executed import Query

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
    """What a page asks for.

    `root` holds the page's text and all its blocks; `blocks` are those of ours, in order, as far as
    they are well formed, `displays` the lines of its displayed formulas, and `errors` the faults in
    how it asks.
    """

    root: Block
    blocks: list[Block] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    displays: list[int] = field(default_factory=list)
    errors: list[PageError] = field(default_factory=list)


def scan(text: str, path: str, names: Container[str], offset: int = 0) -> Scan:
    """Read one page.

    Args:
        text: Its Markdown, without its front matter.
        path: How messages name it.
        names: The names of the blocks that are ours.
        offset: How many lines stand before the text in the file.
    """
    found = Scan(parse(text, offset))
    hidden = hidden_spans(text)
    for block in found.root.blocks():
        if block.name in names:
            try:
                _read(block)
                found.blocks.append(block)
            except ValueError as error:
                found.errors.append(PageError(str(error), [Place(path, block.line)]))
    found.values.extend(values(text, hidden, offset))
    for match in MATHS.finditer(blanked(text, hidden)):
        if match[0].startswith(("$$", "\\[")):
            found.displays.append(text.count("\n", 0, match.start()) + 1 + offset)
    return found


def _read(block: Block) -> None:
    """Read a block's options; raises ValueError with what is wrong with them or with its end."""
    if not block.last:
        raise ValueError(f"block {block.name!r} has no closing {block.bars}")
    block.options = options_of(block)


def target(argument: str) -> Target:
    """Read what a `live` block shows.

    Args:
        argument: `snippet`, `snippet:cell` or `snippet:first..last`.

    Raises:
        ValueError: It is none of these.
    """
    match = TARGET.match(argument)
    if not match:
        raise ValueError(f"expected `snippet:cell` or `snippet:first..last`, not {argument!r}")
    return Target(match["snippet"], match["first"], match["last"] or match["first"])


def values(text: str, hidden: list[tuple[int, int]], offset: int = 0) -> Iterator[Value]:
    """The live values of a text, in order.

    Args:
        text: Any Markdown.
        hidden: Where it holds code or comments, as positions.
        offset: How many lines stand before it.
    """
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
