"""Points to which one gets by going down: where the room that a bound leaves is least.

Newton's method with damping, on all numbers together: sides that touch at the optimum of several
variables do so at a point that no random one is near.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from livecells.formula.evaluate.points import Names, grid_values

_STARTS = 10
_ROUNDS = 14
_MOST = 30  # numbers of all symbols
_DAMPING = (1e-12, 1e-6, 1e-3, 0.1, 10.0, 1000.0)
_FAR = 30.0  # further out, what only nears 0 is 0 in numbers
_SMALL = 1e-9
_ASIDE, _RISES = 0.1, 1e-6  # how far from an optimum the room is to be larger, and by how much

# The room that a bound leaves at values, shape (points,), and whether these points count.
Room = Callable[[Mapping[str, Tensor]], tuple[Tensor, Tensor]]


def lowest_values(names: Names, room: Room) -> dict[str, Tensor] | None:
    """Points where the room of a bound is least, of those that have more room around them."""
    start = grid_values(names, _STARTS)
    movable = [name for name in start if name not in names.kept]
    entries = sum(start[name][0].numel() for name in movable)
    if not movable or entries > _MOST:
        return None
    descent = _Descent(names, start, movable, room)
    rows = torch.cat([start[name].reshape(_STARTS, -1) for name in movable], 1) / 2
    for _ in range(_ROUNDS):
        found = descent.step(rows)
        if torch.equal(found, rows):
            break
        rows = found
    rows = torch.where(rows.abs() < _SMALL, 0.0, rows)  # squares of smaller ones are none
    rows = rows[descent.is_in_a_hollow(rows)]
    return descent.values(rows) if len(rows) else None


class _Descent:
    """All numbers that can be moved, as rows, and the room at them."""

    def __init__(
        self, names: Names, start: Mapping[str, Tensor], movable: list[str], room: Room
    ) -> None:
        self.names, self.movable, self.room = names, movable, room
        self.kept = {name: data[:1] for name, data in start.items() if name not in movable}
        self.shapes = {name: start[name].shape[1:] for name in start}

    def values(self, rows: Tensor) -> dict[str, Tensor]:
        """The values of all symbols."""
        sizes = [self.shapes[name].numel() for name in self.movable]
        parts = dict(zip(self.movable, torch.split(rows, sizes, 1), strict=True))
        parts |= {n: data.expand(len(rows), *data.shape[1:]) for n, data in self.kept.items()}
        return {n: parts[n].reshape(len(rows), *shape) for n, shape in self.shapes.items()}

    def _at(self, rows: Tensor) -> Tensor:
        """The room, without end where a point does not count."""
        room, counts = self.room(self.names.leaves(self.values(rows)))
        inside = counts & (rows.abs() <= _FAR).all(1)
        return torch.where(inside & ~room.isnan(), room.detach(), torch.inf)

    def step(self, rows: Tensor) -> Tensor:
        """The rows, each moved to where there is the least room of some places further down."""
        slopes, curves = self._slopes(rows)
        size = curves.abs().amax((1, 2)).clamp(min=1e-9)
        eye = torch.eye(rows.shape[1], dtype=torch.float64)
        tried = [rows]
        for damping in _DAMPING:
            damped = curves + damping * size.reshape(-1, 1, 1) * eye
            ways, bad = torch.linalg.solve_ex(damped.detach(), slopes.unsqueeze(-1))
            tried.append(rows - ways.squeeze(-1).nan_to_num(0, 0, 0) * (bad == 0).unsqueeze(1))
        room = self._at(torch.cat(tried)).reshape(len(tried), len(rows))
        return torch.stack(tried)[room.argmin(0), torch.arange(len(rows))]

    def _slopes(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        leaves = self.names.leaves(self.values(rows))
        moved = [leaves[name] for name in self.movable]
        room, _ = self.room(leaves)
        slopes = _side_by_side(room, moved, len(rows))
        curves = [_side_by_side(slopes[:, k], moved, len(rows)) for k in range(slopes.shape[1])]
        return slopes.detach().nan_to_num(0, 0, 0), torch.stack(curves, 1).nan_to_num(0, 0, 0)

    def is_in_a_hollow(self, rows: Tensor) -> Tensor:
        """Whether there is more room around: what nears 0 further and further out is never 0."""
        own, more = self._at(rows), torch.zeros(len(rows), dtype=torch.bool)
        for k in range(rows.shape[1]):
            aside = torch.zeros_like(rows)
            aside[:, k] = _ASIDE * (1 + rows[:, k].abs())
            for way in (aside, -aside):
                room = self._at(rows + way)
                more |= room.isfinite() & (room - own > _RISES)
        return more & own.isfinite()


def _side_by_side(of: Tensor, moved: list[Tensor], points: int) -> Tensor:
    """The slopes by all numbers, a row for each point; 0 where there are none."""
    if not of.requires_grad:
        return torch.zeros(points, sum(data[0].numel() for data in moved), dtype=torch.float64)
    found = torch.autograd.grad(of.sum(), moved, create_graph=True, allow_unused=True)
    flat = [torch.zeros_like(m) if g is None else g for g, m in zip(found, moved, strict=True)]
    return torch.cat([g.reshape(points, -1) for g in flat], 1)
