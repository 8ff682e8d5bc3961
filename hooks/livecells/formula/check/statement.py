"""One statement of a display: every relation of it, at points and at the values of the run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from torch import Tensor

from livecells.formula.check.approximations import approximate
from livecells.formula.check.at_run import AtRun
from livecells.formula.check.domain import refuse_kept, refuse_without_value, stated_for
from livecells.formula.check.far import refuse_far, refuse_near_zero
from livecells.formula.check.lost_digits import refuse_lost
from livecells.formula.check.orders import LEAVES_OUT, of_order
from livecells.formula.check.plain import all_say_little, takes_few_values
from livecells.formula.check.printed import printed_tolerance
from livecells.formula.check.readings import BY_SLOPES, CONSTANTS, refuse_value
from livecells.formula.check.report import Floats, Route, Step
from livecells.formula.check.rounding import by_rounding
from livecells.formula.check.said import said
from livecells.formula.check.sides import Side, of_dots, shape_text
from livecells.formula.check.tempting import RELATIONS, fails, tempting
from livecells.formula.check.wrong import rounded_hint, told_apart, value_text, wrong_step
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.products import fitted
from livecells.formula.evaluate.scope import located
from livecells.formula.evaluate.values import FITTED
from livecells.formula.syntax.tree import Sym, walk


class StatementCheck(AtRun):
    """One statement, against values of the run where those are known."""

    def steps(self, first: int = 0) -> list[Step]:
        """Every relation from the `first` on (the one before defines). Raises at a wrong one."""
        found = []
        refuse_kept(self.chain, self.names, self.tex)
        last_formula: int | None = None
        for place, relation in enumerate(self.chain.relations):
            if place >= first:
                found.append(self._step(place, relation, place + 1))
            if not self.sides[place].is_number:
                last_formula = place
            beyond = last_formula is not None and last_formula < place
            if beyond and relation == "=" and not self.sides[place + 1].is_number:
                self._equal(last_formula or 0, place + 1)
        refuse_without_value(self)
        self._refuse_no_slope()
        return found

    def _refuse_no_slope(self) -> None:
        r"""An integral of 0 is any number, as is \int 0^1 x\,dx, of which the _ is forgotten."""
        written = {self.tex[slice(*expr.span)].strip() for expr in self.chain.exprs}
        if not any(note.startswith(BY_SLOPES) for note in self.chain.notes) or written & CONSTANTS:
            return
        places = range(len(self.chain.relations))
        for a, b in (self.entries(self.random, place, place + 1) for place in places):
            if any(bool((side.nan_to_num(0) != 0).any()) for side in (a, b)):
                return
        raise FormulaError(
            "an integral of 0 without limits is any number, so nothing is compared here: is a _ "
            "missing? Write \\int_0^1",
            self.tex,
        )

    def _step(self, left: int, relation: str, right: int) -> Step:
        if relation == "~":
            return approximate(self, left, right)
        if relation == LEAVES_OUT:
            return of_order(self, left, right)
        ordered = relation in RELATIONS
        step = self._ordered(left, relation, right) if ordered else self._equal(left, right)
        if step.route == "points":
            refuse_lost(self, left, relation, right)
            more, upto = refuse_far(self, left, relation, right)
            more += refuse_near_zero(self, left, relation, right)
            step = replace(step, points=step.points + more)
            return said(self, step, upto)
        return said(self, step)

    def at_sizes(self, place: int) -> Step:
        """The relation after one expression, at random points only."""
        self.batches = [self.random]
        sign = self.chain.relations[place]
        if sign in RELATIONS:
            return self._ordered(place, sign, place + 1)
        return self._equal(place, place + 1)

    def _equal(self, left: int, right: int) -> Step:
        sides = self.sides[left], self.sides[right]
        worst, points = 0.0, 0
        for batch in self.batches:
            a, b = self.entries(batch, left, right)
            use = self.usable(batch, a, b)
            apart = (a - b).abs()
            wrong = use.unsqueeze(1) & ~(apart <= self.tolerance(batch, left, right, a, b))
            if bool(wrong.any()):
                wrong &= ~(apart <= by_rounding(self, batch, left, right))
                wrong &= ~self.doubtful(batch, wrong).unsqueeze(1)
            if bool(wrong.any()):
                if self._is_about_run(sides, use, wrong):
                    return self.at_run(left, right, self.run_tolerance(left, right))
                raise wrong_step(self, batch, (left, right), wrong, a, b)
            points += int(use.sum())
            worst = max(
                worst, float(apart[use].max()) if bool(use.any()) and apart.numel() else 0.0
            )
        return Step(sides[0].tex, sides[1].tex, self._route, points, worst)

    def _is_about_run(self, sides: tuple[Side, Side], use: Tensor, wrong: Tensor) -> bool:
        """Whether one side is a number, so that the statement is about the run's values.

        It is not, where both sides agree at many points and differ beyond a kink; nor where the
        values of the run are such that much else would be true too.
        """
        if self.random.run is None or stated_for(self.chain, self.names):
            return False
        if not any(side.is_number for side in sides):
            if self.names.all_fixed:
                return True  # float32 has its own rounding
            return self._steps_on(sides) and not all_say_little(self.names)
        few_values = any(map(takes_few_values, (side.node for side in sides)))
        if (
            not few_values
            and len(use) == len(wrong)
            and int((use & ~wrong.any(1)).sum()) > max(1, int(use.sum()) // 8)
        ):
            return False
        formulas = sum(not side.is_number for side in self.sides)
        if formulas > 1 and self.against_run:
            return True  # formulas of the chain are compared at points, and each with the run
        return not (self.names.run and all_say_little(self.names))

    def _steps_on(self, sides: tuple[Side, Side]) -> bool:
        """Whether x_{t+1} = ... says how the entries of a given array come one from the other."""
        left, right = (side.node for side in sides)
        if not isinstance(left, Sym) or left.name not in self.names.run:
            return False
        entries = {n.subs for n in walk(right) if isinstance(n, Sym) and n.name == left.name}
        return bool(entries) and left.subs not in entries and () not in entries

    def _ordered(self, left: int, relation: str, right: int) -> Step:
        sides = self.sides[left], self.sides[right]
        points = 0
        for batch in [*self.batches, *tempting(self, left, right)]:
            a, b = self.entries(batch, left, right)
            use = self.usable(batch, a, b)
            wrong = use.unsqueeze(1) & fails(self, batch, left, relation, right)
            if bool(wrong.any()):
                raise wrong_step(self, batch, (left, right), wrong, a, b)
            points += int(use.sum())
        return Step(sides[0].tex, sides[1].tex, self._route, points, 0.0)

    @property
    def _route(self) -> Route:
        return "run" if self.names.all_fixed else "points"

    def compare_with(self, equals: Floats) -> tuple[Step, Floats]:
        """Every expression of the chain at the values of the run, against a value of the run."""
        refuse_value(self.chain, self.tex)
        if not np.isfinite(equals).all():
            raise FormulaError(
                f"the run's value {value_text(equals)} compares with nothing", self.tex
            )
        worst, found = 0.0, equals
        for place in range(len(self.sides)):
            found = self._shaped(self.sides[place], place, equals)
            if not np.isfinite(found).all():
                reason = f"at the run's values {self.sides[place].tex} has no value"
                raise FormulaError(reason, self.tex, self.sides[place].node.span)
            self._same_as_run(place, found, equals)
            worst = float(np.abs(found - equals).max(initial=0.0))
        return Step(self.sides[-1].tex, "", "run", int(equals.size), worst), found

    def _shaped(self, side: Side, place: int, equals: Floats) -> Floats:
        """The side's values in the shape of the run's value, if they belong in it."""
        if side.value.layout in FITTED:
            with located(side.node, self.formula.scope):
                side = replace(side, value=fitted(side.value, equals.shape))
        shape = side.value.shape
        without_row = side.lead + side.tail[1:] if side.tail[:1] == (1,) else shape
        row = bool(side.value.layout) and len(side.tail) == 1 and (1, *side.tail)
        zero = side.is_number and bool((side.value.data == 0).all())
        if equals.shape not in (shape, without_row, row) and not (zero and shape == ()):
            raise FormulaError(
                f"shapes differ: {side.tex} has shape {shape_text(shape)}, the run's value "
                f"{shape_text(equals.shape)}{of_dots(side, self.formula.definitions)}",
                self.tex,
                side.node.span,
            )
        row_of = self.run_row(place).numpy()
        if side.value.layout == "" and row_of.size != equals.size and side.value.shape:
            row_of = side.value.data.detach()[-1].reshape(-1).numpy()
        return np.broadcast_to(row_of, equals.size).reshape(equals.shape).astype(np.float64)

    def _same_as_run(self, place: int, found: Floats, equals: Floats) -> None:
        side = self.sides[place]
        size = np.maximum(np.abs(found), np.abs(equals))
        tolerance = self.rtol(side) * size
        if not (np.abs(found - equals) <= tolerance).all():
            flat = side.value.data.detach().reshape(side.value.data.shape[0], -1).abs()
            data = self.scale(self.random, range(len(self.sides)), flat)
            row = np.broadcast_to(data[-1].numpy(), equals.size).reshape(equals.shape)
            tolerance = tolerance + self.grain * row
        digits = self.digits(place, size)
        tolerance = tolerance if digits is None else np.minimum(tolerance, digits)
        printed = printed_tolerance(side.node) if "~" in self.chain.relations else None
        if printed is not None:
            tolerance = tolerance + float(printed.max())
        if not (np.abs(found - equals) <= tolerance).all():
            ours, theirs = told_apart(found, equals)
            raise FormulaError(
                f"the run gives another value\n    equation  {side.tex} = {ours}\n"
                f"    run       {theirs}\n    at        {self._where_run()}"
                f"{rounded_hint(side, np.abs(found - equals))}",
                self.tex,
                side.node.span,
            )

    def _where_run(self) -> str:
        needed = set(self.names.shapes)
        shown = [f"{k} = {value_text(v)}" for k, v in self.at.items() if k in needed]
        return "; ".join(shown) or "every point"
