"""One letter in two fonts: they may not stand for two things in one display."""

from __future__ import annotations

from collections.abc import Sequence

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.names import ACCENTS, GREEK
from livecells.formula.syntax.tokens import Token


def refuse_mixed_fonts(tokens: Sequence[Token], tex: str) -> None:
    """Refuse a small letter that stands alone in two fonts: a vector and a number?

    An entry x_i of a vector in bold is the same letter, and a capital is a matrix in both fonts.

    Raises:
        FormulaError: It does.
    """
    fonts: dict[str, dict[str, Token]] = {}
    for number, token in enumerate(tokens):
        if _stands_alone(tokens, number):
            font = (
                "in bold"
                if token.bold
                else "upright"
                if token.upright or token.kind == "text"
                else "plain"
            )
            fonts.setdefault(token.text, {}).setdefault(font, token)
    for letter, found in sorted(fonts.items()):
        if len(found) > 1:
            spot = found.get("plain") or found["upright"]
            raise FormulaError(
                f"{letter} stands {' and '.join(sorted(found))}: is it one thing or two? Use one "
                "font, or a mark for the other",
                tex,
                (spot.start, spot.end),
            )


def _stands_alone(tokens: Sequence[Token], number: int) -> bool:
    """Whether a small letter stands here that is no entry, no label and below no accent."""
    token = tokens[number]
    letter = token.kind in ("letter", "text") and len(token.text) == 1
    small = letter and token.text.islower()
    greek = token.kind == "cmd" and token.text[1:] in GREEK and token.text[1].islower()
    if not (small or greek) or token.text in ("d", "e"):
        return False
    marked = number + 1 < len(tokens) and tokens[number + 1].text in ("_", "'")
    place = number - 1
    while place >= 0 and tokens[place].text == "{":
        place -= 1
    before = tokens[place].text if place >= 0 else ""
    return not marked and before not in ("_", "^") and before[1:] not in ACCENTS
