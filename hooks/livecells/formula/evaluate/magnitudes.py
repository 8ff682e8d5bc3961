r"""Values of many sizes, from millionths to millions, of either sign.

What holds for |x| < 8 may be false at 1000, and e^x is larger than any number that is written;
what holds for |x| > 0.1 may be false at 0.001, as that the slope of \tanh 1000 x is 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from livecells.formula.evaluate.points import Names

# Between them what grows as e^x does: it ends a little above 700.
_SIZES = (*(10.0**k for k in range(-6, 7)), 16.0, 25.0, 40.0, 60.0, 150.0, 300.0, 500.0, 700.0, 5e3)
_SMALL = (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1)
_BESIDE = 0.5  # what the other numbers are, where one is far out or near 0
_MIXED = 40
_MOST = 60  # numbers of all symbols


def values_of_many_sizes(names: Names) -> dict[str, Tensor] | None:
    """All numbers of one size, one of them alone, and each of its own; None for large arrays."""
    return _values(names, _SIZES, (0.0, _BESIDE))


def values_near_zero(names: Names) -> dict[str, Tensor] | None:
    """The same, of small numbers, and none of them 0: there x^n and its slope are another case."""
    return _values(names, _SMALL, (_BESIDE,))


def _values(
    names: Names, magnitudes: Sequence[float], besides: Sequence[float]
) -> dict[str, Tensor] | None:
    sizes = {name: torch.Size(names.shapes[name]).numel() for name in names.varying}
    entries = sum(sizes.values())
    if not entries or entries > _MOST:
        return None
    signed = torch.tensor([s * x for x in magnitudes for s in (1, -1)], dtype=torch.float64)
    generator = torch.Generator().manual_seed(13)
    picks = torch.randint(len(signed), (_MIXED, entries), generator=generator)
    parts = [signed.unsqueeze(1).expand(-1, entries)]
    parts += [signed[picks]] if entries > 1 else []
    for place in sorted({0, *_firsts(list(sizes.values()))}) if entries > 1 else ():
        for beside in besides:
            alone = torch.full((len(signed), entries), beside, dtype=torch.float64)
            alone[:, place] = signed
            parts.append(alone)
    cut = torch.split(torch.cat(parts), list(sizes.values()), 1)
    return names.held(
        {
            name: part.reshape(-1, *names.shapes[name]).clone()
            for name, part in zip(sizes, cut, strict=True)
        }
    )


def _firsts(sizes: list[int]) -> list[int]:
    """The places of the first number of each symbol."""
    return [sum(sizes[:k]) for k in range(len(sizes))]
