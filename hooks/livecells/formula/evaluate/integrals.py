"""Integrals between two numbers, each by two rules: where those differ, there is no value.

A jump, a pole or a narrow peak inside lies between the points of one rule otherwise than between
those of another.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.axes import reduced
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.evaluate.values import Value, elementwise, scalar
from livecells.formula.syntax.tree import Antiderivative, Integral, walk

_NESTED = ((1, 40), (1, 33))  # pieces, and points of Gauss and Legendre in each
_NESTED_FAR = ((8, 16), (9, 13))
_FINE = ((61, 24), (89, 17))
_FINEST = ((601, 24), (883, 17))  # where nothing but numbers is in it
_APART, _APART_WITHOUT_SIGN = 2e-6, 1e-3
_ROUGH = 1e-8
# How far u goes where an end is infinite, what is left out is not the same for both rules; and how
# near it comes to an end that is a number: nearer, e^x - 1 has no digits left.
_REACH = ((-4.3, 4.3), (-3.9, 3.9))
_REACH_FROM = ((-3.6, 4.3), (-3.45, 3.9))
_PLACES = (1e4, 1e9)  # on the way to infinity
_PHASES = (1.0, 1.3, 1.7, 2.1)  # what turns for ever is small at some of so many places
OPEN = (
    "an integral without limits is known but for a constant: it stands in a sum beside =, defines "
    "nothing, and no value of the run is compared with it"
)


def integral(evaluator: Evaluates, node: Integral, scope: Scope) -> Value:
    """An integral; nan where it has a jump or a pole inside.

    Raises:
        FormulaError: It has no finite ends, or it has no value at all.
    """
    low, high = ends = tuple(scalar(evaluator.value(end, scope)) for end in (node.low, node.high))
    way = _way(*ends)
    inner = any(isinstance(part, Integral) for part in walk(node.body))
    inside = any(value.axes for value in scope.bound.values())
    alone = low.data.numel() == high.data.numel() == evaluator.symbols.points == 1
    nested = _NESTED_FAR if way.far else _NESTED
    rules = nested if inner or inside else _FINEST if alone else _FINE
    reach = (_REACH_FROM, _REACH)[len(way.far) - 1] if way.far else ((-1.0, 1.0),) * 2
    found = [_by(evaluator, node, scope, way, rule) for rule in zip(rules, reach, strict=True)]
    (one, _), (other, _) = found
    apart = (one.data - other.data).abs().detach()
    size, other_size = (sizes.data.detach() for _, sizes in found)
    unsure = apart > _APART * (1e-3 + size)
    strict = bool(way.far) and not inside  # a peak that lies between all points is no 0
    least = 0.0 if strict else 1e-9
    unsure |= (size - other_size).abs() > _APART_WITHOUT_SIGN * (least + size)
    if way.far:
        unsure |= (size == 0) & strict | ~one.data.isfinite()
        grows = unsure if inside else _grows(evaluator, node, scope, way)
        evaluator.choices.unsettled(unsure, unsure & grows & strict)
    elif bool(unsure.all()):
        raise FormulaError(
            "this integral cannot be computed: a jump, a pole or a narrow peak lies inside; divide "
            "it there"
        )
    relative = torch.where(unsure, 0.0, apart / (1e-3 + size)).nan_to_num(0)
    evaluator.rough = max(evaluator.rough, _ROUGH, 10 * float(relative.max()))
    return one.with_data(one.data * torch.where(unsure, torch.nan, 1.0))  # and so are slopes


def slope(evaluator: Evaluates, node: Antiderivative, scope: Scope) -> Value:
    """The slope of an integral without limits, where that is meant.

    Raises:
        FormulaError: The integral itself is meant.
    """
    if not node.slope:
        raise FormulaError(OPEN)
    return evaluator.value(node.body, scope)


@dataclass(frozen=True)
class _Way:
    """How u goes from one end of an integral to the other.

    Args:
        ends: The two ends.
        at: The place, from u and the ends; u is between -1 and 1 where both ends are numbers.
        far: The signs of the ends that are infinite.
    """

    ends: tuple[Value, ...]
    at: Callable[..., Tensor]
    far: tuple[int, ...] = ()


def _way(low: Value, high: Value) -> _Way:
    lost = [bool(end.data.isinf().all()) and sign * end.data.sum() > 0
            for end, sign in ((low, -1), (high, 1))]  # fmt: skip
    finite = [bool(end.data.isfinite().all()) for end in (low, high)]
    if all(finite):
        return _Way((low, high), lambda u, a, b: (a + b) / 2 + u * (b - a) / 2)
    if all(lost):
        return _Way((), lambda u: torch.sinh(_stretched(u)), (-1, 1))
    if lost[1] and finite[0]:
        return _Way((low,), lambda u, a: a + torch.exp(_stretched(u)), (1,))
    if lost[0] and finite[1]:
        return _Way((high,), lambda u, b: b - torch.exp(_stretched(u)), (-1,))
    raise FormulaError("an integral ends at numbers, or at infinity: \\int_0^\\infty")


def _stretched(u: Tensor) -> Tensor:
    """The double exponential way to infinity: what falls as a power does is small on it, too."""
    return math.pi / 2 * torch.sinh(u)


def _speed(way: _Way, unit: Value) -> Value:
    """How fast the place changes with u."""
    if not way.far:
        return elementwise(lambda u, a, b: (b - a) / 2 + 0 * u, unit, *way.ends)
    whole = torch.cosh if len(way.far) > 1 else torch.exp
    return elementwise(lambda u: math.pi / 2 * torch.cosh(u) * whole(_stretched(u)), unit)


def _grows(evaluator: Evaluates, node: Integral, scope: Scope, way: _Way) -> Tensor:
    """Where x f(x) does not become small on the way to infinity: there is no integral."""
    found = torch.zeros(1, dtype=torch.bool)
    for sign in way.far:
        sizes = [
            torch.stack([_size(evaluator, node, scope, sign * place * k) for k in _PHASES])
            for place in _PLACES
        ]
        near, far = sizes[0].amax(0), sizes[1].amin(0)
        found = found | far.isinf() | ((far >= near * (1 - 1e-9)) & (near > 0))
    return found


def _size(evaluator: Evaluates, node: Integral, scope: Scope, place: float) -> Tensor:
    at = Value(torch.full((1,), place, dtype=torch.float64))
    body = scalar(evaluator.value(node.body, scope.binding(node.variable, at)))
    return body.data.detach().abs() * abs(place)


def _by(
    evaluator: Evaluates,
    node: Integral,
    scope: Scope,
    way: _Way,
    rule: tuple[tuple[int, int], tuple[float, float]],
) -> tuple[Value, Value]:
    """The integral, and that of the absolute value, by one rule."""
    (nodes, weights), (first, last) = _rule(*rule[0]), rule[1]
    nodes, weights = (first + last + nodes * (last - first)) / 2, weights * (last - first) / 2
    axis = evaluator.axis(node.variable)
    unit, weight = Value(nodes.unsqueeze(0), (axis,)), Value(weights.unsqueeze(0), (axis,))
    at = elementwise(way.at, unit, *way.ends)
    body = scalar(evaluator.value(node.body, scope.binding(node.variable, at)))
    speed = _speed(way, unit)
    parts = elementwise(lambda f, w, by: f * w * by, body, weight, speed)
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
