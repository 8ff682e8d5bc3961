"""One letter in two fonts: they may not stand for two things in one display."""

from __future__ import annotations

from collections.abc import Sequence

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.names import ACCENTS, GREEK
from livecells.formula.syntax.tokens import Token


def refuse_mixed_fonts(tokens: Sequence[Token], tex: str) -> None:
    """Refuse a small letter in two fonts, where it stands alone or where it has a subscript.

    An entry x_i of a vector in bold is the same letter, and a capital is a matrix in both fonts.

    Raises:
        FormulaError: It does.
    """
    fonts: dict[tuple[str, bool], dict[str, Token]] = {}
    for number, token in enumerate(tokens):
        if _is_small(token) and not _is_script(tokens, number):
            entry = number + 1 < len(tokens) and tokens[number + 1].text in ("_", "'")
            fonts.setdefault((token.text, entry), {}).setdefault(_font(token), token)
    for (letter, _), found in sorted(fonts.items()):
        if len(found) > 1:
            spot = found.get("plain") or found["upright"]
            raise FormulaError(
                f"{letter} stands {' and '.join(sorted(found))}: is it one thing or two? Use one "
                "font, or a mark for the other",
                tex,
                (spot.start, spot.end),
            )


def _font(token: Token) -> str:
    if token.bold:
        return "in bold"
    return "upright" if token.upright or token.kind == "text" else "plain"


def _is_small(token: Token) -> bool:
    """Whether this is a small letter; d and e have fonts of their own."""
    if token.kind == "cmd":
        return token.text[1:] in GREEK and token.text[1].islower()
    letter = token.kind in ("letter", "text") and len(token.text) == 1 and token.text.islower()
    return letter and token.text not in ("d", "e")


def _is_script(tokens: Sequence[Token], number: int) -> bool:
    """Whether a token stands in a script, or below an accent."""
    place = number - 1
    while place >= 0 and tokens[place].text == "{":
        place -= 1
    before = tokens[place].text if place >= 0 else ""
    return before in ("_", "^") or before[1:] in ACCENTS
