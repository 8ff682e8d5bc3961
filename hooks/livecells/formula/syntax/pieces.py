"""The statements of a display that cannot be read as a whole, and their sides, as LaTeX."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.lexer import tokenize
from livecells.formula.syntax.reader import COMPARISONS, RELATIONS
from livecells.formula.syntax.structure import partners, structured
from livecells.formula.syntax.tokens import BREAKS, Token

_SIGNS = RELATIONS | COMPARISONS
_APART = frozenset({"space", "text", "label", "eof"})


@dataclass
class Pieces:
    """A statement: its sides, as LaTeX, and the signs between them, as the tree names them."""

    sides: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)


def pieces(tex: str) -> list[Pieces]:
    """What a display states, piece by piece; one side alone where even that cannot be told."""
    try:
        tokens = structured(tokenize(tex), tex)
        pairs = partners(tokens, tex)
    except FormulaError:
        return [Pieces([tex])]
    statements, begin = [Pieces()], 0
    tokens.append(Token("eof", "", len(tex), len(tex)))
    for place in (*_outside(pairs), len(tokens) - 1):
        sign, apart = _sign(tokens[place]), _is_apart(tokens, place)
        if not (sign or apart or tokens[place].kind in BREAKS):
            continue
        side, begin = _written(tokens[begin:place], tex), place + 1
        last = statements[-1]
        last.sides += [side] if side else []
        if sign and last.sides:
            last.signs.append(sign)
        elif apart and len(last.sides) > len(last.signs):
            statements.append(Pieces())
    return [one for one in statements if one.sides]


def _sign(token: Token) -> str | None:
    return _SIGNS.get(token.text) if token.kind in ("punct", "cmd") else None


def _is_apart(tokens: list[Token], place: int) -> bool:
    """Whether a statement ends here: at a comma, at words, at a row that does not go on with =."""
    token = tokens[place]
    if token.kind == "row":
        after = next(t for t in tokens[place + 1 :] if t.kind not in BREAKS)
        return _sign(after) is None
    return token.kind in _APART or (token.kind == "punct" and token.text in (",", ";"))


def _outside(pairs: list[int]) -> Iterator[int]:
    """The places of the tokens that stand in no brackets."""
    place = 0
    while place < len(pairs):
        if pairs[place] > place:
            place = pairs[place]
        else:
            yield place
        place += 1


def _written(tokens: list[Token], tex: str) -> str:
    return tex[tokens[0].start : tokens[-1].end].strip() if tokens else ""
