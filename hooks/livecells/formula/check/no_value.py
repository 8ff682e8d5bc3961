"""Points which a statement is about, and at which one of its sides has no value."""

from __future__ import annotations

import torch
from torch import Tensor

from livecells.formula.check.batch import Batch
from livecells.formula.check.sides import point_text
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.points import PARTS
from livecells.formula.syntax.tree import Chain

_WITHOUT = "a sum or an integral without end has no value"
_SHARE = 0.1  # of the points; where fewer of them diverge no condition is asked for


def refuse_divergence(chain: Chain, tex: str, batch: Batch, without: Tensor) -> None:
    """Refuse a sum that diverges where the statement is to hold.

    Args:
        chain: The statement.
        tex: Its display.
        batch: The points.
        without: Those at which a side has no value.
    """
    diverges = batch.evaluation.diverges
    if diverges is None or batch.tempting:
        return
    found = torch.nonzero(diverges & without & batch.counts).flatten()
    stated = bool(chain.conditions)
    if not len(found) or (not stated and len(found) < _SHARE * len(without)):
        return
    if not batch.leaves:
        raise FormulaError(f"{_WITHOUT} here", tex)
    where = point_text(batch.leaves, int(found[0]))
    way = ": say beside it where it has one, as in \\text{for } |x| < 1"
    reason = f"{_WITHOUT} at {where}" + (", which the condition lets in" if stated else way)
    raise FormulaError(reason, tex, chain.span if any(chain.span) else None)


def refuse_border(chain: Chain, tex: str, batch: Batch, a: Tensor, b: Tensor) -> None:
    """Refuse cases, or a condition, with a border at which one side alone has no value.

    x/|x| is 1 for x > 0; for x >= 0 it is not.
    """
    if not batch.border or batch.tempting:
        return
    span = chain.span if any(chain.span) else None
    on_border = torch.zeros(len(a), dtype=torch.bool)
    for switch in batch.evaluation.switches:
        data = switch.difference.data.detach()
        if switch.written:
            on_border |= (data == 0).expand(len(a), *data.shape[1:]).reshape(len(a), -1).any(1)
    one, other = a.isfinite().all(1), b.isfinite().all(1)
    points = len(a) // PARTS  # on the border; behind them those on both sides, the nearest last
    nearest = (one & other)[-2 * points :].reshape(2, points).any(0)
    alone = (on_border & batch.evaluation.holds & (one != other))[:points] & nearest
    found = torch.nonzero(alone).flatten()
    if len(found):
        which = "right" if bool(one[found[0]]) else "left"
        where = point_text(batch.leaves, int(found[0]))
        reason = (
            f"the {which} side has no value at {where}, on the border of a condition that lets "
            "it in: leave it out, as x > 0 does"
        )
        raise FormulaError(reason, tex, span)
