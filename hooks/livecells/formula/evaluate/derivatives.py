"""Derivatives of values by autograd, entry by entry, and the same by finite differences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.limits import hold, look
from livecells.formula.evaluate.values import Value


def jacobian(of: Value, target: Tensor) -> Value:
    """The derivative of every entry by every entry of a variable, shape (points, *its shape).

    An entry without a value has no derivative: log x below 0, whatever autograd says.

    Returns:
        Axes of `of`; the shape of `of`, then that of the target.
    """
    points, shape = target.shape[0], tuple(target.shape[1:])
    data = of.data.expand(points, *of.data.shape[1:])
    entries = data.reshape(points, -1)
    hold(entries.numel() * max(1, target[0].numel()))
    if not entries.requires_grad or not entries.numel():
        return Value(entries.new_zeros(*data.shape, *shape), of.axes)
    look()
    if entries.shape[1] == 1:
        found = _gradient(entries, target).unsqueeze(1)
    else:
        columns = []
        for k in range(entries.shape[1]):
            look()
            columns.append(_gradient(entries[:, k], target))
        found = torch.stack(columns, 1)
    return Value(_where_defined(found, entries).reshape(*data.shape, *shape), of.axes)


def depends(of: Value, target: Tensor) -> bool:
    """Whether a value was computed from a variable."""
    if not of.data.requires_grad:
        return False
    entries = of.data.sum()
    return torch.autograd.grad(entries, target, retain_graph=True, allow_unused=True)[0] is not None


def _where_defined(found: Tensor, of: Tensor) -> Tensor:
    """The derivatives, NaN where that of which they are taken has no value; shapes begin alike."""
    none = of.detach().isnan()
    if not bool(none.any()):
        return found
    return found.masked_fill(
        none.reshape(*none.shape, *[1] * (found.dim() - none.dim())), torch.nan
    )


def _gradient(entry: Tensor, target: Tensor) -> Tensor:
    """The gradient of one number at each point; zero where it does not depend on the target."""
    if not entry.requires_grad:
        return torch.zeros_like(target)
    (found,) = torch.autograd.grad(entry.sum(), target, create_graph=True, allow_unused=True)
    return torch.zeros_like(target) if found is None else found


def slopes(apply: Callable[[Value], Value], argument: Value, order: int) -> Value:
    """The derivative of a function of one number, at each entry of its argument."""
    if argument.data.requires_grad:
        start = replace(argument, data=argument.data.clone())
    else:
        start = replace(argument, data=argument.data.clone().requires_grad_())
    value = apply(start)
    if value.shape != argument.shape or value.axes != argument.axes:
        raise FormulaError(
            "this is not a function of one number: write its derivative with \\partial"
        )
    data = value.data
    for _ in range(order):
        data = _where_defined(_gradient(data, start.data), data)
    return value.with_data(data)


def free_leaf(value: Value, points: int) -> Value:
    """The same numbers at all points, as something to differentiate by."""
    data = value.data.expand(points, *value.data.shape[1:]).clone()
    return value.with_data(data if data.requires_grad else data.requires_grad_())


STENCIL = (-2, -1, 1, 2)
STEPS = (1e-3, 5e-4)


def by_differences(
    value_at: Callable[[Tensor], Tensor], at: Tensor, direction: Tensor
) -> list[Tensor]:
    """The derivative along a direction, by differences of fourth order of each width."""
    moves = [k * step for step in STEPS for k in STENCIL]
    far = value_at(torch.cat([at + move * direction for move in moves])).chunk(len(moves))
    return [
        (a - 8 * b + 8 * c - d) / (12 * step)
        for step, (a, b, c, d) in zip(
            STEPS, zip(*[iter(far)] * len(STENCIL), strict=True), strict=True
        )
    ]
