"""Random points at which two sides are compared, and the comparison itself, in float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from livecells.formula.evaluate.sympy_cells import (
    ONE,
    ZERO,
    Expr,
    Floats,
    choose,
    free_symbols,
    numeric,
)

SEED = 4500  # any fixed number: the same page is checked at the same points in every build

# Where points are drawn from, in this order, until enough of them lie in the domain of both sides:
# everywhere, then where log and sqrt live, then where probabilities live.
_REGIONS = ((-2.0, 2.0), (0.2, 2.2), (0.05, 0.95))
_TRIES = 3
_GAP_POINTS = 100  # times _TRIES: where cases may leave a gap

# Both sides come from the same point in float64: what they differ by is rounding.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Samples:
    """Two sides at points: `names` (n,), `values` (n, points), `left` and `right` (cells, points).

    `with_run`: the last point holds the values of the run.
    """

    names: Sequence[Expr]
    values: Floats
    left: Floats
    right: Floats
    with_run: bool = False

    @property
    def differences(self) -> Floats:
        """How far the sides are apart, shape (cells, points)."""
        return np.abs(self.left - self.right)

    @property
    def worst(self) -> float:
        """The largest difference of all."""
        return float(self.differences.max(initial=0.0))

    def difference(self) -> tuple[int, int] | None:
        """The (cell, point) of a difference that is more than rounding, or None.

        At the run's values if there is one, else the largest.
        """
        scale = 1.0 + np.maximum(np.abs(self.left), np.abs(self.right))
        relative = self.differences / scale
        if not relative.size or relative.max() <= TOLERANCE:
            return None
        if self.with_run and relative[:, -1].max() > TOLERANCE:
            return int(relative[:, -1].argmax()), relative.shape[1] - 1
        cell, point = np.unravel_index(int(relative.argmax()), relative.shape)
        return int(cell), int(point)


def sample(
    left: Sequence[Expr],
    right: Sequence[Expr],
    names: Sequence[Expr],
    count: int,
    given: Mapping[Expr, float],
    fixed: Mapping[Expr, float],
) -> Samples:
    """Both sides at `count` random points where all cells are finite, and at the `given` point.

    `fixed` variables keep their value at every point. Fewer points come back where the two sides
    are not defined often enough together.
    """
    cells = [*left, *right]
    evaluate = numeric(cells, names)
    drawn = _drawn(names, count, fixed)
    values, found = _finite(drawn, evaluate, count)
    with_run = False
    if names and all(name in given for name in names):
        here, result = _finite(np.array([[given[name]] for name in names]), evaluate, 1)
        values, found = np.hstack([values, here]), np.hstack([found, result])
        with_run = here.shape[1] == 1
    return Samples(names, values, found[: len(left)], found[len(left) :], with_run)


def _drawn(names: Sequence[Expr], count: int, fixed: Mapping[Expr, float]) -> Floats:
    """Candidates of shape (names, points), region after region."""
    rng = np.random.default_rng(SEED)
    if not names:
        return np.empty((0, 1))
    blocks = [rng.uniform(low, high, (len(names), _TRIES * count)) for low, high in _REGIONS]
    values = np.hstack(blocks)
    for place, name in enumerate(names):
        if name in fixed:
            values[place] = fixed[name]
    return values


def _finite(
    values: Floats, evaluate: Callable[[Floats], Floats], count: int
) -> tuple[Floats, Floats]:
    """The first `count` points at which every cell is finite, with the cells there."""
    found = evaluate(values)
    good = np.flatnonzero(np.isfinite(found).all(axis=0))[:count]
    return values[:, good], found[:, good]


def uncovered(conditions: Sequence[Expr]) -> str | None:
    """A point at which none of the conditions holds, `x = 0.5`; None where none was found."""
    none_holds = choose(*((ZERO, condition) for condition in conditions), (ONE, True))
    names = free_symbols([none_holds])
    values = _drawn(names, _GAP_POINTS, {})
    bad = np.flatnonzero(numeric([none_holds], names)(values)[0] == 1)
    if not bad.size:
        return None
    here = values[:, bad[0]]
    return (
        ", ".join(f"{n.name} = {v:.3g}" for n, v in zip(names, here, strict=True)) or "this point"
    )


def close(found: Floats, expected: Floats, tolerance: Floats | float) -> bool:
    """Equal within `tolerance`; NaN equals NaN, and inf inf of its sign, as a run may give them."""
    same = (found == expected) | (np.isnan(found) & np.isnan(expected))
    with np.errstate(invalid="ignore"):
        return bool((same | (np.abs(found - expected) <= tolerance)).all())
