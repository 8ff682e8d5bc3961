r"""A piece of LaTeX with its kind and its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from livecells.formula.syntax.names import ACCENTS

# Kinds that only lay out: rows, & in front of a relation, wide spaces.
# How many arguments commands take that print more than a sign.
ARGUMENTS = {
    **dict.fromkeys(("\\frac", "\\dfrac", "\\tfrac", "\\cfrac", "\\binom"), 2),
    **dict.fromkeys(("\\sqrt", *(f"\\{name}" for name in ACCENTS)), 1),
}
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


def with_braces(tokens: Iterable[Token]) -> list[Token]:
    r"""The tokens with what TeX raises or lowers alone: x^12 is x^1 2, e^\frac12 is e^{\frac12}."""
    found, at = list(tokens), 0
    while at < len(found):
        if found[at].kind == "punct" and found[at].text in ("^", "_"):
            end, first = _behind_argument(found, at + 1), found[min(at + 1, len(found) - 1)]
            if end > at + 2 and first.text != "{":
                last = found[end - 1].end
                found.insert(end, Token("punct", "}", last, last))
                found.insert(at + 1, Token("punct", "{", first.start, first.start))
        at += 1
    return found


def _behind_argument(tokens: list[Token], at: int) -> int:
    """The place behind what TeX takes as one argument; a number is cut behind its first digit."""
    if at >= len(tokens):
        return at
    token = tokens[at]
    if token.kind == "punct" and token.text == "{":
        return _behind(tokens, at, "{", "}")
    if token.kind == "num" and len(token.text) > 1 and token.text[0] != ".":
        cut = token.start + 1
        rest = replace(token, text=token.text[1:], start=cut, gap=0.0)
        tokens[at : at + 1] = [replace(token, text=token.text[0], end=cut), rest]
    end = at + 1
    if token.text == "\\sqrt" and end < len(tokens) and tokens[end].text == "[":
        end = _behind(tokens, end, "[", "]")
    for _ in range(ARGUMENTS.get(token.text, 0) if token.kind == "cmd" else 0):
        end = _behind_argument(tokens, end)
    return end


def _behind(tokens: list[Token], at: int, opening: str, closing: str) -> int:
    """The place behind the bracket that closes the one here."""
    depth = 0
    for place in range(at, len(tokens)):
        if tokens[place].kind == "punct":
            depth += (tokens[place].text == opening) - (tokens[place].text == closing)
        if not depth:
            return place + 1
    return len(tokens)
