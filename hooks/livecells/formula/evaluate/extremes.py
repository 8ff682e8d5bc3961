"""Points at which an inequality is most likely to fail: plain ones, and those where sides touch.

x^2 > 0 fails at one point, which no random point is. So 0, 1, 2 and the numbers of the formula are
tried, and points that Newton's method finds, where both sides are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product

import torch
from torch import Tensor

from livecells.formula.evaluate.points import FOUND, Names, along_one, grid_values, moved_along

_PLAIN = (0.0, 1.0, -1.0, 2.0, -2.0, 0.5)
_NUMBERS = 8  # of the formula, each of either sign
_MIXED = 60
_MOST = 400  # plain points
_STARTS = 24
_ROUNDS = 30
_CLOSE = 1e-5  # the last step of a search that has found something
_STEPS = (0.0, *(s * 10.0**-k for k in (1, 2, 3, 4, 5, 6) for s in (1.0, -1.0)))


def plain_values(names: Names, numbers: Iterable[float]) -> dict[str, Tensor] | None:
    """All symbols at plain numbers, in each combination where there are few symbols."""
    signed = [x for number in list(dict.fromkeys(numbers))[:_NUMBERS] for x in (number, -number)]
    values = list(dict.fromkeys((*_PLAIN, *signed)))
    sizes = {name: torch.Size(names.shapes[name]).numel() for name in names.varying}
    entries = sum(sizes.values())
    if not entries or entries > _MOST:
        return None
    if entries <= 3:
        few = values[: max(4, int(_MOST ** (1 / entries)))]
        rows = torch.tensor(list(product(few, repeat=entries)), dtype=torch.float64)
    else:
        alike = torch.tensor(values, dtype=torch.float64).unsqueeze(1).expand(-1, entries)
        picks = torch.randint(
            len(values), (100, entries), generator=torch.Generator().manual_seed(11)
        )
        every = torch.tensor(values, dtype=torch.float64)
        parts = [alike, every[picks], every.unsqueeze(1) * _units(names), _mixed(names, every)]
        rows = torch.cat(parts)
    cut = torch.split(rows, list(sizes.values()), 1)
    return names.held(
        {
            name: part.reshape(-1, *names.shapes[name]).clone()
            for name, part in zip(sizes, cut, strict=True)
        }
    )


def _units(names: Names) -> Tensor:
    """Unit matrices and first unit vectors: where bounds of norms and traces are sharp."""
    parts = []
    for name in names.varying:
        shape = names.shapes[name] or (1,)
        lead, last = (1, *shape)[-2:]
        unit = torch.eye(lead, last, dtype=torch.float64)
        parts.append(unit.expand(*shape[:-2], lead, last).flatten())
    return torch.cat(parts)


def _mixed(names: Names, values: Tensor) -> Tensor:
    """Each symbol of a kind of its own: 0, all the same, one entry, a unit matrix, signs."""
    generator = torch.Generator().manual_seed(12)
    parts = []
    for name in names.varying:
        shape = names.shapes[name] or (1,)
        lead, last = (1, *shape)[-2:]
        eye = torch.eye(lead, last, dtype=torch.float64).expand(*shape[:-2], lead, last)
        ones = torch.ones(eye.numel(), dtype=torch.float64)
        one = torch.zeros_like(ones)
        one[0] = 1.0
        signs = torch.where(torch.arange(len(ones)) % 2 == 0, ones, -ones)
        kinds = torch.stack([0 * ones, ones, one, eye.flatten(), signs])
        which, size = (
            torch.randint(len(of), (_MIXED,), generator=generator) for of in (kinds, values)
        )
        far = 10.0 ** torch.randint(-2, 3, (_MIXED, 1), generator=generator)
        parts.append(kinds[which] * values[size].unsqueeze(1) * far)
    return torch.cat(parts, 1)


def touching_values(
    names: Names, difference: Callable[[Mapping[str, Tensor]], Tensor]
) -> dict[str, Tensor] | None:
    """Points where the difference of two sides is 0, and others around them.

    Args:
        names: The symbols.
        difference: That of the sides, shape (points, entries), at values.
    """
    values = grid_values(names, _STARTS)
    movable = [name for name in values if name not in names.kept]
    rows = torch.arange(_STARTS)
    chosen: Tensor | None = None
    last = torch.full((_STARTS,), torch.inf, dtype=torch.float64)
    for _ in range(_ROUNDS):
        leaves = names.leaves(values)
        every = difference(leaves)
        if not movable or not every.requires_grad or every.shape[0] != _STARTS:
            return None
        own = every[rows, rows % every.shape[1]]
        values, chosen, way = along_one(values, movable, leaves, own, chosen)
        last = torch.where(way > 0, way, last)  # \tanh x < 1: far out rounding makes the way 0
        if bool((way <= FOUND).all()):
            break
    assert chosen is not None
    size = torch.stack([values[name].reshape(_STARTS, -1).abs().amax(1) for name in movable])
    found = torch.nonzero(last <= _CLOSE * (1 + size.amax(0))).flatten()
    if not len(found):
        return None
    kept = {name: data[found] for name, data in values.items()}
    parts = [moved_along(kept, movable, chosen[found], step) for step in _STEPS]
    return {name: torch.cat([part[name] for part in parts]) for name in kept}
