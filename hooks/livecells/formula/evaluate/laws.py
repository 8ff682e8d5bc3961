r"""The laws that something is drawn from: their points and weights, and the normal density.

Laws of numbers are integrated by points of Gauss and Legendre.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import functions, products
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.evaluate.values import Value, elementwise, of, scalar
from livecells.formula.syntax.tree import Call, Draw, Sym

_FAR = 12.0  # standard deviations, and means of an exponential law times four
_WIDTH = 0.5  # of a panel
_MOST = 150  # values of a Poisson law
_UNIFORM = (0.0, 8.0)


@dataclass(frozen=True)
class Points:
    """Where something is drawn, with its weights.

    `others` are weights that should give the same, `ends` those of the ends, which should give 0.
    """

    at: Value
    weights: Value
    axis: str
    others: Value | None = None
    ends: Value | None = None


def law(evaluator: Evaluates, draw: Draw, scope: Scope) -> Points:
    """The points and weights of what is drawn."""
    axis = evaluator.axis(draw.name)
    if isinstance(draw.law, Sym):
        return _listed(evaluator.value(draw.law, scope), axis, scope)
    assert isinstance(draw.law, Call)
    args = [scalar(evaluator.value(arg, scope)) for arg in draw.law.args]
    wanted = 2 if draw.law.name in ("normal", "uniform", "binomial") else 1
    if len(args) != wanted:
        raise FormulaError(f"the {draw.law.name} law has {wanted} numbers, not {len(args)}")
    return _OF_LAW[draw.law.name](axis, *args)


def _listed(weights: Value, axis: str, scope: Scope) -> Points:
    """The probabilities of 1, 2, ..., or of 0, 1, ... where positions count from 0."""
    if len(weights.shape) != 1:
        raise FormulaError(
            "the probabilities to draw with are a list, one for each value, or a column of a "
            "table: x \\sim p(\\cdot \\mid y)"
        )
    size = weights.shape[0]
    at = torch.arange(scope.base, scope.base + size, dtype=torch.float64).unsqueeze(0)
    return Points(Value(at, (axis,)), Value(weights.data, (*weights.axes, axis)), axis)


@cache
def _panels(low: float, high: float) -> tuple[Tensor, Tensor, Tensor]:
    """Points of two rules at once, and the weights of either."""
    starts = np.arange(low, high, _WIDTH)
    rules = [np.polynomial.legendre.leggauss(count) for count in (10, 7)]
    places = [(starts[:, None] + (x + 1) * _WIDTH / 2).ravel() for x, _ in rules]
    weights = [np.tile(w * _WIDTH / 2, len(starts)) for _, w in rules]
    nothing = [np.zeros_like(w) for w in weights]
    at = torch.from_numpy(np.concatenate(places))
    fine = torch.from_numpy(np.concatenate([weights[0], nothing[1]]))
    coarse = torch.from_numpy(np.concatenate([nothing[0], weights[1]]))
    return at, fine, coarse


def _integrated(
    axis: str,
    ends: tuple[float, float],
    density: Callable[[Tensor], Tensor],
    place: Callable[..., Tensor],
    *args: Value,
) -> Points:
    unit, fine, coarse = _panels(*ends)
    height = density(unit)
    last = fine * height * (unit > ends[1] - 2 * _WIDTH)
    last = last + fine * height * (unit < ends[0] + 2 * _WIDTH) if ends[0] < 0 else last
    heights = (unit, fine * height, coarse * height, last)
    rows = [Value(row.unsqueeze(0), (axis,)) for row in heights]
    tail = rows[3] if ends != _UNIFORM else None
    return Points(elementwise(place, rows[0], *args), rows[1], axis, rows[2], tail)


def _normal(axis: str, mean: Value, variance: Value) -> Points:
    return _integrated(
        axis,
        (-_FAR, _FAR),
        lambda z: torch.exp(-z * z / 2) / (2 * torch.pi) ** 0.5,
        lambda z, m, v: m + z * v.sqrt(),
        mean,
        variance,
    )


def _uniform(axis: str, low: Value, high: Value) -> Points:
    return _integrated(
        axis, _UNIFORM, lambda t: torch.full_like(t, 1 / 8),
        lambda t, a, b: torch.where(a < b, a + (b - a) * t / 8, torch.nan), low, high,
    )  # fmt: skip


def _exponential(axis: str, rate: Value) -> Points:
    return _integrated(
        axis, (0.0, 4 * _FAR), lambda t: torch.exp(-t),
        lambda t, r: torch.where(r > 0, t / r, torch.nan), rate,
    )  # fmt: skip


def _counted(axis: str, size: int, weight: Callable[..., Tensor], *args: Value) -> Points:
    at = Value(torch.arange(size, dtype=torch.float64).unsqueeze(0), (axis,))
    return Points(at, elementwise(weight, at, *args), axis)


def _bernoulli(axis: str, chance: Value) -> Points:
    return _counted(axis, 2, lambda k, p: torch.where(k == 1, p, 1 - p), chance)


def _poisson(axis: str, rate: Value) -> Points:
    def weight(k: Tensor, r: Tensor) -> Tensor:
        return torch.exp(k * torch.log(r) - r - torch.lgamma(k + 1))

    return _counted(axis, _MOST, weight, rate)


def _binomial(axis: str, count: Value, chance: Value) -> Points:
    size = count.data.detach()
    if not bool((size == size.reshape(-1)[0]).all()) or count.axes:
        raise FormulaError("the number of tries has to be one whole number: keep it with `fixed`")
    n = float(size.reshape(-1)[0])
    if not n.is_integer() or not 0 <= n <= _MOST:
        raise FormulaError(f"the number of tries is a whole number, at most {_MOST}")

    def weight(k: Tensor, p: Tensor) -> Tensor:
        ways = (
            torch.lgamma(torch.tensor(n + 1, dtype=k.dtype))
            - torch.lgamma(k + 1)
            - torch.lgamma(n - k + 1)
        )
        return torch.exp(ways) * p**k * (1 - p) ** (n - k)

    return _counted(axis, int(n) + 1, weight, chance)


_OF_LAW: dict[str, Callable[..., Points]] = {
    "normal": _normal, "uniform": _uniform, "exponential": _exponential, "Bernoulli": _bernoulli,
    "Poisson": _poisson, "binomial": _binomial,
}  # fmt: skip


# --- the density of the normal law ----------------------------------------------------------------


def density(args: Sequence[Value]) -> Value:
    r"""\mathcal{N}(x; \mu, \sigma^2) of numbers, \mathcal{N}(x; \mu, \Sigma) of vectors."""
    if len(args) != 3:
        raise FormulaError("\\mathcal{N} takes a value, a mean and a variance")
    apart = products.add(args[0], products.negative(args[1]))
    variance = products.fitted(args[2], 2 * apart.shape)  # \sigma^2 I
    if apart.shape or variance.shape:
        return _density_of_vectors(apart, variance)
    return elementwise(
        lambda z, v: torch.exp(-z * z / (2 * v)) / (2 * torch.pi * v).sqrt(), apart, variance
    )


def log_density(args: Sequence[Value]) -> Value:
    """The logarithm of the density of numbers, far out too."""
    return elementwise(
        lambda x, m, v: -((x - m) ** 2) / (2 * v) - torch.log(2 * torch.pi * v) / 2,
        *map(scalar, args),
    )


def _density_of_vectors(apart: Value, variance: Value) -> Value:
    size = apart.shape[0] if apart.shape else 0
    if apart.shape != (size,) or variance.shape != (size, size):
        raise FormulaError("a normal law of vectors has a matrix of covariances")
    solved = products.multiply(products.power(variance, of(-1.0), False, -1), apart, "")
    square = products.multiply(apart, solved, "cdot")
    scale = functions.call("det", [variance])
    return elementwise(
        lambda q, s: torch.exp(-q / 2) / ((2 * torch.pi) ** size * s).sqrt(), square, scale
    )
