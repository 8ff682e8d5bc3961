"""Live values, `[[snippet:expression | format]]`, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from livecells.blocks.markdown_spans import MATHS, blanked, within
from livecells.notebook.executed import Query
from livecells.parsed import parsed

VALUE = re.compile(r"(?<!\\)\[\[(?P<snippet>[A-Za-z_][\w/]*)(?:@(?P<after>[\w-]+))?:(?!//)")


@dataclass(frozen=True)
class Value:
    """A live value in prose: what to ask of which snippet, and where it stands in the text."""

    snippet: str
    query: Query
    line: int
    start: int
    end: int
    in_maths: bool


def values(text: str, hidden: list[tuple[int, int]], offset: int = 0) -> Iterator[Value]:
    """The live values of a text, in order.

    Args:
        text: Any Markdown.
        hidden: Where it holds code or comments, as positions.
        offset: How many lines stand before it.
    """
    maths = [match.span() for match in MATHS.finditer(blanked(text, hidden))]
    for match in VALUE.finditer(text):
        end = None if within(match.start(), hidden) else value_end(text, match.end())
        expression, spec = halves(text[match.end() : end])
        if end is None or not is_expression(expression):
            continue
        line = text.count("\n", 0, match.start()) + 1 + offset
        in_maths = within(match.start(), maths)
        query = Query(expression, spec, match["after"])
        yield Value(match["snippet"], query, line, match.start(), end + 2, in_maths)


def value_end(text: str, start: int) -> int | None:
    """Where the `]]` stands that ends a value, for its expression may hold brackets too.

    The first one that leaves a Python expression; else the first, so that the fault is reported.
    """
    stop = text.find("\n\n", start)
    stop = len(text) if stop < 0 else stop
    ends = [at for at in range(start, stop - 1) if text.startswith("]]", at)]
    whole = (at for at in ends if is_expression(halves(text[start:at])[0]))
    return next(whole, ends[0] if ends else None)


def halves(inner: str) -> tuple[str, str]:
    """`expression | format` in two; the format may be missing."""
    expression, bar, spec = inner.rpartition(" | ")
    return (expression.strip(), spec.strip()) if bar else (inner.strip(), "")


def is_expression(text: str) -> bool:
    """Whether a text is one Python expression."""
    try:
        parsed(text, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True
