r"""A piece of LaTeX with its kind and its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

# Kinds that only lay out: rows, & in front of a relation, wide spaces.
BREAKS = frozenset({"row", "align", "space"})


@dataclass(frozen=True)
class Token:
    r"""A printed piece of LaTeX.

    `kind` is num, letter, word (\mathrm{mse}), text (\text{if}), cmd, punct, bar, null (\left.),
    begin, end, row, cell (& in a matrix), align (& before a relation), column (& between two
    columns of aligned), space (a wide one), label (\tag) or eof. `side` is how a delimiter was
    written: open, close, left, right. `gap` is the space in front of it, in mu. `bold` says that
    it stood in a bold font, `upright` that a letter stood in \mathrm or \text.
    """

    kind: str
    text: str
    start: int
    end: int
    side: str = ""
    gap: float = 0.0
    bold: bool = False
    upright: bool = False


def one_digit_raised(tokens: Iterable[Token]) -> Iterator[Token]:
    r"""The tokens with x^12 as TeX prints it, x^1 2: without braces a script is one digit."""
    raised = False
    for token in tokens:
        if raised and token.kind == "num" and len(token.text) > 1 and token.text[0] != ".":
            cut = token.start + 1
            yield replace(token, text=token.text[0], end=cut)
            token = replace(token, text=token.text[1:], start=cut, gap=0.0)
        yield token
        raised = token.kind == "punct" and token.text in ("^", "_")
