r"""What the field leaves out: the n of \frac{1}{n} \sum_i, and that \bar{x} is a mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction

from livecells.formula.evaluate.values import Shape
from livecells.formula.syntax.tree import (
    Add,
    Call,
    Chain,
    Div,
    Neg,
    Node,
    Num,
    Product,
    Reduction,
    Sym,
    children,
    rewritten,
    walk,
)

_BAR = "_bar"
_ONE = Num(Fraction(1))


def with_what_is_left_out(
    chain: Chain, known: Collection[str], shapes: Mapping[str, Shape]
) -> Chain:
    r"""The statement with `\sum_{i=1}^n` behind `\frac1n`, and the mean of x for `\bar{x}`.

    Args:
        chain: The statement.
        known: The names that have a meaning; where n or `\bar{x}` has one, it stays.
        shapes: The shapes of arrays.
    """
    head = chain.exprs[0]
    own = head.name if isinstance(head, Sym) else ""

    def mean(node: Node) -> Node | None:
        if isinstance(node, Sym) and not node.subs and node.name not in {*known, own}:
            base = node.name.removesuffix(_BAR)
            if base != node.name and len(shapes.get(base, ())) == 1:
                return Call("mean", (Sym(base, span=node.span),), span=node.span)
        return None

    exprs = tuple(
        rewritten(rewritten(expr, mean), lambda node: _with_limit(node, known))
        for expr in chain.exprs
    )
    return replace(chain, exprs=exprs) if exprs != chain.exprs else chain


def _with_limit(node: Node, known: Collection[str]) -> Node | None:
    """A product of 1/n and a sum without limits, with n as the last value of its index."""
    if not isinstance(node, Product) or not isinstance(node.left, Div):
        return None
    terms, under = node.right, node.left.under
    if not isinstance(terms, Reduction) or terms.op != "sum" or terms.among is not None:
        return None
    letters = [n for n in walk(under) if isinstance(n, Sym)]
    if terms.low or terms.high or len(letters) != 1 or not _is_plain(under):
        return None
    (letter,) = letters
    if letter.subs or letter.name in known or len(letter.name) > 1:
        return None
    return replace(node, right=replace(terms, low=_ONE, high=letter))


def _is_plain(node: Node) -> bool:
    """Whether only n, 2n or n - 1 stands there."""
    plain = isinstance(node, Num | Sym | Product | Add | Neg)
    return plain and all(map(_is_plain, children(node)))
