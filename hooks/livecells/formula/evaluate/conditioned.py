"""Points at which conditions hold, or sides have values: where few are such, others are sought."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from livecells.formula.evaluate.draws import drawn, generator_of
from livecells.formula.evaluate.points import Names

_SCALES = (1.0, 0.3, 0.1, 0.03, 3.0, 10.0)
_WHOLE = (1.0, 3.0)
_AROUND = (
    0.0,
    0.01,
    0.1,
    0.4,
)  # of the numbers in conditions, and from 100 < x < 101 to its middle
_TRIED, _ENTRIES = 200, 4_000  # points from each region; numbers of a symbol, above which fewer
_SALT = 7000


def refilled(
    names: Names,
    values: dict[str, Tensor],
    numbers: Sequence[float],
    holds: Callable[[Mapping[str, Tensor]], Tensor],
    wanted: int,
    most: int | None = None,
) -> dict[str, Tensor]:
    """The points, with others for those at which the conditions do not hold.

    Args:
        names: The symbols.
        values: The points; the run's is the last one where it is known, and stays.
        numbers: Those of the conditions.
        holds: At which points the conditions hold.
        wanted: How many such points are enough.
        most: How many points are replaced, if not all.
    """
    good = holds(names.leaves(values))
    if not values or len(good) < 2 or int(good.sum()) >= wanted:
        return values
    free = torch.nonzero(~good[: len(good) - names.with_run]).flatten()[:most]
    pool = _pool(names, numbers)
    found = torch.nonzero(holds(names.leaves(pool))).flatten()[: len(free)]
    for name, data in values.items() if len(found) else ():
        values[name] = data.clone()
        values[name][free[: len(found)]] = pool[name][found]
    return values


def _pool(names: Names, numbers: Sequence[float]) -> dict[str, Tensor]:
    return names.held(
        {
            name: _of_all_kinds(torch.Size(names.shapes[name]), numbers, _SALT + k)
            for k, name in enumerate(names.varying)
        }
    )


def _of_all_kinds(shape: torch.Size, numbers: Sequence[float], salt: int) -> Tensor:
    """At each point values of one kind: small, large, whole ones, or near the numbers."""
    plain = drawn(shape, max(2, min(_TRIED, _ENTRIES // max(1, shape.numel()))), salt)
    signed = torch.tensor([0.0, *numbers, *(-n for n in numbers)], dtype=torch.float64)
    generator = generator_of(salt)
    near = signed[torch.randint(len(signed), plain.shape, generator=generator)]
    kinds = [scale * plain for scale in _SCALES]
    kinds += [(scale * plain).round() for scale in _WHOLE]
    kinds += [near + scale * plain for scale in _AROUND]
    every = torch.stack(kinds)
    which = torch.randint(len(kinds), (len(plain),), generator=generator)
    return every[which, torch.arange(len(plain))]
