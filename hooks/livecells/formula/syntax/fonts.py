"""One letter in two fonts: bold and plain may not stand for two things in one display."""

from __future__ import annotations

from collections.abc import Sequence

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.names import ACCENTS, GREEK
from livecells.formula.syntax.tokens import Token


def refuse_mixed_fonts(tokens: Sequence[Token], tex: str) -> None:
    """Refuse a small letter that stands alone in bold and in plain: a vector and a number?

    An entry x_i of a vector in bold is the same letter, and a capital is a matrix in both fonts.

    Raises:
        FormulaError: It does.
    """
    plain: dict[str, Token] = {}
    bold: dict[str, Token] = {}
    for number, token in enumerate(tokens):
        if _stands_alone(tokens, number):
            (bold if token.bold else plain).setdefault(token.text, token)
    for letter in sorted(bold.keys() & plain.keys()):
        spot = plain[letter]
        raise FormulaError(
            f"{letter} stands in bold and in plain: is it one thing or two? Use one font, or a "
            "mark for the other",
            tex,
            (spot.start, spot.end),
        )


def _stands_alone(tokens: Sequence[Token], number: int) -> bool:
    """Whether a small letter stands here that is no entry, no label and below no accent."""
    token = tokens[number]
    small = token.kind == "letter" and len(token.text) == 1 and token.text.islower()
    greek = token.kind == "cmd" and token.text[1:] in GREEK and token.text[1].islower()
    if not (small or greek) or token.text == "d":
        return False
    marked = number + 1 < len(tokens) and tokens[number + 1].text in ("_", "'")
    place = number - 1
    while place >= 0 and tokens[place].text == "{":
        place -= 1
    before = tokens[place].text if place >= 0 else ""
    return not marked and before not in ("_", "^") and before[1:] not in ACCENTS
