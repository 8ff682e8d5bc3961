"""Integrals between two numbers, each by two rules: where those differ, there is no value.

A jump, a pole or a narrow peak inside lies between the points of one rule otherwise than between
those of another.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.axes import reduced
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.evaluate.values import Value, elementwise, scalar
from livecells.formula.syntax.tree import Antiderivative, Integral, walk

_NESTED = ((1, 40), (1, 33))  # pieces, and points of Gauss and Legendre in each
_FINE = ((61, 24), (89, 17))
_FINEST = ((601, 24), (883, 17))  # where nothing but numbers is in it
_APART, _APART_WITHOUT_SIGN = 2e-6, 1e-3
_ROUGH = 1e-8
OPEN = (
    "an integral without limits is known but for a constant: it stands in a sum beside =, defines "
    "nothing, and no value of the run is compared with it"
)


def integral(evaluator: Evaluates, node: Integral, scope: Scope) -> Value:
    """An integral; nan where it has a jump or a pole inside.

    Raises:
        FormulaError: It has no finite ends, or it has no value at all.
    """
    low, high = (scalar(evaluator.value(end, scope)) for end in (node.low, node.high))
    if not bool(low.data.isfinite().all() and high.data.isfinite().all()):
        raise FormulaError("an integral without end is not understood: give finite limits")
    inner = any(isinstance(part, Integral) for part in walk(node.body))
    inside = any(value.axes for value in scope.bound.values())
    alone = low.data.numel() == high.data.numel() == evaluator.symbols.points == 1
    rules = _NESTED if inner or inside else _FINEST if alone else _FINE
    found = [_by(evaluator, node, scope, (low, high), rule) for rule in rules]
    (one, size), (other, other_size) = found
    apart = (one.data - other.data).abs().detach()
    unsure = apart > _APART * (1e-3 + size.data.detach())
    whole = (size.data - other_size.data).abs().detach()
    unsure |= whole > _APART_WITHOUT_SIGN * (1e-9 + size.data.detach())
    if bool(unsure.all()):
        raise FormulaError(
            "this integral cannot be computed: a jump, a pole or a narrow peak lies inside; divide "
            "it there"
        )
    relative = (apart / (1e-3 + size.data.detach()))[~unsure]
    evaluator.rough = max(evaluator.rough, _ROUGH, 10 * float(relative.nan_to_num(0).max()))
    return one.with_data(torch.where(unsure, torch.nan, one.data))


def slope(evaluator: Evaluates, node: Antiderivative, scope: Scope) -> Value:
    """The slope of an integral without limits, where that is meant.

    Raises:
        FormulaError: The integral itself is meant.
    """
    if not node.slope:
        raise FormulaError(OPEN)
    return evaluator.value(node.body, scope)


def _by(
    evaluator: Evaluates,
    node: Integral,
    scope: Scope,
    ends: tuple[Value, Value],
    rule: tuple[int, int],
) -> tuple[Value, Value]:
    """The integral, and that of the absolute value, by one rule."""
    nodes, weights = _rule(*rule)
    axis = evaluator.axis(node.variable)
    unit, weight = Value(nodes.unsqueeze(0), (axis,)), Value(weights.unsqueeze(0), (axis,))
    at = elementwise(lambda u, a, b: (a + b) / 2 + u * (b - a) / 2, unit, *ends)
    body = scalar(evaluator.value(node.body, scope.binding(node.variable, at)))
    parts = elementwise(lambda f, w, a, b: f * w * (b - a) / 2, body, weight, *ends)
    sizes = parts.with_data(parts.data.abs())
    return (
        reduced(parts, axis, lambda x, place: x.sum(place)),
        reduced(sizes, axis, lambda x, place: x.sum(place)),
    )


def _rule(pieces: int, points: int) -> tuple[Tensor, Tensor]:
    """Points and weights between -1 and 1, of as many pieces of one length."""
    nodes, weights = np.polynomial.legendre.leggauss(points)
    middles = (2 * np.arange(pieces) + 1) / pieces - 1
    every = (middles[:, None] + nodes / pieces).ravel()
    return torch.from_numpy(every), torch.from_numpy(np.tile(weights / pieces, pieces))
