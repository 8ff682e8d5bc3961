"""Sums without end: where their numbers settle, and where their terms never become small."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.scope import Evaluates, Running, Scope, counting
from livecells.formula.evaluate.values import Value
from livecells.formula.syntax.tree import Reduction

TERMS = 1_000
UNSETTLED = "this sum or integral does not settle in numbers: give it an upper limit"
_SETTLED = 1e-12  # how far half of the terms may be from all of them
_RATE, _LEVEL = 1e-4, 1e-9  # of growth that is none of rounding, nor of (k + 1)^p; of none
_GONE = 1e-17  # a term beside the sum, behind which none counts


def without_end(
    evaluator: Evaluates, node: Reduction, scope: Scope, spread: Callable[[Value, Running], Value]
) -> Value:
    """A sum of infinitely many terms, NaN where the numbers do not settle."""
    if node.op != "sum" or node.low is None or node.where is not None:
        raise FormulaError("only a sum may run to infinity, from a number on")
    first = evaluator.number(node.low, scope)
    run = counting(evaluator.axis(node.index), first, TERMS)
    body = spread(evaluator.value(node.body, scope.over(node.index, run)), run)
    place = 1 + body.axes.index(run.axis)
    terms = _without_overflow(body.data.movedim(place, -1))
    partial = terms.cumsum(-1)
    half, whole = partial[..., TERMS // 2], partial[..., -1]
    settled = whole.isfinite() & ((half - whole).abs() <= _SETTLED * (1 + whole.abs()))
    evaluator.choices.unsettled(
        ~settled, ~settled & _grows(terms.detach(), min(max(first, 0), TERMS // 8))
    )
    left = tuple(axis for axis in body.axes if axis != run.axis)
    return Value(whole * torch.where(settled, 1.0, torch.nan), left)  # slopes are nan there, too


def _without_overflow(terms: Tensor) -> Tensor:
    r"""The terms, but for those of x^k / k! that are no numbers after they have become nothing."""
    finite = terms.detach().isfinite()
    if bool(finite.all()):
        return terms
    first = finite.long().cumprod(-1)
    seen = torch.where(first > 0, terms.detach(), 0.0)
    last = (first.sum(-1, keepdim=True) - 1).clamp(min=0)
    gone = seen.gather(-1, last).abs() <= _GONE * (1e-300 + seen.abs().amax(-1, keepdim=True))
    return torch.where(gone & (first == 0), 0.0, terms)


def _grows(terms: Tensor, first: int) -> Tensor:
    """Where terms do not become small: the sum has no value, however many are taken.

    Of c k^p x^k at three places, each twice as far as the one before, log x is known without p: k
    0.999^k grows for a thousand terms, too, and has a sum. Only terms that are numbers count: those
    of 3^k x^k become none, and tell nothing.
    """
    whole = terms.isfinite().long().cumprod(-1).sum(-1, keepdim=True)
    step = (whole + first - 1) // 4
    early, half, late = (
        terms.gather(-1, (step * times - first).clamp(min=0)).abs().log() for times in (1, 2, 4)
    )
    rate = (late - 2 * half + early) / step
    stays = (rate.abs() <= _LEVEL) & (late >= half - _LEVEL)
    return ((rate > _RATE) | stays).squeeze(-1)
