"""A page's formulas in order: what is defined, what is checked. Only a check imports SymPy."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from livecells.formula.check.given import (
    Given,
    by_meaning,
    given_name,
    whole_numbers,
)
from livecells.formula.check.report import Floats, Report, Settings, Step
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.definitions import (
    Definition,
    Shape,
    as_definition,
    index_base,
    stated_lengths,
    without_dependents,
)
from livecells.formula.syntax.keys import first_name
from livecells.formula.syntax.names import Names
from livecells.formula.syntax.parser import parse
from livecells.formula.syntax.tree import Chain, Deriv, EvaluatedAt, Sym, walk

if TYPE_CHECKING:
    from livecells.formula.check.chain import ChainCheck
    from livecells.formula.evaluate.evaluator import Evaluator


UNKNOWN = "is not known here"  # in what is said of a name that nothing gives a meaning


class Context:
    """One page: the definitions stated so far and the shapes of the symbols given so far.

    A name that is defined anew takes with it every definition that was made of the old one.
    """

    def __init__(self) -> None:
        self.definitions: dict[str, Definition] = {}
        self.shapes: dict[str, Shape] = {}
        self._origin = ""  # of the display that is being read
        self._earlier: frozenset[str] = frozenset()  # what was defined before it

    def define(
        self,
        tex: str,
        at: Given | None = None,
        equals: npt.ArrayLike | None = None,
        samples: int = 20,
        *,
        name: str = "",
    ) -> Report:
        """Take a display as definitions: `z_i = 3(x_i+2)^2`, `f(x) = x^2`, several in a display.

        A further `= ...` in a chain is a step and is checked; so is `equals`, as in `check`.
        `name`: of the equation, for messages about what it defines.

        Raises:
            FormulaError: The left side is not a name, or a step is wrong.
        """
        return self._run(tex, at, equals, Settings(samples), name, defining=True)

    def check(
        self,
        tex: str,
        at: Given | None = None,
        equals: npt.ArrayLike | None = None,
        samples: int = 20,
        means: str | None = None,
        *,
        fixed: Collection[str] = (),
        rtol: float = 1e-5,
        approx: float | None = None,
        name: str = "",
    ) -> Report:
        r"""Check every step of a display, and its value against one of the run.

        `at`: values of the run by symbol (arrays of any shape, numbers); a key x_i names x.
        `equals`: what every expression of the last chain must be at those values, shape included;
        a chain whose left side is new is then a definition, confirmed by the run.
        `samples`: random points a step. `means`: Python for a display that cannot be read,
        evaluated with `np` and the names of `at`; needs `equals`. `fixed`: names that keep their
        value in `at` at every random point. `rtol`: for values of the run, relative to the largest
        (1e-5 suits float32).
        `approx`: relative tolerance of \approx between two formulas, compared at `at`. `name`: as
        in `define`.

        Raises:
            FormulaError: It is not understood, a name is unknown, a step is wrong, or the run has
                another value.
        """
        if means is not None:
            return by_meaning(tex, at or {}, equals, means, rtol)
        held = frozenset(given_name(name) for name in fixed)
        settings = Settings(samples, rtol, held, approx)
        return self._run(tex, at, equals, settings, name, defining=False)

    def heads(self, tex: str, defining: bool = False) -> set[str]:
        """The names that a display would define, had it not been refused."""
        try:
            chains = parse(tex, self._names(tex, {}))
        except FormulaError:
            return first_name(tex)
        found = {meant.name for chain in chains if (meant := as_definition(chain, tex))}
        return found if defining else found - self.definitions.keys()

    # --- one display ----------------------------------------------------------------------------

    def _run(
        self,
        tex: str,
        at: Given | None,
        equals: npt.ArrayLike | None,
        settings: Settings,
        name: str,
        defining: bool,
    ) -> Report:
        values = {given_name(k): np.asarray(v, np.float64) for k, v in (at or {}).items()}
        expected = None if equals is None else np.asarray(equals, dtype=np.float64)
        chains = parse(tex, self._names(tex, values))
        before = self.definitions, self.shapes
        self._origin, self._earlier = name, frozenset(self.definitions)
        self.definitions = dict(self.definitions)
        self.shapes = self.shapes | {name: value.shape for name, value in values.items()}
        try:
            return self._compared(tex, chains, values, expected, settings, defining)
        except FormulaError:
            self.definitions, self.shapes = before  # what was refused defines nothing
            raise

    def _compared(
        self,
        tex: str,
        chains: list[Chain],
        values: Mapping[str, Floats],
        expected: Floats | None,
        settings: Settings,
        defining: bool,
    ) -> Report:
        fresh = [self._takes(chain, tex, values, defining, expected) for chain in chains]
        steps: list[Step] = []
        confirmed: dict[str, Step] = {}
        compared, value = None, None
        for chain, meant in zip(chains, fresh, strict=True):
            wanted = expected if chain is chains[-1] else None
            if meant and len(chain.exprs) == 2 and wanted is None:
                if meant.name in values and not meant.params:
                    confirmed |= self._confirm_alone(chain, tex, values, settings)
                continue
            found, given = self._check(chain, tex, values, settings)
            confirmed |= given
            steps += found.steps(first=1 if meant else 0)
            if wanted is not None:
                compared, value = found.compare_with(wanted)
        defined = tuple(d.name for d in fresh if d)
        given_too = tuple(confirmed.values())
        return Report(tex, tuple(steps), compared, value, defined, confirmed=given_too)

    def _confirm_alone(
        self, chain: Chain, tex: str, values: Mapping[str, Floats], settings: Settings
    ) -> dict[str, Step]:
        """Compare a definition with the value that is given of its name.

        What it is made of may be defined later: then it is compared where it is used.
        """
        try:
            return self._check(chain, tex, values, settings)[1]
        except FormulaError as error:
            if UNKNOWN in error.message:
                return {}
            raise

    def _names(self, tex: str, values: Mapping[str, Floats]) -> Names:
        functions = {name for name, meant in self.definitions.items() if meant.params}
        variables = (set(self.shapes) | set(self.definitions) | set(values)) - functions
        return Names(variables, functions)

    def _takes(
        self,
        chain: Chain,
        tex: str,
        values: Mapping[str, Floats],
        defining: bool,
        expected: Floats | None,
    ) -> Definition | None:
        """Store the definition that a chain is, or None for a chain that is only to be checked."""
        meant = as_definition(chain, tex)
        if defining and meant is None:
            reason = "a definition begins with a name: x = ..., z_i = ..., f(x) = ..."
            raise FormulaError(reason, tex, chain.exprs[0].span)
        if not defining and (meant is None or self._has_meaning(meant, values)):
            return None
        assert meant is not None
        if not defining and expected is None:
            reason = f"{meant.name} is not known here: is this its definition? Or give it in `at`"
            raise FormulaError(reason, tex, chain.exprs[0].span)
        self._store(meant)
        return meant

    def _has_meaning(self, meant: Definition, values: Mapping[str, Floats]) -> bool:
        builtin = bool(meant.params) and meant.name.lower() in BUILTIN
        label = meant.name in self.definitions or meant.name in self.shapes
        return builtin or label or meant.name in values

    def _store(self, meant: Definition) -> None:
        before = self.definitions.get(meant.name)
        if before is not None and before.body != meant.body:
            self.definitions = without_dependents(self.definitions, meant.name)
        self._earlier -= {meant.name}
        self.definitions[meant.name] = replace(meant, origin=self._origin)
        for param in meant.params:
            if param not in self.definitions:
                self.shapes.setdefault(param, ())

    def _check(
        self,
        chain: Chain,
        tex: str,
        values: Mapping[str, Floats],
        settings: Settings,
    ) -> tuple[ChainCheck, dict[str, Step]]:
        from livecells.formula.check.chain import ChainCheck
        from livecells.formula.evaluate import indices
        from livecells.formula.evaluate.evaluator import Evaluator
        from livecells.formula.evaluate.scope import Scope

        evaluator = Evaluator(
            self.shapes | self._implied(chain), self.definitions, whole_numbers(values)
        )
        scope = Scope(tex, index_base(chain), lengths=stated_lengths(chain))
        meant = [d for d in self.definitions.values() if not d.params]
        bodies = [(d.body, Scope(d.tex, d.base)) for d in meant]
        indices.learn_lengths(evaluator, [*bodies, *((expr, scope) for expr in chain.exprs)])
        confirmed = dict(self._confirm_given(evaluator, values, settings))
        return ChainCheck(evaluator, chain, scope, values, settings), confirmed

    def _implied(self, chain: Chain) -> dict[str, Shape]:
        r"""Variables that a display introduces itself, as numbers: \frac{d}{dx}, |_{x=1}."""
        targets: list[Sym] = []
        for expr in chain.exprs:
            for node in walk(expr):
                if isinstance(node, Deriv):
                    targets += node.targets
                elif isinstance(node, EvaluatedAt):
                    targets += [target for target, _ in node.points]
        known = set(self.shapes) | set(self.definitions)
        return {t.name: () for t in targets if not t.subs and t.name not in known}

    def _confirm_given(
        self, evaluator: Evaluator, values: Mapping[str, Floats], settings: Settings
    ) -> Iterator[tuple[str, Step]]:
        """A name that is both defined and given must have the given value at the other values."""
        from livecells.formula.check.chain import ChainCheck
        from livecells.formula.evaluate.scope import Scope

        for name, value in values.items():
            meant = self.definitions.get(name)
            if meant is not None and not meant.params:
                alone = Chain((Sym(name, span=(0, len(name))),), ())
                try:
                    check = ChainCheck(evaluator, alone, Scope(name, meant.base), values, settings)
                    self._refuse_half_given(meant, check)
                    yield name, check.compare_with(value)[0]
                except FormulaError as error:
                    reason = f"{self._defined_and_given(meant)}: {error.message}"
                    raise FormulaError(reason, meant.tex) from None

    def _refuse_half_given(self, meant: Definition, check: ChainCheck) -> None:
        missing = check.missing(check.sides[0].value.cells.flat)
        if meant.name in self._earlier and missing:
            made = ", ".join(missing)
            raise FormulaError(f"it is made of {made}; give {made} too, or use another letter")

    def _defined_and_given(self, meant: Definition) -> str:
        if meant.name not in self._earlier:
            return f"{meant.name} is given in `at`, but its definition differs"
        where = f"equation {meant.origin!r} above" if meant.origin else "an equation above"
        return f"{meant.name} is defined by {where}, and `at` gives it another value"
