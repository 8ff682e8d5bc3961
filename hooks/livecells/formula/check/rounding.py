"""How far rounding alone moves the sides of a statement: far out, at a pole, near a kink."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from livecells.formula.check.sides import aligned

if TYPE_CHECKING:
    from livecells.formula.check.batch import Batch
    from livecells.formula.check.comparison import Comparison

_STEP = 1e-9
_EPSILONS = 1e-15  # of the values of the symbols
_CLOSE = (2e-13, 1e-11, 1e-10)  # how far numbers are apart, of their size: digits are lost in steps
_NEXT = 6
_TIMES = 4
_MOST = 1e-3  # of the largest value: a larger difference is none of rounding on the way


def by_rounding(check: Comparison, batch: Batch, left: int, right: int) -> Tensor:
    """How far two sides may be apart, entry by entry: by rounding of the values, and on the way.

    At random points there is no way that loses so much, and what moves fast is no rounding.
    """
    places = (left, right)
    found = _of_the_values(check, batch, places)
    if batch is check.random:
        return found
    a, b = check.entries(batch, left, right)
    sizes = torch.maximum(a.abs(), b.abs())[batch.counts]
    largest = _MOST * sizes[sizes.isfinite()].max() if sizes.isfinite().any() else 0.0
    apart = (a - b).abs()
    if bool(((apart > found) & (apart > largest))[batch.counts].any()):
        return found  # it is wrong; the rest takes its time
    return torch.maximum(found, _on_the_way(check, batch, places))


def _of_the_values(check: Comparison, batch: Batch, places: tuple[int, int]) -> Tensor:
    generator = torch.Generator().manual_seed(6)
    near = {
        name: data * (1 + _STEP * torch.randn(data.shape, generator=generator, dtype=torch.float64))
        for name, data in batch.leaves.items()
    }
    before = torch.stack(check.entries(batch, *places)).detach()
    change = (_sides(check, batch, places, near) - before).abs().amax(0)
    return _EPSILONS / _STEP * change.nan_to_num(0, 0, 0)


def _on_the_way(check: Comparison, batch: Batch, places: tuple[int, int]) -> Tensor:
    r"""What the sides jump by between numbers next to each other.

    Near a pole \sec x + \tan x loses most of its digits. A kink jumps, too, but once, and a number
    on it has neighbours on both sides: the side counts on which it jumps less.
    """

    def jumps(step: float) -> Tensor:
        values = []
        for k in range(1, 1 + _NEXT):
            near = {name: data * (1 + k * step) for name, data in batch.leaves.items()}
            values.append(_sides(check, batch, places, near))
        jumped = torch.stack(values).diff(n=2, dim=0).abs()
        return jumped.nan_to_num(0, 0, 0).amax((0, 1))

    below, above = (torch.stack([jumps(sign * step) for step in _CLOSE]) for sign in (-1, 1))
    return _TIMES * torch.minimum(below.amax(0), above.amax(0))


def _sides(
    check: Comparison, batch: Batch, places: tuple[int, int], near: Mapping[str, Tensor]
) -> Tensor:
    """Both sides where what may vary has other values, shape (2, points, entries)."""
    moved = {
        name: near[name].detach().requires_grad_()
        for name, data in batch.leaves.items()
        if data.requires_grad
    }
    other = check.formula.at(batch.leaves | moved).sides
    sides = aligned(other[places[0]], other[places[1]], check.tex)
    before = check.entries(batch, *places)
    return torch.stack([a.detach().expand_as(b) for a, b in zip(sides, before, strict=True)])
