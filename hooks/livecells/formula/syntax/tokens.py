r"""A piece of LaTeX with its kind and its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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


def cut(number: Token) -> tuple[Token, Token]:
    r"""Its first digit, which TeX takes alone without braces, and the rest: \frac12 is 1/2."""
    middle = number.start + 1
    digit = Token("num", number.text[0], number.start, middle, gap=number.gap)
    return digit, Token("num", number.text[1:], middle, number.end)


def with_braces(tokens: Iterable[Token]) -> list[Token]:
    r"""The tokens with what TeX raises or lowers alone: x^12 is x^1 2, e^\frac12 is e^{\frac12}."""
    found, at = list(tokens), 0
    while at < len(found):
        raised = found[at].kind == "punct" and found[at].text in ("^", "_")
        at += 1
        if raised and at < len(found) and found[at].text != "{":
            end = _behind_argument(found, at)
            if end > at + 1:
                first, last = found[at].start, found[end - 1].end
                found.insert(end, Token("punct", "}", last, last))
                found.insert(at, Token("punct", "{", first, first))
    return found


def _behind_argument(tokens: list[Token], at: int) -> int:
    """The place behind what TeX takes as one argument; a number is cut behind its first digit."""
    wanted = 1
    while wanted and at < len(tokens):
        token, wanted = tokens[at], wanted - 1
        if token.kind == "punct" and token.text == "{":
            at = _behind(tokens, at, "{", "}")
            continue
        if token.kind == "num" and len(token.text) > 1 and token.text[0] != ".":
            tokens[at : at + 1] = cut(token)
        at += 1
        if token.kind == "cmd":
            wanted += ARGUMENTS.get(token.text, 0)
            if token.text == "\\sqrt" and at < len(tokens) and tokens[at].text == "[":
                at = _behind(tokens, at, "[", "]")
    return at


def _behind(tokens: list[Token], at: int, opening: str, closing: str) -> int:
    """The place behind the bracket that closes the one here."""
    depth = 0
    for place in range(at, len(tokens)):
        if tokens[place].kind == "punct":
            depth += (tokens[place].text == opening) - (tokens[place].text == closing)
        if not depth:
            return place + 1
    return len(tokens)
