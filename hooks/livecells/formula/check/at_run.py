"""Two sides at the values of the run: how exact those are, and whether the sides are the same."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from livecells.formula.check.comparison import EXACT, GRAIN, Comparison
from livecells.formula.check.printed import PRINTED, printed_tolerance
from livecells.formula.check.report import Floats, Step
from livecells.formula.check.sides import Side
from livecells.formula.check.wrong import wrong_step

_EXACT = 1e-12  # of float64, beside a printed number


class AtRun(Comparison):
    """A statement at the values of the run."""

    def run_tolerance(self, left: int, right: int) -> Tensor:
        """How far two sides may be apart at the values of the run."""
        a, b = self.entries(self.random, left, right)
        size = torch.maximum(a[-1].abs(), b[-1].abs())
        scale = self.scale(self.random, (left, right), torch.maximum(a.abs(), b.abs()))
        row = scale[-1] if scale.shape[0] > 1 else scale[0]
        row = torch.maximum(row, self.conditioning((left, right)))
        rtol = max(self.rtol(self.sides[place]) for place in (left, right))
        found = rtol * size + self.grain * row
        for place in (left, right):
            digits = self.digits(place, size.numpy())
            found = found if digits is None else torch.minimum(found, torch.from_numpy(digits))
        return found

    @property
    def grain(self) -> float:
        """How large rounding is in what cancels, for the size of its terms."""
        return max(self.settings.rtol / 25, EXACT / 25 if self.settings.rtol < GRAIN else GRAIN)

    def rtol(self, side: Side) -> float:
        """How exact a side is: a printed number has no more digits than it shows."""
        rtol = self.settings.rtol
        number = side.is_number or not side.value.data.requires_grad  # written there, or defined
        return max(rtol, PRINTED) if self.settings.exact and number else rtol

    def digits(self, place: int, size: Floats) -> Floats | None:
        """How far exact values may be from a printed number: its last digit is a rounded one."""
        side = self.sides[place]
        printed = printed_tolerance(side.node) if self.settings.exact else None
        if printed is None or size.size % printed.size:
            return None
        exact = max(_EXACT, *(one.rough for one in self.sides))
        return np.maximum(np.resize(printed, size.shape), exact * size)

    def at_run(self, left: int, right: int, tolerance: Tensor) -> Step:
        """Two sides at the values of the run; raises where they are further apart."""
        a, b = self.entries(self.random, left, right)
        self.run_row(left), self.run_row(right)
        apart = (a[-1] - b[-1]).abs()
        if bool((apart <= tolerance).all()):
            sides = self.sides[left], self.sides[right]
            return Step(sides[0].tex, sides[1].tex, "run", len(apart), float(apart.max()))
        wrong = torch.zeros(a.shape, dtype=torch.bool)
        wrong[-1] = ~(apart <= tolerance)
        raise wrong_step(self, self.random, (left, right), wrong, a, b)
