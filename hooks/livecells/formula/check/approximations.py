r"""Approximations: a printed number, or two formulas that are near each other by a tolerance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from livecells.formula.check.comparison import ROUNDING
from livecells.formula.check.domain import stated_for
from livecells.formula.check.printed import printed_tolerance
from livecells.formula.check.report import Step
from livecells.formula.check.sides import Side, aligned
from livecells.formula.check.wrong import wrong_step
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.points import around

if TYPE_CHECKING:
    from livecells.formula.check.at_run import AtRun

_AROUND = 10.0  # by how much an approximation may be worse around the run's values


def approximate(check: AtRun, left: int, right: int) -> Step:
    """The tolerance of an approximation is half a unit of the last digit printed."""
    a, _ = check.entries(check.random, left, right)
    for place in (right, left):
        side = check.sides[place]
        printed = printed_tolerance(side.node)
        if printed is not None:
            spread = torch.from_numpy(np.broadcast_to(printed, side.tail).ravel().copy())
            _refuse_whole(check, side, spread)
            tolerance = spread.repeat(max(1, a.shape[1] // max(1, len(spread))))
            return _near(check, left, right, tolerance + ROUNDING)
    if check.settings.approx is None:
        reason = "\\approx needs a printed number on one side, or a tolerance (`approx`)"
        raise FormulaError(reason, check.tex, check.sides[right].node.span)
    if stated_for(check.chain, check.names):
        size = torch.maximum(*(side.abs() for side in check.entries(check.random, left, right)))
        return _near(check, left, right, check.settings.approx * size + ROUNDING)
    size = check.run_row(right).abs()
    step = check.at_run(left, right, check.settings.approx * size + ROUNDING)
    _refuse_chance(check, left, right, check.settings.approx)
    return step


def _near(check: AtRun, left: int, right: int, tolerance: Tensor) -> Step:
    """An approximation at the values of the run, or on the domain that is stated."""
    if not stated_for(check.chain, check.names):
        return check.at_run(left, right, tolerance)
    a, b = check.entries(check.random, left, right)
    use, apart = check.usable(check.random, a, b), (a - b).abs()
    wrong = use.unsqueeze(1) & ~(apart <= tolerance)
    if bool(wrong.any()):
        raise wrong_step(check, check.random, (left, right), wrong, a, b)
    sides = check.sides[left], check.sides[right]
    return Step(sides[0].tex, sides[1].tex, "points", int(use.sum()), float(apart[use].max()))


def _refuse_chance(check: AtRun, left: int, right: int, approx: float) -> None:
    """Two formulas that are near each other are so around the run's values, too."""
    if not check.names.run or check.names.all_fixed:
        return
    near = check.formula.at(check.names.leaves(around(check.names))).sides
    a, b = aligned(near[left], near[right], check.tex)
    apart = (a - b).abs() > _AROUND * approx * torch.maximum(a.abs(), b.abs()) + ROUNDING
    if int(apart.any(1).sum()) * 2 > len(apart):
        raise FormulaError(
            "this is so at the run's values only: with values near them the sides are further "
            "apart than `approx` says",
            check.tex,
            (check.sides[left].node.span[0], check.sides[right].node.span[1]),
        )


def _refuse_whole(check: AtRun, side: Side, spread: Tensor) -> None:
    value = side.value.data.detach().abs().reshape(-1)
    if check.settings.approx is None and bool(((spread >= 0.5) & (value < 10)).all()):
        raise FormulaError(
            "a rounded whole number says little: print more digits, as in 1.0",
            check.tex,
            side.node.span,
        )
