r"""|x|, and norms with what says which one: \lVert x \rVert_1, \lVert A \rVert_F."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from livecells.formula.syntax.tree import Call, Frobenius, Infinity, Node, Num, Sym

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

_OF_MATRICES = {"F": "F", "op": "op", "*": "nuc"}


def between_bars(p: Reader) -> Node:
    """|x| or a norm; a subscript on a norm says which one."""
    start = p.pos
    opening = p.take()
    with p.inside(opening.text):
        body = p.expression()
    if not (p.token.kind == "bar" and p.token.text == opening.text):
        raise p.unread(f"expected {opening.text!r} here")
    closing = p.take()
    if opening.text == "|" and p.at("_"):
        if closing.side == "right" or opening.side == "open":
            raise p.fault("|...| has no subscript: a norm is written \\lVert x \\rVert_1")
        raise p.fault("a subscript on |...| is ambiguous: use \\bigr|_{x=1} for a point")
    if opening.text == "|":
        return Call("abs", (body,), span=p.since(start))
    kind = (_norm_kind(p),) if p.accept("_") else ()
    return Call("norm", (body, *kind), span=p.since(start))


def _norm_kind(p: Reader) -> Node:
    braced = p.accept("{")
    if braced and p.at("+") and p.peek().text == "\\infty":
        p.take()
    start, token = p.pos, p.take()
    if braced:
        p.expect("}")
    span = p.since(start)
    if token.kind == "num":
        if not braced and len(token.text) > 1:
            raise p.fault("which norm is this? Write braces", span)
        return Num(Fraction(token.text), span=span)
    if token.text == "\\infty":
        return Infinity(span=span)
    if token.text in _OF_MATRICES:
        return Frobenius(_OF_MATRICES[token.text], span=span)
    if token.kind == "letter" and p.names.is_variable(token.text):
        return Sym(token.text, span=span)
    raise p.fault("which norm is this? Known are 1, 2, F, op, * and \\infty", span)
