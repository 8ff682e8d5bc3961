"""A node moved by a small amount, in the direction in which a mistake could have changed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.products import add
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.evaluate.values import Value, elementwise
from livecells.formula.syntax.names import builtin
from livecells.formula.syntax.tree import (
    Call,
    Deriv,
    Grad,
    Node,
    Num,
    Pow,
    Reduction,
    Sym,
    Transpose,
)


def moved(evaluator: Evaluates, node: Node, scope: Scope, value: Value, step: Tensor) -> Value:
    """The value with a part of what it could be instead: another exponent, no transpose, no mean.

    Args:
        evaluator: It evaluates what the node could be instead.
        node: The node.
        scope: Where it stands.
        value: Its value.
        step: How far it is moved; 0, but its slope tells what depends on the node.
    """
    instead = _as_good(evaluator, node, scope, value)
    if instead is not None:  # a slope may tell them apart
        away = add(instead, value.with_data(-value.data))
        return add(value, away.with_data(away.data * _along(step, away.data)))
    if isinstance(node, Pow) and isinstance(node.exponent, Num):
        base = evaluator.value(node.base, scope)
        if base.shape == value.shape:  # another exponent changes nothing where the base is 0 or 1
            factor = elementwise(lambda x: 1 + _along(step, x) * (x.detach() - 1), base)
            return elementwise(torch.mul, value, factor)
    if isinstance(node, Transpose) and len(value.shape) == 2 and value.shape[0] == value.shape[1]:
        return _towards(value, value.with_data(value.data.transpose(-1, -2)), step)
    if isinstance(node, Sym) and len(node.subs) == 2 and node.subs[0] != node.subs[1]:
        shape = evaluator.shape(node.name, scope)
        if len(set(shape)) == 1:
            swapped = evaluator.value(replace(node, subs=node.subs[::-1]), scope)
            return _towards(value, swapped, step)
    if isinstance(node, Reduction):
        count = evaluator.length(node, scope) if node.low is None else None
        if count == 1:
            return value  # a mean and a sum are the same
    if isinstance(node, Deriv | Grad) or (isinstance(node, Num) and node.value == 0):
        return value.with_data(value.data + _along(step, value.data))
    return value.with_data(value.data * (1 + _along(step, value.data)))


def _as_good(evaluator: Evaluates, node: Node, scope: Scope, value: Value) -> Value | None:
    """What the node could be instead with the same value here: |x| where no x is negative."""
    for other in _instead(node):
        try:
            found = evaluator.value(other, scope)
        except FormulaError:
            continue
        same = found.shape == value.shape and found.data.shape == value.data.shape
        if same and torch.allclose(found.data, value.data, rtol=1e-12, atol=0.0):
            return found
    return None


def _instead(node: Node) -> Iterable[Node]:
    if isinstance(node, Call) and not node.primes:
        name = node.name if node.name == "|.|" else builtin(node.name)
        if name in ("abs", "|.|", "relu") and len(node.args) == 1:
            yield node.args[0]
    if isinstance(node, Reduction) and node.op == "sum" and isinstance(node.low, Num):
        yield replace(node, low=Num(node.low.value - 1))


def _towards(value: Value, other: Value, step: Tensor) -> Value:
    away = add(other, value.with_data(-value.data))
    return add(value, away.with_data(away.data.detach() * _along(step, away.data)))


def _along(step: Tensor, data: Tensor) -> Tensor:
    """One step, or one for each point."""
    return step if len(step) == 1 else step.reshape(-1, *[1] * (data.ndim - 1))
