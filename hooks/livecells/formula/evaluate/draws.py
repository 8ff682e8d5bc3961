"""Random numbers: the same for the same symbol of the same shape, in every build."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor

SEED = 4500  # any fixed number: the same page is checked at the same points in every build

# Where random values are drawn from: everywhere, where log and sqrt live, where probabilities live.
REGIONS = ((-2.0, 2.0), (0.2, 2.2), (0.05, 0.95))
FAR = (2.0, 12.0)  # of either sign
_SMALL = 32  # entries of a symbol of which the values are drawn once for all statements


def generator_of(salt: int = 0) -> torch.Generator:
    """A generator of its own for each salt."""
    return torch.Generator().manual_seed(SEED + salt)


def drawn(shape: torch.Size, count: int, salt: int) -> Tensor:
    """Values from each region in turn, then each from a region of its own, then far ones."""
    small = shape.numel() <= _SMALL
    return _kept(shape, count, salt) if small else _new(shape, count, salt)


@lru_cache(256)
def _kept(shape: torch.Size, count: int, salt: int) -> Tensor:
    return _new(shape, count, salt)


def _new(shape: torch.Size, count: int, salt: int) -> Tensor:
    few = max(2, count // 3)
    mixed = [(REGIONS[(salt + k) % len(REGIONS)], few // 2) for k in (1, 2)]
    parts = [*((region, count) for region in REGIONS), *mixed, ((-1.0, 1.0), few), (FAR, few)]
    unit = torch.rand(
        sum(size for _, size in parts), *shape, generator=generator_of(salt), dtype=torch.float64
    )
    cut = torch.split(unit, [size for _, size in parts])
    *near, sign, far = (
        low + (high - low) * drawn for drawn, ((low, high), _) in zip(cut, parts, strict=True)
    )
    return torch.cat([*near, torch.sign(sign) * far])


def grid(shape: torch.Size, points: int, salt: int) -> Tensor:
    """Random values with few binary digits, so that borders can be met exactly."""
    generator = generator_of(100 + salt)
    return torch.randint(-40, 41, (points, *shape), generator=generator).double() / 16
