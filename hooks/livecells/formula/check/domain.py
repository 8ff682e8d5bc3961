r"""A domain that a display states, \forall x \in \mathbb{R}, x \in [0, 1], x < 0, is a claim.

What the display says has to have a value on all of it: at random points, on its borders, at plain
numbers, and at the numbers that are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from livecells.formula.check.batch import Batch
from livecells.formula.check.overflow import Overflow
from livecells.formula.check.sides import Evaluation, Side, point_text
from livecells.formula.check.symbols_of import numbers_in
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.extremes import plain_values
from livecells.formula.evaluate.points import Names
from livecells.formula.syntax.beside import said_to_be_one
from livecells.formula.syntax.tree import (
    Chain,
    Infinity,
    Integral,
    Node,
    Reduction,
    Rel,
    Space,
    Sym,
    walk,
)

if TYPE_CHECKING:
    from livecells.formula.check.comparison import Comparison

_LIMITING = frozenset({"<", "<=", ">", ">=", "!=", "in"})
_LOOKED_AT = 12  # points without a value, of each batch
_OTHERS = 8  # values of symbols of which no domain is stated


def stated_for(chain: Chain, names: Names) -> set[str]:
    r"""The symbols whose domain stands beside a statement.

    x \in \mathbb{R}^n alone says a size, and \sum_i y_i = 1 what is known of given numbers.
    """
    found: set[str] = set()
    for condition in chain.conditions:
        if said_to_be_one(condition) is not None:
            continue
        for node in walk(condition):
            if not isinstance(node, Rel) or node.op not in _LIMITING:
                continue
            space = node.right if isinstance(node.right, Space) else None
            if space is not None and space.sizes and not is_for_all(chain):
                continue
            found |= {n.name for side in (node.left, node.right) for n in _outside_of_sums(side)}
    return found & names.shapes.keys()


def is_for_all(chain: Chain) -> bool:
    r"""Whether \forall, or `for all`, stands beside it."""
    words = {"\\forall", "for all", "for every", "for any", "for each"}
    return any(" ".join(note.split()).strip(" ,:").lower() in words for note in chain.notes)


def _outside_of_sums(node: Node) -> Iterator[Sym]:
    if any(isinstance(part, Reduction) for part in walk(node)):
        return
    yield from (part for part in walk(node) if isinstance(part, Sym))


def refuse_kept(chain: Chain, names: Names, tex: str) -> None:
    r"""What is said \forall x is not compared at one x."""
    kept = sorted(stated_for(chain, names) & names.fixed) if is_for_all(chain) else []
    if kept:
        reason = (
            f"this is stated for all {kept[0]}, and `fixed` keeps one value of it: leave one out"
        )
        raise FormulaError(reason, tex, chain.span if any(chain.span) else None)


def refuse_without_value(check: Comparison) -> None:
    """Refuse a statement that has no value at a point of the domain which it states.

    Raises:
        FormulaError: There is such a point; the message names it.
    """
    stated = stated_for(check.chain, check.names) & set(check.names.varying) - check.names.fixed
    if not stated or not check.settings.confirm:
        return
    for batch in _batches(check):
        missing = batch.counts & ~_have_values(batch.evaluation)
        for place in torch.nonzero(missing).flatten().tolist()[:_LOOKED_AT]:
            side = _without_value(check, batch, place, stated)
            if side is not None:
                where = point_text({n: batch.leaves[n] for n in sorted(stated)}, place)
                raise FormulaError(
                    f"{check.sides[side].tex} has no value at {where}, and the domain that is "
                    "stated has this point: say where it has one, as x > 0 does",
                    check.tex,
                    check.sides[side].node.span,
                )


def _batches(check: Comparison) -> Iterator[Batch]:
    """The points that sides are compared at, and plain ones."""
    yield from check.batches
    nodes = (*check.formula.exprs, *check.formula.conditions)
    values = plain_values(check.names, numbers_in(reversed(nodes)))
    if values is None:
        return
    leaves = check.names.leaves(values)
    try:
        yield Batch(leaves, check.formula.at(leaves), border=True)
    except FormulaError:
        return  # no case holds at one of them, say: cases are looked at elsewhere


def _have_values(evaluation: Evaluation) -> Tensor:
    """At which points all sides are finite."""
    found = torch.ones(len(evaluation.holds), dtype=torch.bool)
    for side in evaluation.sides:
        found &= _is_finite(side)
    return found


def _is_finite(side: Side) -> Tensor:
    """At which points all entries of a side are finite."""
    data = side.value.data.detach()
    return data.reshape(len(data), -1).isfinite().all(1)


def _without_value(check: Comparison, batch: Batch, place: int, stated: set[str]) -> int | None:
    """The place of a side that has no value there, whatever symbols of no stated domain are.

    None where numbers only become too large or too small to be computed with.
    """
    leaves = _with_others(check, batch.leaves, place, stated)
    with Overflow() as overflow:
        found = check.formula.at(leaves)
    if overflow.seen:
        return None
    for number, side in enumerate(found.sides):
        if not found.settles and _is_endless(side.node):
            continue
        finite = _is_finite(side).expand(len(found.holds))
        if bool((found.holds & ~finite).any()) and not bool((found.holds & finite).any()):
            return number
    return None


def _with_others(
    check: Comparison, leaves: Mapping[str, Tensor], place: int, stated: set[str]
) -> dict[str, Tensor]:
    """A point, and others that differ in what no domain is stated of."""
    random = check.random
    good = random.evaluation.holds & _have_values(random.evaluation)
    others = torch.nonzero(good).flatten()[:_OTHERS]
    found = {}
    for name, data in leaves.items():
        if name in check.names.whole:
            found[name] = data
            continue
        own = data.detach()[min(place, len(data) - 1)].unsqueeze(0)
        known = random.leaves[name].detach()
        free = name not in stated and len(known) > 1
        more = known[others] if free else own.expand(len(others), *own.shape[1:])
        found[name] = torch.cat([own, more]).requires_grad_()
    return found


def _is_endless(node: Node) -> bool:
    """Whether a sum or an integral without end stands in it, of which numbers may not settle."""
    return any(
        isinstance(n, Integral) or (isinstance(n, Reduction) and isinstance(n.high, Infinity))
        for n in walk(node)
    )
