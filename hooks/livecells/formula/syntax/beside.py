r"""What stands beside a statement and restricts it: x > 0, A = A^\top, \sum_i y_i = 1."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from fractions import Fraction

from livecells.formula.syntax.drafts import Draft
from livecells.formula.syntax.reader import Reader
from livecells.formula.syntax.tree import (
    Add,
    Call,
    Neg,
    Node,
    Num,
    Pow,
    Product,
    Reduction,
    Rel,
    Sym,
    Transpose,
    walk,
)

_SIZES = frozenset({"|.|", "abs", "norm", "det"})
ROUNDED = Fraction(1, 1_000_000)  # how far a sum of rounded probabilities may be from 1


def is_plain(node: Node) -> bool:
    """Whether an expression is so simple that an inequality of it restricts: x, -x, 2x + 1."""
    symbols = [n for n in walk(node) if isinstance(n, Sym)]
    calls = any(isinstance(n, Call) for n in walk(node))
    return len(symbols) <= 1 and not calls


def is_domain(exprs: Sequence[Node]) -> bool:
    """Whether an inequality says where a letter is, x > 0: the letter stands there once.

    x^2 >= x is a statement.
    """
    names = [n.name for expr in exprs for n in walk(expr) if isinstance(n, Sym)]
    return len(names) == len(set(names))


def is_size(node: Node, free: Collection[str]) -> bool:
    r"""Whether |x| or \det A stands here, of a value of the run that nothing else says."""
    sized = isinstance(node, Call) and node.name in _SIZES and not node.primes
    symbols = [n for n in walk(node) if isinstance(n, Sym)]
    return sized and len(symbols) == 1 and symbols[0].name in free and not symbols[0].subs


def of_another(part: Rel, named: Node | None, name: Sym) -> Rel:
    r"""What p, q \in (0, 1) says of p."""
    left, right = (name if side == named else side for side in (part.left, part.right))
    return replace(part, left=left, right=right, span=name.span)


def is_of_a_set(p: Reader, draft: Draft) -> bool:
    r"""Whether s \in \mathcal{S} stands here, with a set of which nothing else is known."""
    first, last = draft.exprs[0], draft.exprs[-1]
    names = isinstance(first, Sym) and not first.subs and isinstance(last, Sym) and not last.subs
    unknown = (
        isinstance(last, Sym) and last.name[:5] == "\\math" and not p.names.is_known(last.name)
    )
    return draft.relations == ["in"] and names and unknown


def restriction(draft: Draft, free: Collection[str]) -> Node | None:
    r"""What A = A^\top, \sum_i y_i = 1 or \lVert x \rVert = 1 of given numbers says; else None."""
    left, right = draft.exprs
    if _is_symmetry(draft):
        return Rel("=", left, right, span=(left.span[0], right.span[1]))
    one = isinstance(right, Num) and right.value == 1
    found = summed(left)
    name = found[0] if found is not None else with_length(left)
    if not one or name not in free:
        return None
    apart = Call("|.|", (Add((left, Neg(right))),), span=left.span)
    return Rel("<=", apart, Num(ROUNDED), span=(left.span[0], right.span[1]))


def summed(node: Node) -> tuple[str, int] | None:
    r"""The name and the axis of which \sum_i y_i is the sum of all entries; else None."""
    if not isinstance(node, Reduction) or node.op != "sum" or node.where is not None:
        return None
    body = node.body
    if not isinstance(body, Sym) or node.among is not None:
        return None
    places = [k for k, sub in enumerate(body.subs) if sub == Sym(node.index)]
    return (body.name, places[0] - len(body.subs)) if len(places) == 1 else None


def with_length(node: Node) -> str:
    r"""The x of \lVert x \rVert, its square, or x^\top x; else nothing."""
    if isinstance(node, Pow):
        two = isinstance(node.exponent, Num) and node.exponent.value == 2
        return with_length(node.base) if two and isinstance(node.base, Call) else ""
    if isinstance(node, Product):
        left = node.left.body if isinstance(node.left, Transpose) else None
        return _plain_name(node.right) if left is not None and left == node.right else ""
    if not isinstance(node, Call) or node.name != "norm" or node.primes:
        return ""
    euclidean = all(isinstance(order, Num) and order.value == 2 for order in node.args[1:])
    return _plain_name(node.args[0]) if euclidean else ""


def _plain_name(node: Node) -> str:
    return node.name if isinstance(node, Sym) and not node.subs else ""


def said_to_be_one(condition: Node) -> Node | None:
    """What a condition says to be 1, of given numbers; else None."""
    apart = condition.left if isinstance(condition, Rel) else None
    tolerance = condition.right if isinstance(condition, Rel) else None
    if not isinstance(apart, Call) or tolerance != Num(ROUNDED):
        return None
    whole = apart.args[0]
    return whole.terms[0] if isinstance(whole, Add) else None


def _is_symmetry(draft: Draft) -> bool:
    r"""Whether A = A^\top says of a matrix that it is symmetric."""
    left, right = draft.exprs
    bodies = [side.body for side in (left, right) if isinstance(side, Transpose)]
    return len(bodies) == 1 and isinstance(bodies[0], Sym) and bodies[0] in (left, right)
