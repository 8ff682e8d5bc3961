"""The sides of a statement at points: random ones, borders, the run's; and what counts as equal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import torch
from torch import Tensor

from livecells.formula.check.batch import Batch
from livecells.formula.check.no_value import refuse_border, refuse_divergence
from livecells.formula.check.report import Floats, Settings
from livecells.formula.check.sides import (
    Formula,
    Side,
    aligned,
    differentiates,
    point_text,
)
from livecells.formula.check.symbols_of import numbers_in, used_names
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.conditioned import refilled
from livecells.formula.evaluate.limits import TooManyError
from livecells.formula.evaluate.points import Names, border_values, random_values
from livecells.formula.evaluate.series import UNSETTLED
from livecells.formula.evaluate.symbols import made_of
from livecells.formula.syntax.names import builtin
from livecells.formula.syntax.tree import Call, Chain, Node, walk

_NEAR_ZERO = frozenset({"sin", "cos", "tan", "log", "log2", "log10", "expm1", "softplus"})
EXACT = 1e-9  # of two sides from the same numbers: what they differ by is rounding
_FORMULAS = 1e-11  # where symbols stand in both: a number in one may be 100000001 or 10^{-10}
GRAIN = 1e-7  # of float32, for what cancels
ROUNDING = 1e-13  # of the size of the terms
_DOUBTS = 6  # points that slopes are looked into at: where more are wrong, the formula is
_FEW = 4  # samples where there is no room for more


class Comparison:
    """The sides of one statement at points, and how far they may be apart."""

    def __init__(
        self,
        chain: Chain,
        formula: Formula,
        names: Names,
        at: Mapping[str, Floats],
        settings: Settings,
    ) -> None:
        self.chain, self.formula, self.names = chain, formula, names
        self.at, self.settings = at, settings
        self.tex = formula.scope.tex
        self.orders: Mapping[int, Node] = {}  # what is left out, by its side
        self.partly = False  # whether at some points one side alone had a value
        self.against_run = False  # whether a value of the run is compared, too

    @cached_property
    def random(self) -> Batch:
        """The sides at random points, the run's point last; derivatives are confirmed at a few."""
        try:
            return self._at_random(self.settings.samples)
        except TooManyError:  # what has very many entries is compared at fewer points
            return self._at_random(min(_FEW, self.settings.samples))

    def _at_random(self, samples: int) -> Batch:
        values = random_values(self.names, samples)
        if self.formula.conditions:
            numbers = numbers_in(self.formula.conditions)
            holding = self.formula.holding
            values = refilled(self.names, values, numbers, holding, self.settings.samples)
        batch = self._at(values)
        found, enough = int(batch.has_values.sum()), self._enough(len(batch.evaluation.holds))
        if found < enough:  # a root of x^2 - 16: some points without a value stay, to be told
            numbers = numbers_in(self.formula.exprs)
            values = refilled(
                self.names,
                values,
                numbers,
                lambda leaves: Batch(dict(leaves), self.formula.at(leaves)).has_values,
                enough,
                enough - found,
            )
            batch = self._at(values)
        return batch

    def _at(self, values: Mapping[str, Tensor]) -> Batch:
        leaves = self.names.leaves(values)
        confirm = self.settings.confirm and any(map(differentiates, self.formula.exprs))
        evaluation = self.formula.at(leaves, confirm)
        points = next((len(data) for data in values.values()), 1)
        run = points - 1 if self.names.with_run and self.names.shapes else None
        return Batch(leaves, evaluation, run)

    def _enough(self, points: int) -> int:
        """At how many points both sides have to have a value."""
        return 1 if points == 1 else max(2, min(self.settings.samples, points) // 2)

    @cached_property
    def batches(self) -> list[Batch]:
        """Random points, and those around the borders where the formulas turn."""
        random = self.random
        switches = random.evaluation.switches
        if not switches:
            return [random]
        values = border_values(
            self.names, lambda leaves: self.formula.at(leaves).switches, len(switches)
        )
        if values is None:
            return [random]
        leaves = self.names.leaves(values)
        return [random, Batch(leaves, self.formula.at(leaves), border=True)]

    @property
    def sides(self) -> list[Side]:
        """All expressions at the random points."""
        return list(self.random.evaluation.sides)

    def compared_entries(self) -> int:
        """How many numbers each relation compares."""
        return max(side.value.data[0].numel() for side in self.sides)

    def entries(self, batch: Batch, left: int, right: int) -> tuple[Tensor, Tensor]:
        """The entries of two sides at the points of a batch."""
        sides = batch.evaluation.sides
        a, b = aligned(sides[left], sides[right], self.tex)
        points = len(batch.evaluation.holds)
        return a.expand(points, -1), b.expand(points, -1)

    def usable(self, batch: Batch, a: Tensor, b: Tensor) -> Tensor:
        """The points where both sides have a value; the run's must be one, and enough others."""
        finite = (a.isfinite() & b.isfinite()).all(1)
        use = batch.counts & finite
        refuse_divergence(self.chain, self.tex, batch, ~finite)
        refuse_border(self.chain, self.tex, batch, a, b)
        if not bool(finite.all()):
            self.partly |= bool((batch.counts & (a.isnan().any(1) != b.isnan().any(1))).any())
        enough = self._enough(len(use))
        if not batch.border and int(use.sum()) < enough:
            found = int(use.sum())
            reason = f"both sides are real and finite together at {found} points only of {enough}"
            if not batch.evaluation.settles:
                raise FormulaError(UNSETTLED, self.tex)
            where = "" if found else ": is there a root, a logarithm, an inverse of what has none?"
            raise FormulaError(f"{reason} needed{where}", self.tex)
        if batch.run is not None:
            if not bool(batch.evaluation.holds[batch.run]):
                raise FormulaError("the condition does not hold at the run's values", self.tex)
            if not bool(finite[batch.run]):
                raise FormulaError(
                    "at the run's values one side has no value "
                    f"({point_text(batch.leaves, batch.run)})",
                    self.tex,
                    self.chain.span if self.chain.span != (0, 0) else None,
                )
        return use

    def tolerance(self, batch: Batch, left: int, right: int, a: Tensor, b: Tensor) -> Tensor:
        """How far each entry of two sides may be apart by rounding."""
        sides = batch.evaluation.sides
        numbers = sides[left].is_number or sides[right].is_number
        exact = max(EXACT if numbers else _FORMULAS, sides[left].rough, sides[right].rough)
        size = torch.maximum(a.abs(), b.abs())
        if bool(((a - b).abs() <= exact * size).all()):
            return exact * size
        return exact * size + ROUNDING * 100 * self.scale(batch, (left, right), size)

    def doubtful(self, batch: Batch, wrong: Tensor) -> Tensor:
        """Which of the points that are wrong are so because autograd lost a number on its way."""
        places = torch.nonzero(wrong.any(1)).flatten()
        slopes = any(map(differentiates, self.formula.exprs))
        found = torch.zeros(len(wrong), dtype=torch.bool)
        if batch.border or not slopes or len(places) > _DOUBTS:
            return found
        try:
            leaves = {
                name: data if len(data) == 1 else data.detach()[places].requires_grad_()
                for name, data in batch.leaves.items()
            }
            found[places] = self.formula.doubts(leaves)
        except FormulaError:
            return found  # what cannot be confirmed is not excused
        if batch.run is not None:
            found[batch.run] = False
        return found

    def scale(self, batch: Batch, places: Iterable[int], size: Tensor) -> Tensor:
        """How large the terms are that make up each entry of these sides."""
        scale = size
        for side in (batch.evaluation.sides[place] for place in places):
            if differentiates(side.node):
                scale = scale.clamp(min=1.0)
            elif self._cancels(side.node):
                scale = scale.clamp(min=1e-3)
            value = self.formula.scales(batch.leaves, side.node)
            data = value.data.detach().reshape(value.data.shape[0], -1)
            scale = torch.maximum(scale, _widened(data.nan_to_num(0, 0, 0), scale.shape[1]))
        return scale

    def _cancels(self, node: Node) -> bool:
        """Whether a function is used that is near 0 where its argument is not: sin, log."""
        known = self.formula.definitions
        reached = made_of(known, used_names((node,)))
        roots = [node, *(known[name].body for name in reached if name in known)]
        calls = (n.name for root in roots for n in walk(root) if isinstance(n, Call))
        return any(builtin(name) in _NEAR_ZERO for name in calls)

    def run_row(self, place: int) -> Tensor:
        """The entries of a side at the run's values. Raises where a symbol has none there."""
        missing = sorted(set(self.names.shapes) - set(self.names.run) - set(self.names.whole))
        value = self.sides[place].value.data.detach()
        if not missing:
            return value.reshape(value.shape[0], -1)[-1]
        flat = self._at_run_but_for(missing, place)
        if not torch.equal(flat.nan_to_num(), flat[-1:].expand_as(flat).nan_to_num()):
            reason = f"a value of the run is needed for {', '.join(missing)}: give it in `at`"
            raise FormulaError(reason, self.tex)
        return flat[-1]

    def _at_run_but_for(self, names: list[str], place: int) -> Tensor:
        """The entries of a side at the run's values, with these names as they are at each point."""
        leaves = dict(self.random.leaves)
        for name in leaves.keys() & self.names.run.keys() - set(names):
            whole = self.names.run[name].expand_as(leaves[name]).clone()
            leaves[name] = whole.requires_grad_(leaves[name].requires_grad)
        value = self.formula.at(leaves).sides[place].value.data.detach()
        return value.reshape(value.shape[0], -1)

    def conditioning(self, places: Iterable[int]) -> Tensor:
        """How fast the sides change at the run's point, for a relative change of all values."""
        step = 1e-6
        fastest = torch.zeros(self.compared_entries(), dtype=torch.float64)
        generator = torch.Generator().manual_seed(5)
        for _ in range(2):
            moved = {
                name: (
                    data[-1:].detach() * (1 + step * _noise(data[-1:].shape, generator))
                ).requires_grad_()
                for name, data in self.random.leaves.items()
                if data.requires_grad
            }
            other = self.formula.at(self.random.leaves | moved).sides
            for place in places:
                before = self.sides[place].value.data.detach()[-1:].flatten()
                after = other[place].value.data.detach()[-1:].flatten()
                change = ((after - before).abs() / step).nan_to_num(0, 0, 0)
                fastest = torch.maximum(fastest, _widened(change, len(fastest)))
        return fastest


def _widened(entries: Tensor, width: int) -> Tensor:
    """One 0 for each value of the indices, where it stands for an array of zeros."""
    return entries.repeat_interleave(max(1, width // max(1, entries.shape[-1])), -1)


def _noise(shape: torch.Size, generator: torch.Generator) -> Tensor:
    return torch.randn(shape, generator=generator, dtype=torch.float64)
