"""The points at which two sides are compared: random ones, borders of what decides, the run's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from livecells.formula.evaluate.choices import Switch
from livecells.formula.evaluate.draws import REGIONS, drawn, generator_of, grid
from livecells.formula.evaluate.limits import hold
from livecells.formula.evaluate.values import Shape

_MANY = 400  # entries of all symbols, above which there are fewer points
_SWITCHES = 16  # borders that are visited
_AT_EACH = 4  # points of one border
_BORDER = 400_000  # numbers of all points of borders
_ROUNDS = 24
# From a border to either side, times the size of what is moved.
_STEPS = (0.3, -0.3, 1e-3, -1e-3, 1e-5, -1e-5)
PARTS = 1 + len(_STEPS)  # of the points of borders: on them, and at each step off them
FOUND = 1e-14  # the last step of a search that is at its end
_FAR_OUT, _STEEP = 100.0, 1e-6  # a slope at which a difference that is 0 is no rounding
NEAR = 1e-9  # closer to a border than this, but not on it, rounding decides the side


@dataclass(frozen=True)
class Names:
    """The symbols that vary.

    Args:
        shapes: Their shapes.
        run: Their values in the run, those that have one.
        fixed: Those that keep the run's value at every point.
        whole: Whole numbers that count or choose entries: the same at every point.
        among: The values that some can have, as cases for y = 0 and for y = 1 say.
        chances: Those that are probabilities and add up to 1, with the axis along which.
        symmetric: Matrices that are said to be so.
        ones: Those whose entries are said to add up to 1, with the axis along which.
        units: Vectors that are said to have the length 1.
    """

    shapes: Mapping[str, Shape]
    run: Mapping[str, Tensor]
    fixed: frozenset[str] = frozenset()
    whole: Mapping[str, Tensor] = field(default_factory=dict)
    among: Mapping[str, Tensor] = field(default_factory=dict)
    chances: Mapping[str, int] = field(default_factory=dict)
    symmetric: frozenset[str] = frozenset()
    ones: Mapping[str, int] = field(default_factory=dict)
    units: frozenset[str] = frozenset()

    @property
    def with_run(self) -> bool:
        """Whether the run's values of all are known."""
        return all(name in self.run or name in self.whole for name in self.shapes)

    def leaves(self, values: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The tensors to evaluate at: `values` as variables, the whole numbers as they are."""
        found = {name: data.detach().clone().requires_grad_() for name, data in values.items()}
        return found | {name: data.unsqueeze(0) for name, data in self.whole.items()}

    @property
    def all_fixed(self) -> bool:
        """Whether nothing varies though there are symbols."""
        return bool(self.shapes) and self.fixed >= set(self.varying)

    @property
    def varying(self) -> list[str]:
        """The names that have a value of their own at each point."""
        return [name for name in self.shapes if name not in self.whole]

    @property
    def kept(self) -> frozenset[str]:
        """Those whose entries cannot be moved one by one."""
        return (
            self.fixed
            | self.among.keys()
            | self.chances.keys()
            | self.symmetric
            | self.ones.keys()
            | self.units
        )

    def held(self, values: dict[str, Tensor]) -> dict[str, Tensor]:
        """The same with the run's value for what is fixed, and with one of `among`."""
        for k, name in enumerate(self.among.keys() & values.keys()):
            shape, few = values[name].shape, self.among[name]
            values[name] = few[torch.randint(len(few), shape, generator=generator_of(300 + k))]
        for name in self.chances.keys() & values.keys():
            positive = values[name].abs() + 1e-3
            values[name] = positive / positive.sum(self.chances[name], keepdim=True)
        for name in self.ones.keys() & values.keys():
            values[name] = _adding_to_one(values[name], self.ones[name])
        for name in self.units & values.keys():
            values[name] = _of_length_one(values[name])
        for name in self.symmetric & values.keys():
            values[name] = (values[name] + values[name].transpose(-1, -2)) / 2
        for name in self.fixed & values.keys() & self.run.keys():
            values[name] = self.run[name].expand_as(values[name])
        return values


def _adding_to_one(data: Tensor, axis: int) -> Tensor:
    """Positive numbers become shares; others are all moved as far as is needed."""
    whole = data.sum(axis, keepdim=True)
    moved = data + (1 - whole) / data.shape[axis]
    return torch.where((data > 0).all(axis, keepdim=True), data / whole, moved)


def _of_length_one(data: Tensor) -> Tensor:
    """Vectors in their directions; the first unit vector for 0."""
    first = torch.eye(1, data.shape[-1], dtype=data.dtype).expand_as(data)
    found = torch.where((data == 0).all(-1, keepdim=True), first, data)
    length: Tensor = torch.linalg.vector_norm(found, dim=-1, keepdim=True)
    return found / length


def random_values(names: Names, count: int) -> dict[str, Tensor]:
    """Random values of every varying symbol, the run's at the end where they are known."""
    entries = sum(torch.Size(names.shapes[name]).numel() for name in names.varying)
    if entries > _MANY:
        count = max(2, count * _MANY // entries)
        hold(entries * len(REGIONS) * count)
    found = names.held(
        {
            name: drawn(torch.Size(names.shapes[name]), count, k)
            for k, name in enumerate(names.varying)
        }
    )
    if names.with_run:
        return {
            name: torch.cat([data, names.run[name].unsqueeze(0)]) for name, data in found.items()
        }
    return found


def around(names: Names, count: int = 8) -> dict[str, Tensor]:
    """Values near those of the run: each entry up to a third larger or smaller.

    An array of zeros and ones chooses entries, as a direction (1, 0) does, and stays. Numbers that
    are near each other, as x and x_0 of a Taylor series, stay so.
    """
    found = {}
    for k, name in enumerate(names.varying):
        run = names.run[name]
        near = (j for j, other in enumerate(names.varying[:k]) if _are_near(run, names.run[other]))
        generator = generator_of(200 + next(near, k))
        unit = torch.rand(count, *run.shape, generator=generator, dtype=torch.float64)
        chooses = run.dim() > 0 and bool((run == 0).any() and (run * run == run).all())
        found[name] = run.expand_as(unit) if chooses else run * (1 + 0.6 * (unit - 0.5))
    return names.held(found)


def _are_near(one: Tensor, other: Tensor) -> bool:
    if one.dim() or other.dim():
        return False
    apart = float((one - other).abs())
    return 0 < apart <= 0.3 * float(torch.maximum(one.abs(), other.abs()))


def border_values(
    names: Names, switches: Callable[[Mapping[str, Tensor]], Sequence[Switch]], count: int
) -> dict[str, Tensor] | None:
    """Points on each border where a formula turns, and on both sides of it.

    Args:
        names: The symbols.
        switches: What decides, evaluated at values; always the same in the same order.
        count: How many switches there are.
    """
    entries = sum(torch.Size(names.shapes[name]).numel() for name in names.varying)
    count = min(count, _SWITCHES, max(1, _BORDER // (entries * _AT_EACH * (1 + len(_STEPS)) + 1)))
    points = count * _AT_EACH
    block = torch.arange(points) // _AT_EACH
    start = values = grid_values(names, points)
    movable = [name for name in values if name not in names.kept]
    chosen: Tensor | None = None
    for _ in range(_ROUNDS):
        leaves = names.leaves(values)
        found = switches(leaves)[:count]
        differences = _own_difference(found, block)
        if not movable or not differences.requires_grad:
            return None
        values, chosen, last = along_one(values, movable, leaves, differences, chosen)
        if bool((last <= FOUND).all()):
            break
    assert chosen is not None
    values = _near_start(values, start, differences.detach())
    parts = [moved_along(values, movable, chosen, size) for size in (0.0, *_STEPS)]
    return {name: torch.cat([part[name] for part in parts]) for name in values}


def _near_start(
    values: dict[str, Tensor], start: Mapping[str, Tensor], differences: Tensor
) -> dict[str, Tensor]:
    """The points, but for those that ran away without end: they are put back."""
    lost = torch.zeros(len(differences), dtype=torch.bool)
    for data in values.values():
        far = ~(data.reshape(len(lost), -1).abs() < _FAR_OUT).all(1)
        lost |= far & ~(differences.abs() < NEAR)
    for name, data in values.items():
        each = lost.reshape(-1, *[1] * (data.dim() - 1))
        values[name] = torch.where(each, start[name], data)
    return values


def grid_values(names: Names, points: int) -> dict[str, Tensor]:
    """Values of every varying symbol from which borders are looked for."""
    return names.held(
        {
            name: grid(torch.Size(names.shapes[name]), points, k)
            for k, name in enumerate(names.varying)
        }
    )


def along_one(
    values: dict[str, Tensor],
    movable: Sequence[str],
    leaves: Mapping[str, Tensor],
    differences: Tensor,
    chosen: Tensor | None,
) -> tuple[dict[str, Tensor], Tensor, Tensor]:
    """One step of Newton's method at each point, along one coordinate.

    Args:
        values: The points.
        leaves: The same as variables.
        movable: The symbols of which one entry may be moved.
        differences: What is to become 0, computed from the leaves, one number for each point.
        chosen: The coordinate to move at each point; None at the first step.

    Returns:
        The new points, the coordinates, and how far each point went.
    """
    points = len(differences)
    slopes = torch.autograd.grad(
        differences.sum(), [leaves[name] for name in movable], allow_unused=True
    )
    flat = [
        torch.zeros(points, leaves[n][0].numel(), dtype=torch.float64)
        if s is None
        else s.reshape(points, -1)
        for n, s in zip(movable, slopes, strict=True)
    ]
    chosen = _choose(flat) if chosen is None else chosen
    slope, own = torch.cat(flat, 1)[torch.arange(points), chosen], differences.detach()
    change = (own / slope).nan_to_num(0.0, 0.0, 0.0)
    way = torch.where((own == 0) & (slope.abs() > _STEEP), FOUND, change.abs())
    return _shifted(values, movable, chosen, -change), chosen, way


def _own_difference(switches: Sequence[Switch], block: Tensor) -> Tensor:
    """For each point one entry of the difference that its block is about."""
    rows = []
    for place, switch in enumerate(switches):
        own = torch.nonzero(block == place).flatten()
        data = switch.difference.data
        flat = data.expand(len(block), *data.shape[1:]).reshape(len(block), -1)
        rows.append(flat[own, torch.arange(len(own)) % flat.shape[1]])
    return torch.cat(rows)


def _choose(flat: Sequence[Tensor]) -> Tensor:
    """The coordinate to move at each point: a random one of those that matter."""
    slopes = torch.cat([part.abs() for part in flat], 1).nan_to_num()
    noise = torch.rand(slopes.shape, generator=generator_of(7), dtype=torch.float64)
    return ((slopes > 1e-6) * (0.1 + noise)).argmax(1)


def moved_along(
    values: dict[str, Tensor], movable: Sequence[str], chosen: Tensor, size: float
) -> dict[str, Tensor]:
    """The points off a border: one coordinate of each is moved by a part of its size."""
    whole = _side_by_side(values, movable, len(chosen))
    own = whole[torch.arange(len(chosen)), chosen]
    return _shifted(values, movable, chosen, size * own.abs().clamp(min=1))


def _side_by_side(values: dict[str, Tensor], movable: Sequence[str], points: int) -> Tensor:
    return torch.cat([values[name].reshape(points, -1) for name in movable], 1).clone()


def _shifted(
    values: dict[str, Tensor], movable: Sequence[str], chosen: Tensor, by: Tensor
) -> dict[str, Tensor]:
    """The points with one coordinate of each moved."""
    whole = _side_by_side(values, movable, len(chosen))
    whole[torch.arange(len(chosen)), chosen] += by
    sizes = [values[name][0].numel() for name in movable]
    parts = torch.split(whole, sizes, 1)
    moved = {n: part.reshape(values[n].shape) for n, part in zip(movable, parts, strict=True)}
    return values | moved
