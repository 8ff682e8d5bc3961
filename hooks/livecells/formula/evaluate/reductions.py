"""Sums, products and extremes over an index; limits and integrals."""

from __future__ import annotations

import string
from collections.abc import Callable
from math import prod

import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.axes import reduced
from livecells.formula.evaluate.limits import hold, work
from livecells.formula.evaluate.scope import Evaluates, Running, Scope, counting
from livecells.formula.evaluate.series import without_end
from livecells.formula.evaluate.values import Value, aligned, elementwise, scalar
from livecells.formula.syntax.tree import (
    Infinity,
    Limit,
    Node,
    Num,
    Pow,
    Product,
    Reduction,
    Set,
    Sym,
    walk,
)

_NEUTRAL = {"sum": 0.0, "prod": 1.0, "max": -torch.inf, "argmax": -torch.inf}  # else inf
_APPLY: dict[str, Callable[[Tensor, int], Tensor]] = {
    "sum": lambda x, axis: x.sum(axis),
    "prod": lambda x, axis: x.prod(axis),
    "max": lambda x, axis: x.amax(axis),
    "min": lambda x, axis: x.amin(axis),
    "argmax": lambda x, axis: x.argmax(axis).double(),
    "argmin": lambda x, axis: x.argmin(axis).double(),
}
_MOST = 100_000  # values of an index
_LEVELS = 9  # halvings of the way to a limit
_SETTLED, _FINE = 1e-6, 1e-9  # how far a limit from fewer values may be off; how exact one can be
_FAR = 100.0


def reduction(evaluator: Evaluates, node: Reduction, scope: Scope) -> Value:
    """A sum, product, maximum, minimum, or the index of one."""
    if isinstance(node.high, Infinity):
        return without_end(evaluator, node, scope, _spread)
    run, mask = _runs(evaluator, node, scope)
    inside = scope.over(node.index, run, masked=mask is not None)
    if node.where is not None:
        inside = scope.over(node.index, run, masked=True)
        keep = evaluator.choices.condition(evaluator, node.where, inside)
        mask = keep if mask is None else elementwise(torch.mul, mask, keep)
    if node.op == "sum" and mask is None:
        found = _product_sum(evaluator, node.body, run.axis, inside)
        if found is not None:
            return found
    body = evaluator.value(node.body, inside)
    if node.op == "list":
        return _listed(_spread(body, run), run.axis)
    return _reduced(evaluator, node, _spread(body, run), run, mask)


def _reduced(
    evaluator: Evaluates, node: Reduction, body: Value, run: Running, mask: Value | None
) -> Value:
    if mask is not None:
        axes, (data, keep) = aligned((Value(body.data, body.axes), mask))
        keep = keep.reshape(*keep.shape[: 1 + len(axes)], *[1] * len(body.shape))
        body = Value(torch.where(keep != 0, data, _NEUTRAL.get(node.op, torch.inf)), axes)
    if run.size == 0 and node.op not in ("sum", "prod"):
        raise FormulaError(f"nothing is left to take the {node.op} of")
    if node.op in ("max", "min") and run.size > 1:
        ordered = body.data.movedim(1 + body.axes.index(run.axis), -1).sort(-1).values
        left = tuple(axis for axis in body.axes if axis != run.axis)
        evaluator.choices.turns(Value(ordered[..., -1] - ordered[..., -2], left))
    found = reduced(body, run.axis, _APPLY[node.op])
    return found.with_data(found.data + (run.start or 0)) if node.op.startswith("arg") else found


def _spread(body: Value, run: Running) -> Value:
    """The body with the axis of the index, even where it does not depend on it."""
    if run.axis in body.axes:
        return body
    data = body.data.unsqueeze(1)
    hold(data.numel() * run.size)
    return Value(data.expand(-1, run.size, *data.shape[2:]), (run.axis, *body.axes), body.layout)


def _runs(evaluator: Evaluates, node: Reduction, scope: Scope) -> tuple[Running, Value | None]:
    """What the index runs over, and 0 where a limit that depends on others leaves a value out."""
    axis = evaluator.axis(node.index)
    if node.among is not None:
        return Running(_members(evaluator, node.among, axis, scope)), None
    if node.low is None or node.high is None:
        length = evaluator.length(node, scope)
        if length is None:
            raise FormulaError(_no_range(node))
        return counting(axis, scope.base, length), None
    low, high = evaluator.whole(node.low, scope), evaluator.whole(node.high, scope)
    start, stop = float(low.data.min()), float(high.data.max())
    if not stop - start < _MOST:
        raise FormulaError(f"this runs over more than {_MOST} values")
    if stop < start - 1 and not low.axes and not high.axes:
        name = node.index
        raise FormulaError(f"{name} would run from {start:.0f} to {stop:.0f}: nothing is left")
    run = counting(axis, int(start), max(0, int(stop - start) + 1))
    if not low.axes and not high.axes:
        return run, None
    within = elementwise(lambda k, a, b: ((k >= a) & (k <= b)).double(), run.value, low, high)
    return run, within


def _no_range(node: Reduction) -> str:
    index, op = node.index, node.op
    if op in ("sum", "prod"):
        return f"nothing says what {index} runs over: give limits, \\{op}_{{{index}=1}}^{{n}}"
    return (
        f"nothing says what {index} runs over: as an index of an array, x_{index}, it runs over "
        f"its entries; over all values of a variable no optimum is computed: write what follows, "
        f"\\nabla_{index} L = 0"
    )


