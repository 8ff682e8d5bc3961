"""The steps of one chain `a = b = c`: each is proved, or compared in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np

from livecells.formula.check.printed import (
    finite_difference,
    is_number,
    printed_tolerance,
    shape_text,
    value_text,
)
from livecells.formula.check.report import Floats, Route, Settings, Step
from livecells.formula.check.sides import Side, wrong_step
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import indices, sympy_cells, tensors
from livecells.formula.evaluate.evaluator import Evaluator
from livecells.formula.evaluate.sampling import TOLERANCE, Samples, close, sample
from livecells.formula.evaluate.scope import Scope
from livecells.formula.evaluate.sympy_cells import Expr
from livecells.formula.syntax.tree import Chain, Node


class ChainCheck:
    """One chain against `at`, the values of the run by name."""

    def __init__(
        self,
        evaluator: Evaluator,
        chain: Chain,
        scope: Scope,
        at: Mapping[str, Floats],
        settings: Settings,
    ) -> None:
        self.evaluator, self.chain, self.scope = evaluator, chain, scope
        self.at, self.settings = at, settings
        self.running = indices.free(evaluator, chain.exprs, scope)
        self._refuse_new_indices()
        self._hold_stated_ranges()
        self.lead = tuple(size for run in self.running.values() for size in run.shape)

    def _refuse_new_indices(self) -> None:
        """An index that is new on a right side is a slip, even where the value is the same."""
        known: set[str] = set()
        symbolic = False
        for expr in self.chain.exprs:
            found = indices.names(self.evaluator, expr, self.scope)
            if symbolic and found - known:
                letters = ", ".join(sorted(found - known))
                reason = f"the index {letters} is free here, but not on the left"
                raise FormulaError(reason, self.scope.tex, expr.span)
            known |= found
            symbolic = symbolic or not is_number(expr)

    def _hold_stated_ranges(self) -> None:
        """`i = 1, ..., 4` beside an equation must be what i runs over."""
        for index, first, last in self.chain.ranges:
            run = self.running.get(index)
            ends = self.evaluator.integer(first, self.scope), self._last(last, run)
            if run is None or range(ends[0], ends[1] + 1) != run.values(self.scope.base):
                size = "nothing" if run is None else f"{run.size} entries"
                reason = f"{index} = {ends[0]}, ..., {ends[1]} is stated, but it runs over {size}"
                raise FormulaError(reason, self.scope.tex, first.span)

    def _last(self, last: Node, run: indices.Range | None) -> int:
        name = getattr(last, "name", None)
        unknown = name is not None and name not in self.evaluator.whole
        if unknown and run is not None and not self.evaluator.knows(str(name), self.scope):
            return run.values(self.scope.base)[-1]
        return self.evaluator.integer(last, self.scope)

    def side(self, node: Node) -> Side:
        """One expression of the chain, for all values of the free indices."""
        value = self.evaluator.over_indices(node, self.running, self.scope)
        return Side(node, self.scope.tex[slice(*node.span)], value, self.lead)

    @cached_property
    def sides(self) -> list[Side]:
        """All expressions of the chain."""
        return [self.side(expr) for expr in self.chain.exprs]

    # --- steps ----------------------------------------------------------------------------------

    def steps(self, first: int = 0) -> list[Step]:
        """Every equality from the `first` on (the one before defines). Raises at a wrong one."""
        pairs = list(zip(self.sides, self.chain.relations, self.sides[1:], strict=False))
        return [self._step(left, relation, right) for left, relation, right in pairs[first:]]

    def _step(self, left: Side, relation: str, right: Side) -> Step:
        a, b = self._aligned(left, right)
        if relation == "~":
            return self._approximate(left, right, a, b)
        names = sympy_cells.free_symbols([*a, *b])
        found = self._sampled(a, b, names, left, right)
        place = found.difference()
        if place is None:
            route: Route = "symbolic" if sympy_cells.all_equal(a, b) else "numeric"
            return Step(left.tex, right.tex, route, found.values.shape[1], found.worst)
        if names and (left.is_number or right.is_number) and self._covers(names):
            return self._at_values(left, right, a, b, self._relative(b))
        raise wrong_step(self.scope, self.running, (left, right), found, place)

    def _sampled(
        self, a: list[Expr], b: list[Expr], names: list[Expr], left: Side, right: Side
    ) -> Samples:
        given = self._given()
        fixed = {name: given[name] for name in names if self._is_fixed(name) and name in given}
        found = sample(a, b, names, self.settings.samples, given, fixed)
        enough = self.settings.samples if names else 1
        if found.values.shape[1] < enough:
            raise FormulaError(
                f"both sides are real and finite together at {found.values.shape[1]} points only "
                f"of {enough} needed:\n    {left.tex}\n    {right.tex}",
                self.scope.tex,
            )
        return found

    def _is_fixed(self, name: Expr) -> bool:
        return str(name.name).partition("[")[0] in self.settings.fixed

    def _aligned(self, left: Side, right: Side) -> tuple[list[Expr], list[Expr]]:
        """The cells of both sides, pair by pair; 0 may stand for an array of zeros."""
        a, b = left.value, right.value
        if left.tail != right.tail and not self._fits(left, right):
            raise FormulaError(
                f"shapes differ: {shape_text(left.tail)} on the left, "
                f"{shape_text(right.tail)} on the right\n"
                f"    left   {left.tex}\n    right  {right.tex}",
                self.scope.tex,
            )
        if a.cells.size != b.cells.size:
            shape = max(a.shape, b.shape, key=len)
            spread = [np.broadcast_to(side.cells, shape) for side in (a, b)]
            return list(spread[0].flat), list(spread[1].flat)
        return list(a.cells.flat), list(b.cells.flat)

    def _fits(self, left: Side, right: Side) -> bool:
        a, b = left.tail, right.tail
        if () in (a, b):
            zero = left if a == () else right
            return all(cell == 0 for cell in zero.value.cells.flat) and zero.is_number
        column = (min(a, b, key=len)[0], 1)
        loose = left.value.loose or right.value.loose or column in (a, b)
        return loose and tensors.same_but_for_layout(a, b)

    # --- at the values of the run ---------------------------------------------------------------

    def _given(self) -> dict[Expr, float]:
        """Variable -> its value in `at`."""
        given: dict[Expr, float] = {}
        for name, values in self.at.items():
            if name in self.evaluator.shapes:
                cells = self.evaluator.variables(name, values.shape)
                given |= dict(zip(cells.flat, map(float, values.flat), strict=True))
        return given

    def _covers(self, names: Sequence[Expr]) -> bool:
        given = self._given()
        return all(name in given for name in names)

    def missing(self, cells: Iterable[Expr]) -> list[str]:
        """The names that the cells need and that have no value in `at`."""
        names, given = sympy_cells.free_symbols(cells), self._given()
        return sorted({str(n.name).partition("[")[0] for n in names if n not in given})

    def at_run(self, cells: Sequence[Expr]) -> Floats:
        """Cells at the values of `at`, (cells,). Raises where a variable has no value there."""
        missing = self.missing(cells)
        if missing:
            reason = f"a value of the run is needed for {', '.join(missing)}: give it in `at`"
            raise FormulaError(reason, self.scope.tex)
        names, given = sympy_cells.free_symbols(cells), self._given()
        values = np.array([[given[name]] for name in names]).reshape(len(names), 1)
        evaluate = sympy_cells.numeric(cells, names)
        return evaluate(values).reshape(-1)

    def _relative(self, cells: Sequence[Expr]) -> Floats:
        largest = float(np.abs(self.at_run(cells)).max(initial=0.0))
        return np.full(1, self.settings.rtol * largest)

    def _at_values(
        self, left: Side, right: Side, a: list[Expr], b: list[Expr], tolerance: Floats
    ) -> Step:
        found, expected = self.at_run(a), self.at_run(b)
        if close(found, expected, tolerance):
            worst = float(np.abs(found - expected).max(initial=0.0))
            return Step(left.tex, right.tex, "value", len(a), worst)
        names = sympy_cells.free_symbols([*a, *b])
        given = self._given()
        values = np.array([[given[name]] for name in names]).reshape(len(names), 1)
        samples = Samples(names, values, found[:, None], expected[:, None], with_run=True)
        place = int(np.argmax(np.abs(found - expected))), 0
        raise wrong_step(self.scope, self.running, (left, right), samples, place)

    def _approximate(self, left: Side, right: Side, a: list[Expr], b: list[Expr]) -> Step:
        """The tolerance of an approximation is half a unit of the last digit printed."""
        for side in (right, left):
            printed = printed_tolerance(side.node)
            if printed is not None:
                spread = np.broadcast_to(printed, side.tail).ravel()
                repeats = max(1, len(a) // max(1, spread.size))
                return self._at_values(left, right, a, b, np.tile(spread, repeats))
        if self.settings.approx is None:
            reason = "\\approx needs a printed number on one side, or a tolerance (`approx`)"
            raise FormulaError(reason, self.scope.tex, right.node.span)
        scale = np.abs(self.at_run(b)).max(initial=0.0)
        return self._at_values(left, right, a, b, np.full(1, self.settings.approx * scale))

    def compare_with(self, equals: Floats) -> tuple[Step, Floats]:
        """Every expression of the chain at the values of the run, against a value of the run."""
        for side in self.sides:
            found = self._shaped(side, equals)
            self._same_as_run(side, found, equals)
        worst = float(np.nanmax(np.abs(finite_difference(found, equals)), initial=0.0))
        return Step(side.tex, "", "value", int(equals.size), worst), found

    def _shaped(self, side: Side, equals: Floats) -> Floats:
        """The side's values in the shape of the run's value, if they belong in it."""
        shape = side.value.shape
        without_row = side.lead + side.tail[1:] if side.tail[:1] == (1,) else shape
        column = side.value.loose and len(side.tail) == 1 and (1, *side.tail)
        if equals.shape not in (shape, without_row, column):
            raise FormulaError(
                f"shapes differ: {side.tex} has shape {shape_text(shape)}, the run's value "
                f"{shape_text(equals.shape)}",
                self.scope.tex,
                side.node.span,
            )
        return self.at_run(list(side.value.cells.flat)).reshape(equals.shape)

    def _same_as_run(self, side: Side, found: Floats, equals: Floats) -> None:
        finite = np.abs(equals[np.isfinite(equals)])
        tolerance = self.settings.rtol * finite.max(initial=0.0) + TOLERANCE * 1e-3
        printed = printed_tolerance(side.node) if "~" in self.chain.relations else None
        if printed is not None:
            tolerance += float(printed.max())
        if not close(found, equals, tolerance):
            raise FormulaError(
                f"the run gives another value\n    equation  {side.tex} = {value_text(found)}\n"
                f"    run       {value_text(equals)}\n    at        {self._where_run(side)}",
                self.scope.tex,
                side.node.span,
            )

    def _where_run(self, side: Side) -> str:
        names = sympy_cells.free_symbols(side.value.cells.flat)
        needed = {str(name.name).partition("[")[0] for name in names}
        shown = [f"{k} = {value_text(v)}" for k, v in self.at.items() if k in needed]
        return "; ".join(shown) or "every point"
