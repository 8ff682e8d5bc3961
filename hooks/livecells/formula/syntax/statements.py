r"""A display read as statements: chains of expressions with relations, and what stands beside them.

Beside a statement may stand ranges (i = 1, \dots, n), conditions (x > 0, `for all i`) and notes;
anything else is refused.
"""

from __future__ import annotations

from dataclasses import replace

from livecells.formula.syntax.beside import (
    is_domain,
    is_of_a_set,
    is_plain,
    is_size,
    of_another,
    restriction,
)
from livecells.formula.syntax.breaks import Break, ends, read_break, take_note
from livecells.formula.syntax.conditions import conditions
from livecells.formula.syntax.drafts import Counted, Draft
from livecells.formula.syntax.moments import draw, with_draws
from livecells.formula.syntax.reader import COMPARISONS, DOTS, RELATIONS, Reader
from livecells.formula.syntax.relations import read_relations
from livecells.formula.syntax.tokens import Token
from livecells.formula.syntax.tree import (
    And,
    Call,
    Chain,
    Draw,
    Node,
    Num,
    Rel,
    Sym,
    walk,
)
from livecells.formula.syntax.words import STARS, is_unit, why_no_unit

_RESTRICTING = frozenset({*COMPARISONS.values(), "in"})


class Display:
    """One display, piece by piece."""

    def __init__(self, reader: Reader, alone: bool = False) -> None:
        self.p, self.alone = reader, alone
        self.drafts: list[Draft] = []
        self.draws: list[Draw] = []
        self.waiting: list[Sym] = []  # i of `i, j = 1, 2`

    def read(self) -> list[Chain]:
        """Every statement, in order, and then the claims that stand below braces."""
        p = self.p
        while True:
            found = read_break(p, self.drafts)
            if p.token.kind == "eof":
                break
            if self.drafts and not found.any and not p.is_aside():
                raise p.unread()
            self._piece(found)
            if self.drafts:
                self.drafts[-1].notes += found.signs
        if self.waiting:
            raise self._no_relation(self.waiting[0])
        if not self.drafts:
            if self.draws:
                reason = "\\sim says how something is drawn, and alone states nothing"
                raise p.fault(f"{reason}: write the mean that it is for", self.draws[0].span)
            raise p.fault("there is no equation here", (0, max(1, len(p.tex))))
        chains = [*(draft.finished(p.tex) for draft in self.drafts), *p.claims]
        return self._drawn(chains) if self.draws else chains

    def _drawn(self, chains: list[Chain]) -> list[Chain]:
        """The statements with what is said beside them of how something is drawn."""
        found = [
            replace(chain, exprs=tuple(with_draws(expr, self.draws) for expr in chain.exprs))
            for chain in chains
        ]
        nodes = [node for chain in found for expr in chain.exprs for node in walk(expr)]
        used = {node.name for node in nodes if isinstance(node, Draw)}
        for one in self.draws:
            if one.name not in used:
                reason = f"\\sim says how {one.name} is drawn, and no mean of it stands here"
                raise self.p.fault(reason, one.span)
        return found

    # --- pieces ---------------------------------------------------------------------------------

    def _piece(self, found: Break) -> None:
        """What stands between two breaks: a statement, more of one, or what is said beside it."""
        p = self.p
        if not self.drafts:
            self._expression(found)
        elif p.token.kind in ("punct", "cmd") and p.token.text in RELATIONS:
            read_relations(p, self.drafts[-1])
        elif p.token.text in DOTS:
            self._dots(found)
        elif (
            p.at("(")
            and (found.wide or found.intro or p.is_aside())
            and ends(p.tokens[p.pairs[p.pos] + 1])
        ):
            self._in_parentheses(found)
        else:
            self._expression(found)

    def _dots(self, found: Break) -> None:
        counted = self.drafts[-1].counted
        if not counted or not found.comma:
            raise self.p.unread()
        self.p.take()
        counted[-1].dots = counted[-1].endless = True

    def _in_parentheses(self, found: Break) -> None:
        r"""(1), (x > 0), (i = 1, \dots, 3) behind a statement."""
        p = self.p
        end = p.pairs[p.pos]
        inside = p.tokens[p.pos + 1 : end]
        if all(_labels(p, token) for token in inside):
            take_note(p, self.drafts, p.tex[p.token.start : p.tokens[end].end])
            p.pos = end + 1
            return
        p.take()
        related = p.has_relation(p.pos, COMPARISONS)
        self._expression(replace(found, intro=found.intro or ("for" if related else "")))
        while not p.at(")"):
            p.expect(",")
            if p.token.text in DOTS:
                self._dots(Break(comma=True))
            else:
                self._expression(Break(comma=True))
        p.expect(")")

    def _expression(self, found: Break) -> None:
        p = self.p
        if found.intro == "if":
            self._condition()
            return
        first = p.expression()
        if p.at(":", "\\colon") and isinstance(first, Sym):
            self._mapping(first)
            return
        if p.at("\\sim") and p.peek().kind != "num":
            self.draws.append(draw(p, first))
            return
        draft = Draft([first], [])
        read_relations(p, draft)
        if self._beside(draft, found):
            return
        if self.alone and not self.drafts and ends(p.token):
            self.drafts.append(draft)
            return
        if not draft.relations or self.waiting:
            raise self._no_relation(self.waiting[0] if self.waiting else first)
        self.drafts.append(draft)

    def _condition(self) -> None:
        if not self.drafts:
            raise self.p.fault("a condition stands behind what it is a condition of")
        self.drafts[-1].conditions.append(conditions(self.p))

    def _no_relation(self, first: Node) -> Exception:
        p = self.p
        if p.token.kind != "eof" and not ends(p.token) and not p.at(")"):
            return p.unread()
        behind = next((t for t in p.tokens if t.start >= first.span[1]), p.token)
        if behind.kind == "text" and isinstance(first, Num) and is_unit(behind.text):
            return p.fault(why_no_unit(behind.text), (behind.start, behind.end))
        reason = "this is no equation: no =, \\approx, \\leftarrow, < or > stands in it"
        return p.fault(reason, (first.span[0], max(first.span[1], first.span[0] + 1)))

    def _mapping(self, name: Sym) -> None:
        r"""f: x \mapsto x^2 defines a function."""
        p = self.p
        p.take()
        if any(token.text in ("\\to", "\\rightarrow") for token in p.tokens[p.pos : p.pos + 8]):
            raise p.fault("from where to where a function leads is not read: write f(x) = ...")
        param = p.operand()
        p.expect("\\mapsto")
        call = Call(name.name, (param,), span=name.span)
        self.drafts.append(Draft([call, p.expression()], [":="]))

    # --- what stands beside a statement ---------------------------------------------------------

    def _beside(self, draft: Draft, found: Break) -> bool:
        """Whether a piece says something about the statement before it, and does not state."""
        if not self.drafts:
            return False
        before, first = self.drafts[-1], draft.exprs[0]
        if not draft.relations:
            return self._named(before, first, found)
        if set(draft.relations) <= _RESTRICTING:
            return self._restricts(before, draft, found)
        own = restriction(draft, set(self.p.names.free)) if draft.relations == ["="] else None
        if own is not None:
            before.conditions.append(own)
            return True
        if draft.relations != ["="] or not isinstance(first, Sym) or first.subs:
            return False
        counts = first.name in before.indices() and isinstance(draft.exprs[1], Num | Sym)
        if counts or (found.intro == "for" and first.name in before.names()):
            before.counted.append(
                Counted([*(name.name for name in self.waiting), first.name], [draft.exprs[1]])
            )
            self.waiting = []
            return True
        return False

    def _named(self, before: Draft, first: Node, found: Break) -> bool:
        """`for all i`, or one more of `i = 1, 2, 3`."""
        if before.counted and found.comma and isinstance(first, Num | Sym) and not found.intro:
            before.counted[-1].items.append(first)
            before.counted[-1].endless = False
            return True
        goes_on = found.comma and bool(before.over)
        if not goes_on and found.intro in ("", "where") and self._waits(before, first, found):
            return True
        if not (found.intro == "for" or goes_on) or not isinstance(first, Sym) or first.subs:
            return False
        if first.name not in before.names():
            raise self.p.fault(f"{first.name} does not stand in this statement", first.span)
        before.over.append(first.name)
        return True

    def _waits(self, before: Draft, first: Node, found: Break) -> bool:
        r"""The i of `i, j = 1, \dots, n` and the a of `a, b > 0`, which wait for what is said."""
        if not isinstance(first, Sym) or first.subs or not self.p.at(","):
            return False
        listed = found.wide and first.name in before.names()
        if first.name not in before.indices() and not listed and not self.waiting:
            return False
        self.waiting.append(first)
        return True

    def _restricts(self, before: Draft, draft: Draft, found: Break) -> bool:
        """A condition x > 0 beside an equation restricts it; on its own row it is a statement."""
        stated = [expr for other in self.drafts for expr in other.exprs[:1]]
        claims = any(expr in stated for expr in draft.exprs)
        heads = {other.exprs[0].name for other in self.drafts if isinstance(other.exprs[0], Sym)}
        free = set(self.p.names.free) - heads
        plain = all(is_plain(expr) or is_size(expr, free) for expr in draft.exprs)
        plain = plain and is_domain(draft.exprs)
        states = found.joined and not (before.conditions and set(found.signs) <= {"and"})
        goes_on = (found.comma or found.joined) and bool(before.over)
        if is_of_a_set(self.p, draft) and (found.intro or goes_on):
            before.over.append(draft.exprs[0].name)  # type: ignore[attr-defined]
            return True
        more = draft.relations == ["in"] and (found.comma or found.joined) and before.is_of_sets()
        if not (found.intro or more) and (found.row or states or claims or not plain):
            return False
        parts = [
            Rel(op, left, right, span=(left.span[0], right.span[1]))
            for op, left, right in zip(draft.relations, draft.exprs, draft.exprs[1:], strict=False)
        ]
        named = next((expr for expr in draft.exprs if isinstance(expr, Sym)), None)
        if self.waiting and named is None:
            return False
        parts += [of_another(part, named, name) for name in self.waiting for part in tuple(parts)]
        self.waiting = []
        before.conditions.append(parts[0] if len(parts) == 1 else And(tuple(parts)))
        return True


def _labels(p: Reader, token: Token) -> bool:
    """Whether a token may stand in the number of an equation: (1), (2.a), (*)."""
    if token.kind in ("letter", "text"):
        return not p.names.is_known(token.text)
    return token.kind == "num" or token.text in STARS
