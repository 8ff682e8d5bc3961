r"""What a formula leaves out: f(x + h) = f(x) + h f'(x) + \mathcal{O}(h^2).

Both sides without their \mathcal{O} are compared while h is halved again and again: how fast their
difference goes to 0 tells whether it is of the order that is written, or of a lower one.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from livecells.formula.check.report import Step
from livecells.formula.check.sides import aligned
from livecells.formula.check.symbols_of import used_names
from livecells.formula.errors import FormulaError
from livecells.formula.syntax.tree import FASTER, ORDER, Add, Call, Chain, Neg, Node, Num, Pow, walk

if TYPE_CHECKING:
    from livecells.formula.check.comparison import Comparison

OF_DOTS = "What the dots leave out goes to 0 faster than the last term; that is all that they say."
LEAVES_OUT = "O"  # a relation, as = is
_HALVINGS = range(2, 42)
_SURE = 1e-9  # of a side: below, rounding may be what is left of the difference
_NEAR = 9  # of these, that tell one power from another
_ROUNDED = 6  # halvings, before the one at which rounding is as large as the difference
_SLACK, _STEADY = 0.25, 0.005  # of an exponent, and of one that does not move
_MOVES = 4  # what is left to move is about as much as was moved last
_FINEST = 100  # the largest denominator of an exponent
_LONG = 8  # halvings, from which on growth of a quotient can be told from nearing a bound
_GROWS, _STILL = 0.02, 0.5  # of a quotient's logarithm: by how much, and for the growth before


def is_of_dots(order: Node) -> bool:
    """Whether dots without an end stand there."""
    return isinstance(order, Pow) and order.exponent == Num(FASTER)


def leaves_out(chain: Chain) -> bool:
    r"""Whether an \mathcal{O} stands in a statement."""
    return any(_is_order(node) for expr in chain.exprs for node in walk(expr))


def without_orders(chain: Chain, tex: str) -> tuple[Chain, dict[int, Node]]:
    r"""The statement without what each \mathcal{O} leaves out, and those by their sides.

    Raises:
        FormulaError: One is no term of a side, or the sides are not compared by =.
    """
    if not leaves_out(chain):
        return chain, {}
    parts = [_split(expr, tex) for expr in chain.exprs]
    orders = {place: order for place, (_, order) in enumerate(parts) if order is not None}
    relations = tuple(
        LEAVES_OUT if {k, k + 1} & orders.keys() else sign for k, sign in enumerate(chain.relations)
    )
    last = len(parts) - 1
    if set(orders) != {last} or chain.relations[-1:] != ("=",):
        raise FormulaError(
            "\\mathcal{O} leaves out terms, and so do dots without an end: they stand as the last "
            "term of the last side, behind =",
            tex,
            chain.span,
        )
    return replace(chain, exprs=tuple(rest for rest, _ in parts), relations=relations), orders


def _is_order(node: Node) -> bool:
    return isinstance(node, Call) and node.name == ORDER


def _split(expr: Node, tex: str) -> tuple[Node, Node | None]:
    """A side without its last term, if that is of an order."""
    terms = expr.terms if isinstance(expr, Add) else (expr,)
    last = terms[-1].body if isinstance(terms[-1], Neg) else terms[-1]
    order = last.args[0] if isinstance(last, Call) and _is_order(last) else None
    rest = terms[:-1] if order is not None else terms
    inside = [node for term in rest for node in walk(term) if _is_order(node)]
    if inside or (isinstance(last, Call) and _is_order(last) and len(last.args) != 1):
        reason = "\\mathcal{O} is the last term of a side: write what it multiplies into it"
        raise FormulaError(reason, tex, (inside or [last])[0].span)
    if order is None:
        return expr, None
    left = rest[0] if len(rest) == 1 else Add(rest, span=expr.span)
    return (replace(left, span=expr.span) if rest else Num(Fraction(0), span=expr.span)), order


def of_order(check: Comparison, left: int, right: int) -> Step:
    """Two sides whose difference is of the order that stands on the right one.

    Raises:
        FormulaError: It is of a lower order, or what goes to 0 is not plain.
    """
    order = check.orders[right]
    _refuse_fine(order, check.tex)
    small = sorted(used_names((order,)) & set(check.names.varying))
    large = [n for n in small if n not in check.names.run or _is_large(check.names.run[n])]
    if large:
        reason = f"does {large[0]} go to 0 or grow? Give it a value below 1 in `at`"
        raise FormulaError(reason, check.tex, order.span)
    apart, size, gauge = _on_the_way(check, small, (left, right), order)
    fits = _exponents(apart, size, gauge)
    if int((fits == 0).sum()) * 2 > int((fits >= 0).sum()):
        text = check.tex[slice(*order.span)]
        raise FormulaError(
            f"this step is wrong: what is left out is larger than "
            f"{'the last term' if is_of_dots(order) else text}, as {', '.join(small)} goes to 0",
            check.tex,
            check.sides[right].node.span,
        )
    sides = check.sides[left], check.sides[right]
    notes = (OF_DOTS,) if is_of_dots(order) else ()
    return Step(sides[0].tex, sides[1].tex, "points", fits.shape[0], 0.0, notes)


def _refuse_fine(order: Node, tex: str) -> None:
    """Refuse an exponent of thousandths: numbers do not tell x^3.001 from x^3."""
    for node in walk(order):
        exponent = node.exponent if isinstance(node, Pow) else None
        if isinstance(exponent, Num) and exponent.value.denominator > _FINEST:
            reason = f"exponents are told apart by hundredths: write one, not {exponent.value}"
            raise FormulaError(reason, tex, node.span)


def _is_large(value: Tensor) -> bool:
    return bool((value.abs() >= 1).any())


def _on_the_way(
    check: Comparison, small: list[str], places: tuple[int, int], order: Node
) -> tuple[Tensor, Tensor, Tensor]:
    """How far the sides are apart, how large they are, and the order: (halvings, points, entries).

    Raises:
        FormulaError: The order does not go to 0 with its symbols.
    """
    exprs = (*(check.sides[place].node for place in places), order)
    formula = replace(check.formula, exprs=exprs)
    found: list[tuple[Tensor, Tensor, Tensor]] = []
    for halving in _HALVINGS:
        leaves = check.random.leaves | {n: _shrunk(check.random.leaves[n], halving) for n in small}
        one, other, gauge = formula.at(leaves).sides
        a, b = aligned(one, other, check.tex)
        flat = gauge.value.data.detach().abs().reshape(gauge.value.data.shape[0], -1)
        if flat.shape[1] not in (1, a.shape[1]):
            raise FormulaError("\\mathcal{O} is of a number: write a norm", check.tex, order.span)
        found.append(((a - b).abs(), torch.maximum(a.abs(), b.abs()), flat.expand(len(a), -1)))
    apart, size, gauge_ = (torch.stack(list(part)) for part in zip(*found, strict=True))
    falls = (gauge_[1:] < 0.9 * gauge_[:-1]) | gauge_.isnan().any(0)
    if not small or not bool(falls.all()) or bool(gauge_.isnan().all()):
        reason = "\\mathcal{O} is read of what goes to 0, as \\mathcal{O}(h^2)"
        raise FormulaError(reason, check.tex, order.span)
    return apart, size, gauge_.expand_as(apart)


def _shrunk(data: Tensor, halving: int) -> Tensor:
    """Values of the size 1 at each point, halved so many times."""
    flat = data.detach().abs().reshape(data.shape[0], -1).amax(1).clamp(min=1e-30)
    size = flat.reshape(-1, *[1] * (data.dim() - 1))
    return (data.detach() / size * 0.5**halving).requires_grad_()


def _exponents(apart: Tensor, size: Tensor, gauge: Tensor) -> Tensor:
    """For each point and entry: 1 where the difference falls as fast as the order, 0 where not.

    -1 where that cannot be told, for no value is there. A difference that is too small to be told
    from rounding has fallen far enough.
    """
    seen = apart.isfinite() & size.isfinite() & gauge.isfinite()
    sure = seen & (apart > _SURE * size) & (apart > 1e-14)
    grows = _grows(apart, gauge, sure)
    apart, gauge, seen, sure = (part[:_NEAR] for part in (apart, gauge, seen, sure))
    last = torch.where(sure, torch.arange(len(apart)).reshape(-1, 1, 1), -1).amax(0)
    steps = 3  # halvings between the two that are compared
    enough = last >= steps
    late = last.clamp(min=steps).unsqueeze(0)
    fallen = torch.log2(apart.gather(0, late - steps) / apart.gather(0, late))[0]
    wanted = torch.log2(gauge.gather(0, late - steps) / gauge.gather(0, late))[0]
    slack = torch.minimum(_slack(apart, late, fallen, steps), _finest(wanted / steps))
    good = ((fallen >= wanted - steps * slack) & ~grows).long()
    never = ~sure.any(0) & seen.all(0)
    return torch.where(enough & seen.all(0), good, torch.where(never, 1, -1))


def _slack(apart: Tensor, late: Tensor, fallen: Tensor, steps: int) -> Tensor:
    """How far an exponent may be off: some times as far as it moved in the last halving."""
    before = (late - 1).clamp(min=steps)
    earlier = torch.log2(apart.gather(0, before - steps) / apart.gather(0, before))[0]
    moved = (_MOVES * (fallen - earlier).abs() / steps).nan_to_num(_SLACK)
    return torch.where(late[0] <= steps, _SLACK, moved.clamp(_STEADY, _SLACK))


def _finest(exponent: Tensor) -> Tensor:
    """How far an exponent may be off at most: x^{3.2} is not to be taken for x^3."""
    beyond = exponent % 1
    whole = (beyond < _STEADY) | (beyond > 1 - _STEADY)
    return torch.where(whole, _SLACK, _SLACK * beyond)


def _grows(apart: Tensor, gauge: Tensor, sure: Tensor) -> Tensor:
    r"""Whether a quotient still grows as it did: of x \ln x and x it does, without a bound.

    Near a bound it grows less and less; the largest so far is looked at, for it may go to and fro.
    Where rounding makes a difference larger again, as in (f(x + h) - f(x)) / h, it is at its end.
    """
    rises = torch.zeros_like(sure)
    rises[1:] = apart[1:] >= apart[:-1]
    over = (rises | ~sure).long().cumsum(0) > 0
    last = (~over).long().sum(0) - 1
    cut = (rises & sure).gather(0, (last + 1).clamp(max=len(apart) - 1).unsqueeze(0))[0]
    last = last - torch.where(cut, _ROUNDED, 0)
    largest = torch.log2((apart / gauge).nan_to_num(0, 0, 0).cummax(0).values.clamp(min=1e-300))
    early, half, late = (
        largest.gather(0, (last.clamp(min=4) // part).unsqueeze(0))[0] for part in (4, 2, 1)
    )
    more, before = late - half, half - early
    return (last >= _LONG) & (more > _GROWS) & (more > _STILL * before)
