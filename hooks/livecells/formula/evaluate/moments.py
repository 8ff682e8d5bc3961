r"""Means, variances and covariances: over a law that is stated, or over the samples of an array.

Laws of numbers are integrated by points of Gauss and Legendre. Where a kink or a far tail makes
that inexact, the mean has no value, and the point is not compared.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.axes import reduced
from livecells.formula.evaluate.functions import SCALAR
from livecells.formula.evaluate.laws import Points, law
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.evaluate.values import Value, elementwise
from livecells.formula.syntax.names import builtin
from livecells.formula.syntax.tree import (
    Add,
    Call,
    Div,
    Moment,
    Neg,
    Node,
    Num,
    Pow,
    Product,
    Sym,
    children,
    walk,
)

_ROUGH = 1e-9


def moment(evaluator: Evaluates, node: Moment, scope: Scope) -> Value:
    """The mean, variance, deviation or covariance."""
    points_of = _drawn if node.draws else _samples
    points, inner = points_of(evaluator, node, scope)
    bodies = [evaluator.value(body, inner) for body in node.bodies]
    means = [_mean(body, points) for body in bodies]
    if any(one.others is not None for one in points):
        evaluator.rough = max(evaluator.rough, _ROUGH)
    if node.kind == "mean":
        return means[0]
    apart = [elementwise(torch.sub, b, m) for b, m in zip(bodies, means, strict=True)]
    found = _mean(elementwise(torch.mul, apart[0], apart[-1]), points)
    return found.with_data(found.data.sqrt()) if node.kind == "deviation" else found


def _mean(body: Value, points: Sequence[Points]) -> Value:
    for one in reversed(points):  # what is drawn last may depend on what was drawn before
        exact = _summed(body, one.weights, one.axis)
        if one.others is not None:
            other = _summed(body, one.others, one.axis)
            apart = (exact.data - other.data).abs() > 1e-8 * (1 + exact.data.abs())
            if one.ends is not None:
                size = _summed(body.with_data(body.data.abs()), one.ends, one.axis).data
                apart = apart | (size > _ROUGH * exact.data.abs())
            exact = exact.with_data(torch.where(apart, torch.nan, exact.data))
        body = exact
    return body


def _summed(body: Value, weights: Value, axis: str) -> Value:
    weighed = elementwise(torch.mul, body, weights)
    return reduced(weighed, axis, lambda x, place: x.sum(place))


# --- samples: an array whose entries are the values that were drawn -------------------------------


def _samples(evaluator: Evaluates, node: Moment, scope: Scope) -> tuple[list[Points], Scope]:
    names = {n.name for body in node.bodies for n in walk(body) if isinstance(n, Sym)}
    whole = {name: value for name in sorted(names) if (value := _array(evaluator, name, scope))}
    sizes = {value.shape for value in whole.values()}
    if len(sizes) != 1 or len(next(iter(sizes))) != 1:
        raise FormulaError(
            "the mean over what? Say it, \\mathbb{E}_{x \\sim \\mathcal{N}(0, 1)}, or beside the "
            "equation, x \\sim p; or give an array of samples in `at`"
        )
    for body in node.bodies:
        _refuse_arrays(evaluator, body, set(whole))
    axis = evaluator.axis("sample")
    for name, value in whole.items():
        scope = scope.binding(f".{name}", value)  # for a mean within
        scope = scope.binding(name, Value(value.data, (*value.axes, axis)))
    size = next(iter(sizes))[0]
    weights = Value(torch.full((1, size), 1 / size, dtype=torch.float64), (axis,))
    at = next(iter(whole.values()))
    return [Points(at, weights, axis)], scope


def _array(evaluator: Evaluates, name: str, scope: Scope) -> Value | None:
    value = scope.bound.get(f".{name}")
    if value is None:
        known = evaluator.knows(name, scope) and not (
            name in evaluator.symbols.definitions and evaluator.symbols.definitions[name].params
        )
        value = evaluator.value(Sym(name), scope) if known else None
    return value if value is not None and value.shape else None


_ENTRYWISE = Add | Neg | Div | Pow | Num | Moment


def _refuse_arrays(evaluator: Evaluates, node: Node, names: set[str]) -> None:
    """A transpose, a norm or a sum of samples: then they are no numbers, but entries of vectors."""
    if not names & {n.name for n in walk(node) if isinstance(n, Sym)}:
        return
    plain = isinstance(node, _ENTRYWISE) or (isinstance(node, Sym) and not node.subs)
    plain = plain or (isinstance(node, Product) and node.op in ("", "cdot", "odot"))
    if isinstance(node, Call):
        own = node.name in evaluator.symbols.definitions
        plain = len(node.args) == 1 and (own or builtin(node.name) in SCALAR or node.name == "abs")
    if not plain:
        raise FormulaError("is this the mean of numbers, or of vectors? Write \\frac{1}{n}\\sum_i")
    for child in children(node):
        _refuse_arrays(evaluator, child, names)


# --- laws -----------------------------------------------------------------------------------------


def _drawn(evaluator: Evaluates, node: Moment, scope: Scope) -> tuple[list[Points], Scope]:
    found: list[Points] = []
    for one in node.draws:
        found.append(law(evaluator, one, scope))
        scope = scope.binding(one.name, found[-1].at)
    return found, scope
