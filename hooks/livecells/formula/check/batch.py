"""The sides of a statement at a batch of points."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from livecells.formula.check.sides import Evaluation
from livecells.formula.evaluate.points import NEAR


@dataclass(frozen=True)
class Batch:
    """Values of all symbols at points; `run` is the place of the run's point, None without one."""

    leaves: dict[str, Tensor]
    evaluation: Evaluation
    run: int | None = None
    border: bool = False
    tempting: bool = False  # whether the points were sought to make an inequality fail

    @property
    def has_values(self) -> Tensor:
        """At which points the conditions hold and every side is a number."""
        good = self.evaluation.holds.clone()
        for side in self.evaluation.sides:
            good &= _by_point(side.value.data.detach(), len(good)).isfinite().all(1)
        return good

    @property
    def counts(self) -> Tensor:
        """Which points count: conditions hold, and no rounding decides which side of a border."""
        good = self.evaluation.holds.clone()
        if self.border:
            for switch in self.evaluation.switches:
                flat = _by_point(switch.difference.data.detach().abs(), len(good))
                good &= ~((flat > 0) & (flat < NEAR)).any(1)
                if not switch.plain:
                    good &= (flat > 0).all(1)
        return good


def _by_point(data: Tensor, points: int) -> Tensor:
    """All entries of each point in a row."""
    return data.expand(points, *data.shape[1:]).reshape(points, -1)
