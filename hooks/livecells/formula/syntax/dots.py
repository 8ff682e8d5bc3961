r"""Dots that stand for a plain pattern: w_1 + \dots + w_n, x_1 \cdots x_n, [w_1, \ldots, w_n].

The term before the dots and the one behind them are compared: where a number stands on the left and
another number or a letter on the right, the pattern counts. Terms in front must fit it too. What
follows no such pattern is refused, for two readers could go on in two ways.
"""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from livecells.formula.syntax.tokens import Token
from livecells.formula.syntax.tree import (
    FASTER,
    ORDER,
    Add,
    Call,
    Neg,
    Node,
    Num,
    Pow,
    Reduction,
    Sym,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livecells.formula.syntax.reader import Reader

_NO_PATTERN = "dots need a pattern on both sides: x_1 + \\dots + x_n"


def in_list(p: Reader, items: Sequence[Node | Token]) -> list[Node]:
    """The items of a list, where dots with their neighbours are one `list`."""
    return expanded(p, items, "list")


def expanded(p: Reader, items: Sequence[Node | Token], op: str) -> list[Node]:
    """Terms, factors or items; those around dots are made one reduction."""
    places = [k for k, item in enumerate(items) if isinstance(item, Token)]
    if not places:
        return [item for item in items if isinstance(item, Node)]
    if len(places) > 1:
        raise _fault(p, items[places[1]], "dots twice: write two lists")
    place = places[0]
    if op == "sum" and place == len(items) - 1 and _goes_to_0(items[place - 1]):
        return [*(i for i in items if isinstance(i, Node)), _smaller_than(p, items[place - 1])]
    if place == 0 or place == len(items) - 1:
        reason = "dots without an end: write \\sum_{k=0}^{\\infty}" if op == "sum" else _NO_PATTERN
        raise _fault(p, items[place], reason)
    nodes = [item for item in items if isinstance(item, Node)]
    return [
        *_collapsed(p, nodes[:place], nodes[place], op, items[place]),
        *nodes[place + 1 :],
    ]


def _goes_to_0(term: Node | Token) -> bool:
    """Whether a term may be the last of a series that is written: x^3 / 6, and not 1/8."""
    return isinstance(term, Node) and any(isinstance(n, Sym) for n in walk(term))


def _smaller_than(p: Reader, term: Node | Token) -> Node:
    """What dots without an end stand for: terms that go to 0 faster than the last one."""
    assert isinstance(term, Node)
    size = Call("|.|", (term,), span=term.span)
    dots = p.tokens[p.pos - 1]
    span = (dots.start, dots.end)
    return Call(ORDER, (Pow(size, Num(FASTER), span=span),), span=span)


def _fault(p: Reader, token: Node | Token, reason: str) -> Exception:
    span = (token.start, token.end) if isinstance(token, Token) else token.span
    return p.fault(reason, span)


def _collapsed(
    p: Reader, before: list[Node], last: Node, op: str, dots: Node | Token
) -> list[Node]:
    found = Pattern(f".{p.fresh}")
    p.fresh += 1
    body = found.common(before[-1], last)
    if body is None or found.first is None or found.last is None:
        raise _fault(p, dots, _NO_PATTERN)
    first = found.first
    kept = len(before) - 1
    while kept and before[kept - 1] == simplified(_at(body, found.index, first - 1)):
        kept -= 1
        first -= 1
    if kept and op == "list":
        raise _fault(p, before[0], _NO_PATTERN)
    span = (before[kept].span[0], last.span[1])
    low = Num(Fraction(first), span=before[kept].span)
    return [*before[:kept], Reduction(op, found.index, low, found.last, body, span=span)]


class Pattern:
    """What two terms have in common, and from where to where they count."""

    def __init__(self, index: str) -> None:
        self.index = index
        self.first: int | None = None
        self.last: Node | None = None

    def common(self, left: Node, right: Node) -> Node | None:
        """The term with the index in place of what differs, or None."""
        if left == right:
            return left
        if isinstance(right, Pow) and left == right.base:
            left = Pow(left, Num(Fraction(1)), span=left.span)
        if isinstance(left, Num):
            return self._slot(left, right)
        if type(left) is not type(right):
            return None
        changed: dict[str, object] = {}
        for entry in fields(left):
            if entry.name == "span":
                continue
            value = self._common_value(getattr(left, entry.name), getattr(right, entry.name))
            if value is None and getattr(left, entry.name) is not None:
                return None
            changed[entry.name] = value
        return replace(left, **changed)  # type: ignore[arg-type]

    def _common_value(self, left: object, right: object) -> object:
        if isinstance(left, Node) and isinstance(right, Node):
            return self.common(left, right)
        if isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
            parts = [self._common_value(a, b) for a, b in zip(left, right, strict=True)]
            return None if any(part is None for part in parts) else tuple(parts)
        return left if left == right else None

    def _slot(self, left: Num, right: Node) -> Node | None:
        if left.value.denominator != 1 or not isinstance(right, Num | Sym | Add):
            return None
        value = int(left.value)
        if self.first is None:
            self.first, self.last = value, right
            return Sym(self.index, span=left.span)
        assert self.last is not None
        shift = value - self.first
        if right != _shifted(self.last, shift):
            return None
        return _shifted(Sym(self.index, span=left.span), shift)


def _shifted(node: Node, shift: int) -> Node:
    """A node + shift, with numbers added up."""
    if shift == 0:
        return node
    if isinstance(node, Num):
        return Num(node.value + shift, span=node.span)
    if isinstance(node, Add) and isinstance(node.terms[-1], Num | Neg):
        end = node.terms[-1]
        known = end.value if isinstance(end, Num) else None
        if isinstance(end, Neg) and isinstance(end.body, Num):
            known = -end.body.value
        if known is not None:
            return _plus(node.terms[0] if len(node.terms) == 2 else node, int(known) + shift)
    return _plus(node, shift)


def _plus(node: Node, shift: int) -> Node:
    if shift == 0:
        return node
    step: Node = Num(Fraction(abs(shift)), span=node.span)
    return Add((node, step if shift > 0 else Neg(step, span=node.span)), span=node.span)


def _at(node: Node, index: str, value: int) -> Node:
    """The pattern at one value of its index."""
    if node == Sym(index):
        return Num(Fraction(value), span=node.span)
    changed = {
        entry.name: _value_at(getattr(node, entry.name), index, value)
        for entry in fields(node)
        if entry.name != "span"
    }
    return replace(node, **changed)  # type: ignore[arg-type]


def _value_at(found: object, index: str, value: int) -> object:
    if isinstance(found, Node):
        return _at(found, index, value)
    if isinstance(found, tuple):
        return tuple(_value_at(part, index, value) for part in found)
    return found


def simplified(node: Node) -> Node:
    """x^1 is x, x^0 is 1, 1 + 1 is 2: as the first terms of a pattern are written."""
    changed = {
        entry.name: _simplified_value(getattr(node, entry.name))
        for entry in fields(node)
        if entry.name != "span"
    }
    node = replace(node, **changed)  # type: ignore[arg-type]
    if isinstance(node, Add) and all(isinstance(_unsigned(t), Num) for t in node.terms):
        return Num(sum((_signed_value(t) for t in node.terms), Fraction(0)), span=node.span)
    if isinstance(node, Pow) and node.exponent == Num(Fraction(1)):
        return node.base
    if isinstance(node, Pow) and node.exponent == Num(Fraction(0)):
        return Num(Fraction(1), span=node.span)
    return node


def _unsigned(node: Node) -> Node:
    return node.body if isinstance(node, Neg) else node


def _signed_value(node: Node) -> Fraction:
    number = _unsigned(node)
    assert isinstance(number, Num)
    return -number.value if isinstance(node, Neg) else number.value


def _simplified_value(found: object) -> object:
    if isinstance(found, Node):
        return simplified(found)
    if isinstance(found, tuple):
        return tuple(_simplified_value(part) for part in found)
    return found
