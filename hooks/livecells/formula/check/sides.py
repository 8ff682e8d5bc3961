"""The sides of a chain, and the error for a step whose two sides differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from livecells.formula.check.printed import is_number
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import indices, tensors
from livecells.formula.evaluate.sampling import Samples
from livecells.formula.evaluate.scope import Scope
from livecells.formula.syntax.tree import Node


@dataclass(frozen=True)
class Side:
    """An expression for all values of the free indices: `lead` axes, then its own `tail`."""

    node: Node
    tex: str
    value: tensors.Tensor
    lead: tuple[int, ...]

    @property
    def tail(self) -> tuple[int, ...]:
        """The shape of the expression for one value of each free index."""
        return self.value.shape[len(self.lead) :]

    @property
    def is_number(self) -> bool:
        """Whether only numbers are written on this side."""
        return is_number(self.node)


def wrong_step(
    scope: Scope,
    running: Mapping[str, indices.Range],
    sides: tuple[Side, Side],
    samples: Samples,
    place: tuple[int, int],
) -> FormulaError:
    """The error for two sides that differ.

    Args:
        scope: Where the chain stands.
        running: What the chain's free indices run over.
        sides: The left and the right side.
        samples: The values that were compared.
        place: The (cell, point) of the difference to show.
    """
    left, right = sides
    cell, point = place
    here = samples.values[:, point]
    shown = [f"{n.name} = {v:.6g}" for n, v in zip(samples.names, here, strict=True)]
    more = f", ... ({len(shown)} in all)" if len(shown) > 8 else ""
    span = (left.node.span[0], right.node.span[1])
    of_run = samples.with_run and point == samples.values.shape[1] - 1
    where = ", ".join(shown[:8]) + more or "every point: no variable is left"
    return FormulaError(
        f"this step is wrong{_entry(scope, running, sides, cell)}\n"
        f"    left   {left.tex} = {samples.left[cell, point]:.10g}\n"
        f"    right  {right.tex} = {samples.right[cell, point]:.10g}\n"
        f"    {'run' if of_run else 'at '}    {where}",
        scope.tex,
        span,
    )


def _entry(
    scope: Scope, running: Mapping[str, indices.Range], sides: tuple[Side, Side], cell: int
) -> str:
    """Which component differs: the values of the free indices, or the entry of an array."""
    sizes = [run.size for run in running.values()]
    tail = max(sides[0].tail, sides[1].tail, key=len)
    place = [int(k) for k in np.unravel_index(cell, (*sizes, *tail))] if sizes or tail else []
    parts = [f"{index} = {k + scope.base}" for index, k in zip(running, place, strict=False)]
    if tail:
        parts.append("entry " + ", ".join(str(k + 1) for k in place[len(sizes) :]))
    return f" ({', '.join(parts)})" if parts else ""