def _members(evaluator: Evaluates, among: Node, axis: str, scope: Scope) -> Value:
    if isinstance(among, Set):
        numbers = [evaluator.number(member, scope) for member in among.members]
        return Value(torch.tensor([numbers], dtype=torch.float64), (axis,))
    found = evaluator.value(among, scope)
    data = found.data.detach()
    if (
        len(found.shape) != 1
        or found.axes
        or data.shape[0] != 1
        or not torch.equal(data, data.round())
    ):
        raise FormulaError("a set to run over is a list of whole numbers in `at`, or \\{1, 2\\}")
    return Value(data, (axis,))


def _product_sum(evaluator: Evaluates, body: Node, axis: str, scope: Scope) -> Value | None:
    """The sum of a product of scalars, without the product written out at every index."""
    parts = _factors(body)
    if len(parts) < 2:
        return None
    factors = [evaluator.value(part, scope) for part in parts]
    if any(factor.shape or factor.layout for factor in factors):
        return None
    axes = tuple(dict.fromkeys(a for factor in factors for a in factor.axes))
    if axis not in axes or len(axes) > 20:
        return None
    letters = dict(zip(axes, string.ascii_lowercase, strict=False))
    inputs = ["Z" + "".join(letters[a] for a in factor.axes) for factor in factors]
    left = tuple(a for a in axes if a != axis)
    points = max(factor.data.shape[0] for factor in factors)
    data = [factor.data.expand(points, *factor.data.shape[1:]) for factor in factors]
    ends = "Z" + "".join(letters[a] for a in left)
    sizes = {a: n for f in factors for a, n in zip(f.axes, f.data.shape[1:], strict=True)}
    hold(points * prod(sizes[a] for a in left))
    work(points * prod(sizes.values()))
    return Value(torch.einsum(f"{','.join(inputs)}->{ends}", *data), left)


def _factors(node: Node) -> list[Node]:
    if isinstance(node, Product) and node.op != "otimes":
        return [*_factors(node.left), *_factors(node.right)]
    return [node]


def _listed(body: Value, axis: str) -> Value:
    """The values along an axis as a vector: [x_1, ..., x_n]."""
    place = body.axes.index(axis)
    axes = body.axes[:place] + body.axes[place + 1 :]
    return Value(body.data.movedim(1 + place, 1 + len(axes)), axes)


# --- limits and integrals -------------------------------------------------------------------------


def limit(evaluator: Evaluates, node: Limit, scope: Scope) -> Value:
    """The limit of an expression: from values on the way there, by extrapolation (Richardson).

    Extrapolation from fewer of the values must give the same: what nears its limit as a logarithm
    or a root does has not come near it, and nothing is said of it.
    """
    to = scalar(evaluator.value(node.to, scope))
    if to.axes:
        raise FormulaError("a limit towards something with an index is not understood")
    _refuse_far_numbers(evaluator, node.body, scope)
    axis = evaluator.axis(node.index)
    way = _way(to.data, node.side)
    sides = way.shape[1] // _LEVELS
    body = evaluator.value(node.body, scope.binding(node.index, Value(way, (axis,))))
    if axis not in body.axes:
        return body
    table = body.data.movedim(1 + body.axes.index(axis), -1)
    table = table.reshape(*table.shape[:-1], sides, _LEVELS)
    ends, fewer = _extrapolated(table), (table[..., 1:], table[..., :-1])
    off = torch.stack([(ends - _extrapolated(part)).abs() for part in fewer]).amax((0, -1))
    size = 1 + ends.abs().amax(-1)
    apart = (ends.amax(-1) - ends.amin(-1)).abs() > 1e-5 * size
    found = ends.mean(-1)
    found = torch.where(found.abs() <= _FINE * table.abs().amax((-1, -2)), 0.0, found)
    sure = (found == 0) | (found.abs() > 10 * off)  # a little off 0, it may be on its way there
    settled = ~apart & (off <= _SETTLED * size) & sure
    if not bool(settled.any()) and bool((~apart & off.isfinite()).any()):
        raise FormulaError("this limit does not settle in numbers: nothing can be said of it here")
    rough = float(torch.where(settled, off / size, 0.0).detach().max())
    evaluator.rough = max(evaluator.rough, min(_SETTLED, max(10 * rough, _FINE)))
    left = tuple(a for a in body.axes if a != axis)
    return Value(torch.where(settled, found, torch.nan), left)


def _extrapolated(table: Tensor) -> Tensor:
    """The limit of values at halved distances, along the last axis."""
    for order in range(1, table.shape[-1]):
        table = (2.0**order * table[..., 1:] - table[..., :-1]) / (2.0**order - 1)
    return table[..., 0]


def _refuse_far_numbers(evaluator: Evaluates, body: Node, scope: Scope) -> None:
    """Numbers much larger or smaller than the way is long move what happens to beyond its end."""
    for part in walk(body):
        if any(isinstance(one, Sym) for one in walk(part)) or not isinstance(part, Num | Pow):
            continue
        size = evaluator.value(part, scope).data.abs()
        if bool(((size > _FAR) | ((size < 1 / _FAR) & (size > 0))).any()):
            raise FormulaError(
                f"a limit beside a number above {_FAR:g} or below {1 / _FAR:g} is not checked: "
                "write a letter in its place",
                scope.tex,
                part.span,
            )


def _way(to: Tensor, side: str) -> Tensor:
    """The values that a variable takes on its way to a limit, shape (points, sides * levels)."""
    halves = 0.5 ** torch.arange(_LEVELS, dtype=torch.float64)
    if bool(to.isinf().any()):
        return torch.sign(to).unsqueeze(1) * 16 / halves
    signs = {"+": [1.0], "-": [-1.0]}.get(side, [1.0, -1.0])
    steps = 0.05 * torch.cat([sign * halves for sign in signs])
    return to.unsqueeze(1) + steps
