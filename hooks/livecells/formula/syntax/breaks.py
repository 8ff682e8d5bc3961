"""What stands between statements: rows, wide spaces, commas, arrows, and words of three kinds.

Words join (`and hence`), begin a condition (`for all`), or are a note apart. Others are refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from livecells.formula.syntax import words

if TYPE_CHECKING:
    from livecells.formula.syntax.drafts import Draft
    from livecells.formula.syntax.reader import Reader
    from livecells.formula.syntax.tokens import Token

_ENDS = frozenset({"eof", "row", "space", "column", "label", "text", "align"})


@dataclass
class Break:
    """What stands in front of a piece; `intro` is `if` or `for` where words begin a condition.

    It is `where` where an inequality that follows is one, and an equation is a statement.

    `signs` are the words and arrows that join, as they are written.
    """

    row: bool = False
    wide: bool = False
    comma: bool = False
    joined: bool = False
    intro: str = ""
    signs: list[str] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether there is a break at all."""
        return self.row or self.wide or self.comma or self.joined or bool(self.intro)


def ends(token: Token) -> bool:
    """Whether a piece ends in front of this token."""
    return token.kind in _ENDS or (token.kind == "punct" and token.text in (".", ",", ";"))


def take_note(p: Reader, drafts: list[Draft], text: str) -> None:
    """Keep a note with the statement that it stands behind, or with the first."""
    (drafts[-1].notes if drafts else p.notes).append(text)


def read_break(p: Reader, drafts: list[Draft]) -> Break:
    """All that stands here and separates, with its words."""
    found = Break()
    while p.token.kind != "eof" and _separates(p, drafts, found):
        p.take()
    return found


def _separates(p: Reader, drafts: list[Draft], found: Break) -> bool:
    """Whether the next token separates; what it says is then found."""
    token = p.token
    if token.kind == "text":
        return _words(p, drafts, found)
    if token.kind == "label":
        take_note(p, drafts, f"({token.text})")
    elif token.kind == "row":
        found.row = True
    elif token.kind in ("column", "space"):
        found.wide = True
    elif token.kind == "punct" and token.text in (",", ";"):
        found.comma = True
    elif token.kind == "cmd" and token.text in words.ARROWS:
        found.joined = True
        found.signs.append(token.text)
    elif token.text == "\\forall":
        found.intro = "for"
        found.signs.append(token.text)
    elif token.text in words.ENDS_OF_PROOFS and ends(p.peek()):
        take_note(p, drafts, token.text)
    else:
        return token.kind == "align" or (token.text == "." and ends(p.peek()))
    return True


def _words(p: Reader, drafts: list[Draft], found: Break) -> bool:
    """Whether a text is read as a break: a joint, the beginning of a condition, a note."""
    text = p.token.text
    if p.names_text(p.token) and not words.joins(text):
        return False
    alone = ends(p.peek())
    apart = found.wide or found.row or found.comma or not drafts
    intro = "" if alone else words.begins_condition(text)
    if words.is_numbered(text) and not (alone and drafts and (found.wide or found.row)):
        raise p.fault(f"the number {text} reads as a factor here: write \\tag{{...}}, or \\qquad")
    if words.joins(text) and not intro:
        found.joined = True
        found.intro = "where" if words.restricts(text) else found.intro
        found.signs.append(text)
    elif words.is_parenthesised(text) or (alone and apart and words.is_note(text)):
        take_note(p, drafts, text)
    elif intro:
        found.intro = intro
        found.signs.append(text)
    elif alone and not found.any and _is_unit(p, drafts):
        take_note(p, drafts, text)
    else:
        raise _unread(p)
    return True


def _is_unit(p: Reader, drafts: list[Draft]) -> bool:
    """20 calls: one word that counts things, the same wherever one stands."""
    before, text = p.tokens[p.pos - 1], p.token.text.strip(" .,")
    units = {unit for draft in drafts for unit in draft.units}
    if before.kind != "num" or not words.is_unit(text) or not units <= {text}:
        return False
    drafts[-1].units.append(text)
    return True


def _unread(p: Reader) -> Exception:
    text = p.token.text
    if words.plain(text)[:1] in (["otherwise"], ["else"]):
        return p.fault("`otherwise` belongs into \\begin{cases}")
    if " " not in text.strip():
        return p.unread()
    return p.fault(
        f"the words {text!r} stand between formulas and are not understood: write a note as "
        "\\text{(...)}, or apart, behind \\quad"
    )
