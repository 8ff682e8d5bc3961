"""Sums without end that have no value at points which a statement is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from livecells.formula.check.sides import point_text
from livecells.formula.errors import FormulaError

if TYPE_CHECKING:
    from livecells.formula.check.comparison import Batch, Comparison

_SHARE = 0.1  # of the points; where fewer of them diverge no condition is asked for


def refuse_divergence(check: Comparison, batch: Batch, without: Tensor) -> None:
    """Refuse a sum that diverges where the statement is to hold.

    Args:
        check: The statement.
        batch: The points.
        without: Those at which a side has no value.
    """
    diverges = batch.evaluation.diverges
    if diverges is None or batch.tempting:
        return
    found = torch.nonzero(diverges & without & batch.counts).flatten()
    stated = bool(check.chain.conditions)
    if not len(found) or (not stated and len(found) < _SHARE * len(without)):
        return
    where = point_text(batch.leaves, int(found[0]))
    reason = (
        f"a sum without end has no value at {where}, which the condition lets in"
        if stated
        else f"a sum without end has no value at {where}: say beside it where it has one, as in "
        "\\text{for } |x| < 1"
    )
    raise FormulaError(reason, check.tex, check.chain.span if any(check.chain.span) else None)
