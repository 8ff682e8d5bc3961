r"""The signs between the expressions of a statement: =, \approx, <, \in, \overset{(1)}{=}."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livecells.formula.syntax.conditions import interval, membership
from livecells.formula.syntax.reader import COMPARISONS, RELATIONS
from livecells.formula.syntax.tokens import BREAKS, Token
from livecells.formula.syntax.words import is_note

if TYPE_CHECKING:
    from livecells.formula.syntax.drafts import Draft
    from livecells.formula.syntax.reader import Reader

_OVER = frozenset({"\\stackrel", "\\overset"})
_DOUBT = frozenset({"?", "\\ne", "\\neq", "\\not"})
_MARKS = frozenset({"{", "}", "(", ")", "!", ".", ",", "*", "\\ast", "\\star", "\\dagger"})
_DEFINES = frozenset({"def", "def.", "\\Delta", "\\triangle"})


def read_relations(p: Reader, draft: Draft) -> None:
    """= b = c behind an expression; a line may be broken in front of the sign or behind it."""
    while (sign := relation(p, place := _behind_breaks(p))) is not None:
        _take(p, place, draft)
        draft.relations.append(sign)
        while p.token.kind in BREAKS:
            p.take()
        if sign == "in" and len(draft.exprs) == 1 and p.at("[", "("):
            draft.exprs, draft.relations = interval(p, draft.exprs[0])
            continue
        draft.exprs.append(membership(p) if sign == "in" else p.expression())
        if p.open_digits and "=" in draft.relations:
            draft.relations[-1] = "~"
        p.open_digits = False
    draft.notes += p.notes
    p.notes = []


def relation(p: Reader, place: int) -> str | None:
    """The relation that stands at a place, if one does."""
    token = p.tokens[place]
    if token.kind not in ("punct", "cmd"):
        return None
    if token.text in _OVER:
        return _over(p, place)
    if token.text == "\\in":
        return "in"
    if token.text == "\\sim" and p.tokens[place + 1].kind == "num":
        return "~"
    return RELATIONS.get(token.text) or COMPARISONS.get(token.text)


def _behind_breaks(p: Reader) -> int:
    """The place of the next token that does not only lay out; also of = behind a comma."""
    place = p.pos
    while p.tokens[place].kind in BREAKS:
        place += 1
    comma = p.tokens[place].text == "," and p.tokens[place].kind == "punct"
    return place + 1 if comma and p.tokens[place + 1].text == "=" else place


def _take(p: Reader, place: int, draft: Draft) -> None:
    p.pos = place
    over, begin = p.token.text in _OVER, p.token.start
    p.take()
    if over:
        sign = _behind_argument(p, p.pos)
        draft.notes.append(p.tex[begin : p.tokens[sign].start])
        p.pos = _behind_argument(p, sign)


def _over(p: Reader, place: int) -> str | None:
    r"""\stackrel{\text{def}}{=} defines; \overset{(1)}{=} is an equals sign with a mark."""
    behind = _behind_argument(p, place + 1)
    sign = p.tokens[min(behind, len(p.tokens) - 1)]
    if sign.text == "{" and sign.kind == "punct":
        sign = p.tokens[behind + 1]
    found = RELATIONS.get(sign.text) or COMPARISONS.get(sign.text)
    if found is None:
        return None
    above = p.tokens[place + 1 : behind]
    marks = {token.text for token in above}
    bare = not marks & {"(", "["} and any(token.kind == "num" for token in above)
    if bare or marks & _DOUBT or not all(_is_mark(token) for token in above):
        raise p.fault("a doubtful equals sign states nothing", (p.tokens[place].start, sign.end))
    return ":=" if marks & _DEFINES and found == "=" else found


def _is_mark(token: Token) -> bool:
    """Whether a sign above an equals sign only refers to something, as (a) does."""
    if token.kind == "text":
        return is_note(token.text) and "?" not in token.text
    return token.kind in ("num", "letter", "word") or token.text in _MARKS or token.text in _DEFINES


def _behind_argument(p: Reader, place: int) -> int:
    """The place behind {...}, or behind one token."""
    place = min(place, len(p.tokens) - 1)
    token: Token = p.tokens[place]
    return p.pairs[place] + 1 if token.text == "{" and token.kind == "punct" else place + 1
