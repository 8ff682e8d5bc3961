r"""A piece of LaTeX with its kind and its place."""

from __future__ import annotations

from dataclasses import dataclass

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
