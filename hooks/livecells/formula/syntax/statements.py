r"""A display read as statements: chains of expressions with relations, and what stands beside them.

Statements stand apart by rows, columns, wide spaces, commas, words and arrows. Beside one may stand
ranges (i = 1, \dots, n), conditions (x > 0, `for all i`) and notes; anything else is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from livecells.formula.syntax import words
from livecells.formula.syntax.conditions import conditions, membership
from livecells.formula.syntax.reader import COMPARISONS, DOTS, RELATIONS, Reader
from livecells.formula.syntax.tree import And, Call, Chain, Node, Num, Rel, Set, Sym, walk

if TYPE_CHECKING:
    from livecells.formula.syntax.tokens import Token

_NOT_BEFORE_RELATION = "an operator or a relation is missing between these: write them apart"
_OVER = frozenset({"\\stackrel", "\\overset"})


@dataclass
class Break:
    """What stands between two pieces: `row`, `wide` space, a `comma`, words that begin something."""

    start: int
    row: bool = False
    wide: bool = False
    comma: bool = False
    joined: bool = False
    intro: str = ""

    @property
    def any(self) -> bool:
        """Whether there is a break at all."""
        return self.row or self.wide or self.comma or self.joined or bool(self.intro)


@dataclass
class Draft:
    """A statement that is being read."""

    exprs: list[Node]
    relations: list[str]
    start: int
    end: int
    ranges: list[tuple[str, Node, Node]] = field(default_factory=list)
    counted: list[tuple[str, list[Node], bool]] = field(default_factory=list)
    conditions: list[Node] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def names(self) -> set[str]:
        """Every name in it, indices among them."""
        return {
            n.name for expr in self.exprs for n in walk(expr) if isinstance(n, Sym | Call)
        } | {n.index for expr in self.exprs for n in walk(expr) if hasattr(n, "index")
             and isinstance(n.index, str)}  # fmt: skip

    def indices(self) -> set[str]:
        """The names that stand in subscripts."""
        subs = [
            sub
            for expr in self.exprs
            for n in walk(expr)
            for sub in getattr(n, "subs", ())
        ]
        return {n.name for sub in subs for n in walk(sub) if isinstance(n, Sym)}


class Display:
    """One display, piece by piece."""

    def __init__(self, reader: Reader) -> None:
        self.p = reader
        self.drafts: list[Draft] = []
        self.waiting: Break = Break(0)

    def read(self) -> list[Chain]:
        """Every statement, in order; claims below braces follow the one that they stand in."""
        p = self.p
        result: list[Chain] = []
        while True:
            found = self.breaks()
            if p.token.kind == "eof":
                break
            if self.drafts and not found.any:
                raise p.unread()
            self.piece(found)
        if not self.drafts:
            raise p.fault("there is no equation here", (0, max(1, len(p.tex))))
        for draft in self.drafts:
            result.append(self.finished(draft))
        return [*result, *p.claims]

    def finished(self, draft: Draft) -> Chain:
        p = self.p
        for index, items, dots in draft.counted:
            self.count(draft, index, items, dots)
        draft.notes += p.notes
        p.notes = []
        span = (draft.exprs[0].span[0], draft.exprs[-1].span[1])
        return Chain(
            tuple(draft.exprs), tuple(draft.relations), tuple(draft.ranges),
            tuple(draft.conditions), tuple(draft.over), tuple(draft.notes), span,
        )  # fmt: skip

    def count(self, draft: Draft, index: str, items: list[Node], dots: bool) -> None:
        """I = 1, 2, 3 and i = 1, \\dots, n: a range, or a set where numbers are left out."""
        if dots and len(items) < 2:
            raise self.p.fault("a range is written i = 1, \\dots, n", items[0].span)
        values = [item.value for item in items if isinstance(item, Num)]
        steps = {b - a for a, b in zip(values, values[1:], strict=False)}
        if dots and steps - {1} and len(values) > 2:
            raise self.p.fault("a range counts by one: i = 1, \\dots, n", items[0].span)
        if dots or (len(values) == len(items) and steps <= {1}):
            draft.ranges.append((index, items[0], items[-1]))
        else:
            among = Set(tuple(items), span=items[0].span)
            draft.conditions.append(Rel("in", Sym(index), among, span=items[0].span))

    # --- breaks ---------------------------------------------------------------------------------

    def breaks(self) -> Break:
        """All that stands here and separates, with its words."""
        p = self.p
        found = Break(p.pos)
        while p.token.kind != "eof":
            token = p.token
            if token.kind == "row":
                found.row = True
            elif token.kind in ("column", "space"):
                found.wide = True
            elif token.kind == "label":
                self.note(f"({token.text})")
            elif token.text in (",", ";") and token.kind == "punct":
                found.comma = True
            elif token.text == "." and self.ends(p.peek()):
                pass
            elif token.text in words.ARROWS and token.kind == "cmd":
                found.joined = True
            elif token.text == "\\forall":
                found.intro = "for"
            elif not (token.kind == "text" and self.words(token, found)) and token.kind != "align":
                return found
            p.take()
        return found

    def ends(self, token: Token) -> bool:
        """Whether a piece ends in front of this token."""
        return token.kind in ("eof", "row", "space", "column", "label", "text", "align")

    def note(self, text: str) -> None:
        if self.drafts:
            self.drafts[-1].notes.append(text)
        else:
            self.p.notes.append(text)

    def words(self, token: Token, found: Break) -> bool:
        """Whether a text is read as a break: a joint, the beginning of a condition, a note."""
        p = self.p
        if p.names_text(token) and not words.joins(token.text):
            return False
        alone = self.ends(p.peek()) or p.peek().text in (".", ",")
        if words.is_parenthesised(token.text):
            self.note(token.text)
        elif not alone and (intro := words.begins_condition(token.text)):
            found.intro = intro
        elif words.joins(token.text) and token.text:
            found.joined = True
        elif (alone and self.stands_apart(found) and words.is_note(token.text)) or (alone and self.is_unit(token, found)):
            self.note(token.text)
        else:
            raise self.unread_words(token)
        return True

    def stands_apart(self, found: Break) -> bool:
        return found.wide or found.row or found.comma or bool(not self.drafts)

    def is_unit(self, token: Token, found: Break) -> bool:
        before = self.p.tokens[self.p.pos - 1]
        units = [n for d in self.drafts for n in d.notes if n.isalpha()]
        same = not units or units == [token.text.strip(" .,")]
        return before.kind == "num" and words.is_unit(token.text) and same and not found.any

    def unread_words(self, token: Token) -> Exception:
        if words.plain(token.text)[:1] in (["otherwise"], ["else"]):
            return self.p.fault("`otherwise` belongs into \\begin{cases}")
        if " " not in token.text.strip():
            return self.p.unread()
        return self.p.fault(
            f"the words {token.text!r} stand between formulas and are not understood: write a note "
            "as \\text{(...)}, or apart, behind \\quad"
        )

    # --- pieces ---------------------------------------------------------------------------------

    def piece(self, found: Break) -> None:
        """What stands between two breaks: a statement, more of one, or what is said beside it."""
        p = self.p
        if self.drafts and p.token.text in RELATIONS and p.token.kind in ("punct", "cmd"):
            self.relations(self.drafts[-1])
        elif self.drafts and p.token.text in DOTS:
            self.dots(found)
        elif self.drafts and p.at("(") and (found.wide or found.intro) and self.is_last_in(p.pos):
            self.in_parentheses(found)
        else:
            self.expression(found)

    def is_last_in(self, place: int) -> bool:
        """Whether a parenthesis is a piece of its own."""
        return self.ends(self.p.tokens[self.p.pairs[place] + 1]) or self.p.tokens[
            self.p.pairs[place] + 1
        ].text in (".", ",")

    def dots(self, found: Break) -> None:
        draft = self.drafts[-1]
        if not draft.counted or not found.comma:
            raise self.p.unread()
        self.p.take()
        index, items, _ = draft.counted[-1]
        draft.counted[-1] = (index, items, True)

    def in_parentheses(self, found: Break) -> None:
        r"""(1), (x > 0), (i = 1, \dots, 3) behind a statement."""
        p = self.p
        end = p.pairs[p.pos]
        inside = p.tokens[p.pos + 1 : end]
        if all(t.kind in ("num", "letter", "text") or t.text in ".-*'" for t in inside):
            self.note(p.tex[p.token.start : p.tokens[end].end])
            p.pos = end + 1
            return
        p.take()
        self.expression(replace(found, intro=found.intro or "if"))
        while not p.at(")"):
            p.expect(",")
            if p.token.text in DOTS:
                self.dots(Break(p.pos, comma=True))
            else:
                self.expression(Break(p.pos, comma=True))
        p.expect(")")

    def expression(self, found: Break) -> None:
        p = self.p
        start = p.pos
        if found.intro == "if":
            self.condition()
            return
        first = p.expression()
        if p.at(":", "\\colon") and isinstance(first, Sym):
            self.mapping(first, start)
            return
        draft = Draft([first], [], start, p.pos)
        self.relations(draft)
        if not self.beside(draft, found):
            if not draft.relations:
                raise self.no_relation(draft)
            self.drafts.append(draft)
            self.waiting = found

    def condition(self) -> None:
        if not self.drafts:
            raise self.p.fault("a condition stands behind what it is a condition of")
        self.drafts[-1].conditions.append(conditions(self.p))

    def no_relation(self, draft: Draft) -> Exception:
        p = self.p
        if p.token.kind != "eof" and not self.ends(p.token) and p.token.text not in (",", ";", "."):
            return p.unread()
        span = (draft.exprs[0].span[0], max(draft.exprs[0].span[1], draft.exprs[0].span[0] + 1))
        return p.fault("this is no equation: no =, \\approx, \\leftarrow, < or > stands in it", span)

    def relations(self, draft: Draft) -> None:
        """= b = c behind an expression; a line may be broken in front of the sign or behind it."""
        p = self.p
        while True:
            p_ahead = self.behind_breaks()
            sign = relation(p, p_ahead)
            if sign is None:
                draft.end = p.pos
                return
            self.take_relation(p_ahead)
            draft.relations.append(sign)
            while p.token.kind in ("row", "align", "space"):
                p.take()
            if sign == "in":
                draft.exprs.append(membership(p))
            else:
                draft.exprs.append(p.expression())
            if p.open_digits and "=" in (sign, *draft.relations[-1:]):
                draft.relations[-1], p.open_digits = "~", False

    def behind_breaks(self) -> int:
        """The place of the next token that does not only lay out."""
        p = self.p
        place = p.pos
        while p.tokens[place].kind in ("row", "align", "space"):
            place += 1
        if p.tokens[place].text == "," and p.tokens[place + 1].text == "=":
            place += 1
        return place

    def take_relation(self, place: int) -> None:
        p = self.p
        p.pos = place
        over = p.token.text in _OVER
        note_begins = p.token.start
        p.take()
        if not over:
            return
        above = p.pairs[p.pos] + 1 if p.at("{") else p.pos + 1
        sign_end = p.pairs[above] + 1 if p.tokens[above].text == "{" else above + 1
        self.note(p.tex[note_begins : p.tokens[above].start])
        p.pos = sign_end

    def mapping(self, name: Sym, start: int) -> None:
        r"""f: x \mapsto x^2 defines a function."""
        p = self.p
        p.take()
        if any(t.text in ("\\to", "\\rightarrow") for t in p.tokens[p.pos : p.pos + 8]):
            raise p.fault("from where to where a function leads is not read: write f(x) = ...")
        params = [p.operand()]
        p.expect("\\mapsto")
        body = p.expression()
        call = Call(name.name, tuple(params), span=name.span)
        self.drafts.append(Draft([call, body], [":="], start, p.pos))

    # --- what stands beside a statement ---------------------------------------------------------

    def beside(self, draft: Draft, found: Break) -> bool:
        """Whether a piece says something about the statement before it, and does not state."""
        if not self.drafts:
            return False
        before = self.drafts[-1]
        first = draft.exprs[0]
        if not draft.relations:
            return self.named(before, first, found)
        if set(draft.relations) <= set(COMPARISONS.values()) | {"in"}:
            return self.restricts(before, draft, found)
        if draft.relations == ["="] and isinstance(first, Sym) and not first.subs:
            counts = first.name in before.indices() and isinstance(draft.exprs[1], Num | Sym)
            if counts or (found.intro == "for" and first.name in before.names()):
                before.counted.append((first.name, [draft.exprs[1]], False))
                return True
        return False

    def named(self, before: Draft, first: Node, found: Break) -> bool:
        """`for all i`, or one more of `i = 1, 2, 3`."""
        if before.counted and found.comma and isinstance(first, Num | Sym) and not found.intro:
            before.counted[-1][1].append(first)
            return True
        goes_on = found.comma and bool(before.over)
        if (found.intro == "for" or goes_on) and isinstance(first, Sym) and not first.subs:
            if first.name not in before.names():
                raise self.p.fault(f"{first.name} does not stand in this statement", first.span)
            before.over.append(first.name)
            return True
        return False

    def restricts(self, before: Draft, draft: Draft, found: Break) -> bool:
        """X > 0 beside an equation is its condition; on a row of its own it is a statement."""
        plain = all(_is_plain(expr) for expr in draft.exprs)
        stated = {d.exprs[0] for d in self.drafts}
        claims = any(expr in stated for expr in draft.exprs)
        if not found.intro and (found.row or claims or not plain or found.joined):
            return False
        parts = [
            Rel(op, left, right, span=(left.span[0], right.span[1]))
            for op, left, right in zip(draft.relations, draft.exprs, draft.exprs[1:], strict=False)
        ]
        before.conditions.append(parts[0] if len(parts) == 1 else And(tuple(parts)))
        return True


def _is_plain(node: Node) -> bool:
    return isinstance(node, Sym | Num) or (
        not isinstance(node, Call) and not any(isinstance(n, Sym) and n.subs for n in walk(node))
        and sum(isinstance(n, Sym) for n in walk(node)) <= 1
    )  # fmt: skip


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


def _over(p: Reader, place: int) -> str | None:
    r"""\stackrel{\text{def}}{=} defines; \overset{(1)}{=} is an equals sign with a mark."""
    above = place + 1
    behind = p.pairs[above] + 1 if p.tokens[above].text == "{" else above + 1
    sign = p.tokens[behind + 1] if p.tokens[behind].text == "{" else p.tokens[behind]
    found = RELATIONS.get(sign.text) or COMPARISONS.get(sign.text)
    marks = [t for t in p.tokens[above:behind] if t.text not in ("{", "}")]
    if found is None:
        return None
    if any(t.text in ("?", "\\ne", "\\neq", "\\not") for t in marks):
        raise p.fault("a doubtful equals sign states nothing", (p.tokens[place].start, sign.end))
    defines = any(t.text in ("def", "def.", "\\Delta", "\\triangle") for t in marks)
    return ":=" if defines and found == "=" else found
