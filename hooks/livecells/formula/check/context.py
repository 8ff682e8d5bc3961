"""A page's formulas in order: what is defined, what is checked. Only a check imports torch."""

from __future__ import annotations

import copy
import gc
import importlib.util
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np
import numpy.typing as npt

from livecells.formula.check.page import UNKNOWN, Page
from livecells.formula.check.report import RTOL, Floats, Report, Settings
from livecells.formula.errors import FormulaError, in_words
from livecells.formula.evaluate.definitions import as_definition
from livecells.formula.syntax.keys import first_name, given_name, given_names
from livecells.formula.syntax.names import Names, is_builtin
from livecells.formula.syntax.parser import parse
from livecells.formula.syntax.tables import is_bracketed
from livecells.formula.syntax.tree import Chain, Num, Pow, Sym, walk

Given = Mapping[str, npt.ArrayLike]


class Context(Page):
    """One page: the definitions stated so far and the symbols given so far.

    A display that is refused changes nothing; nothing is changed in place.
    """

    def define(
        self,
        tex: str,
        at: Given | None = None,
        equals: npt.ArrayLike | None = None,
        samples: int = 20,
        *,
        again: bool = False,
        name: str = "",
    ) -> Report:
        """Take a display as definitions: `z_i = 3(x_i+2)^2`, `f(x) = x^2`, several in a display.

        A further `= ...` in a chain is a step and is checked; so is `equals`, as in `check`, and a
        value that `at` gives for a defined name. `again`: names may have had another meaning; what
        was made of that is forgotten. `name`: of the equation, for messages.

        Raises:
            FormulaError: The left side is not a name, a step is wrong, or the name means something
                else already.
        """
        return self._run(tex, at, equals, Settings(samples), name, "again" if again else "yes")

    def check(
        self,
        tex: str,
        at: Given | None = None,
        equals: npt.ArrayLike | None = None,
        samples: int = 20,
        *,
        fixed: Collection[str] = (),
        rtol: float = RTOL,
        approx: float | None = None,
        laws: str = "",
        name: str = "",
    ) -> Report:
        r"""Check every step of a display, and its value against one of the run.

        `at`: values of the run by symbol (arrays of any shape, numbers); a key x_i names x.
        `equals`: what every expression of the last chain must be at those values, shape included.
        `samples`: random points from each region. `fixed`: names that keep their value in `at` at
        every point. `rtol`: for values of the run, entry by entry (1e-5 suits float32). `approx`:
        relative tolerance of \approx between two formulas, compared at `at`. `laws`: laws without a
        formula, `p(x, z), q(z \mid x)`. `name`: as in `define`.

        Raises:
            FormulaError: It is not understood, a name is unknown, a step is wrong, or the run has
                another value.
        """
        names = given_names({key: np.ndim(value) > 0 for key, value in (at or {}).items()}, tex)
        held = frozenset(names.get(name) or given_name(name) for name in fixed)
        settings = Settings(samples, rtol, held, approx)
        return self._run(tex, at, equals, settings, name, "", laws)

    def heads(self, tex: str, defining: bool = False) -> set[str]:
        """The names that a display would define, had it not been refused."""
        try:
            chains = parse(tex, self.names({}))
        except FormulaError:
            return first_name(tex)
        found = {meant.name for chain in chains if (meant := as_definition(chain, tex))}
        return found if defining else found - self.definitions.keys()

    def untested(self) -> dict[str, FormulaError]:
        """What is wrong with definitions of which parts were compared with nothing, by equation.

        A definition that was compared in part claims more than was seen: where a symbol is 0 in the
        run, a branch is not taken or a matrix is symmetric, a sign or a term could be wrong.
        """
        found: dict[str, FormulaError] = {}
        if not self.definitions:  # then there may be no torch to look at them with
            return found
        from livecells.formula.check.symbols_of import unknown_names

        for own in self.definitions.values():
            unknown = unknown_names(own, self.definitions, {*self.shapes, *self.lengths})
            if unknown:
                reason = f"{min(unknown)} {UNKNOWN}: no equation of the page gives or defines it"
                found[own.origin] = FormulaError(reason, own.tex, own.body.span)
        for part in self.hidden:
            own = part.definition
            if id(own) in self.used and own.origin not in found:
                reason = (
                    f"the values of the run do not test this part of {own.name}: it could be "
                    "otherwise, and all would hold. Compare with a run of other values (not 0, "
                    "1, or all the same), or state a slope that depends on it"
                )
                found[own.origin] = FormulaError(reason, own.tex, part.node.span)
        return found

    def names(self, values: Mapping[str, Floats]) -> Names:
        """What a display may refer to."""
        functions = {name for name, meant in self.definitions.items() if meant.params}
        variables = (set(self.shapes) | set(self.definitions) | set(values)) - functions
        shapes = self.shapes | {name: value.shape for name, value in values.items()}
        numbers = {n for n, shape in shapes.items() if shape == () and n not in self.definitions}
        arrays = {n for n, shape in shapes.items() if shape and n not in self.definitions}
        arrays |= {name for name, meant in self.definitions.items() if meant.indices}
        free = shapes.keys() - self.definitions.keys()
        return Names(variables, functions, numbers, arrays, free)

    def _refuse_second_meanings(self, tex: str, values: Mapping[str, Floats]) -> None:
        """R^2 = ... has made a name of R^2: an R of the run would give it a second meaning.

        So would a value of f(x), where the page says what f is.
        """
        for name in values:
            base = re.split(r"[(\[]", name)[0]
            if is_bracketed(name) and (base in self.definitions or is_builtin(base)):
                reason = f"{base} is a function here: {name} cannot be a name of its own in `at`"
                raise FormulaError(reason, tex)
        for name in self.definitions:
            base = name.partition("^2")[0] if "^2" in name else name
            if base != name and base in values:
                reason = f"{name} is a name of its own on this page: {base} cannot have a value"
                raise FormulaError(reason, tex)

    def _run(
        self,
        tex: str,
        at: Given | None,
        equals: npt.ArrayLike | None,
        settings: Settings,
        name: str,
        defining: str,
        laws: str = "",
    ) -> Report:
        try:
            if laws:
                return self._with_laws(laws, tex, at or {}, settings, name)
            return self._checked(tex, at, equals, settings, name, defining)
        except FormulaError:
            raise
        except Exception as error:  # whatever it is, it has a place
            reason = in_words(error)
            if isinstance(error, ModuleNotFoundError) and error.name == "torch":
                reason = "formulas are checked with torch, which is not installed"
            raise FormulaError(reason, tex) from error

    def _with_laws(
        self, declared: str, tex: str, at: Given, settings: Settings, name: str
    ) -> Report:
        """What a check says of random tables for these laws; the page knows nothing of them."""
        from livecells.formula.check.far import NUMBERS
        from livecells.formula.check.laws import SAID, laws_of, shapes_of, tables_of

        known = {*self.shapes, *self.definitions, *given_names(dict.fromkeys(at, False))}
        page, laws = copy.copy(self), laws_of(declared, known, tex)
        page.laws = tuple(laws)
        page.definitions = self.definitions | tables_of(laws, tex)
        page.shapes = self.shapes | shapes_of(laws)
        report = page._checked(tex, at, None, settings, name, "")
        steps = (
            replace(step, notes=(*(n for n in step.notes if not n.startswith(NUMBERS)), SAID))
            for step in report.steps
        )
        return replace(report, steps=tuple(steps))

    def _checked(
        self,
        tex: str,
        at: Given | None,
        equals: npt.ArrayLike | None,
        settings: Settings,
        name: str,
        defining: str,
    ) -> Report:
        values = _by_name(tex, at or {})
        expected = None if equals is None else _numbers(tex, "`equals`", equals)
        self._refuse_second_meanings(tex, values)
        chains = parse(tex, self.names(values), alone=expected is not None)
        own_e = "e" in values and not np.allclose(values["e"], np.e, rtol=1e-6)
        if own_e or "e" in self.definitions:
            _refuse_second_e(tex, chains)
        _need_torch(tex)
        _import_checks()
        from livecells.formula.check.display import DisplayCheck
        from livecells.formula.check.laws import over_letters
        from livecells.formula.evaluate.limits import limited

        chains = over_letters(chains, self.laws)
        display = DisplayCheck(self, tex, values, expected, settings, name)
        with limited():
            report = display.checked(chains, defining)
        self.definitions, self.shapes = display.definitions, display.shapes
        self.whole, self.lengths = display.whole, display.lengths
        self.hidden, self.used = display.hidden, display.used
        return report


def _by_name(tex: str, at: Given) -> dict[str, Floats]:
    """The values of `at` by the names that their keys stand for."""
    values: dict[str, Floats] = {}
    keys: dict[str, str] = {}
    arrays = {key: _numbers(tex, f"{key!r} in `at`", value) for key, value in at.items()}
    names = given_names({key: numbers.ndim > 0 for key, numbers in arrays.items()}, tex)
    for key, numbers in arrays.items():
        name = names[key]
        if name in keys:
            raise FormulaError(f"{keys[name]!r} and {key!r} of `at` are one name", tex)
        if name == "pi" and not numbers.ndim and not np.allclose(numbers, np.pi, rtol=1e-6):
            reason = "pi is a number that all know: use another letter in `at`, or give an array"
            raise FormulaError(reason, tex)
        keys[name] = key
        values[name] = numbers
    return values


def _refuse_second_e(tex: str, chains: Iterable[Chain]) -> None:
    """An e with a meaning of its own is no base of powers, but for its square."""
    for node in (node for chain in chains for expr in chain.exprs for node in walk(expr)):
        if isinstance(node, Pow) and node.base == Sym("e") and node.exponent != Num(Fraction(2)):
            reason = "e has another meaning here: write \\exp for the power, or another letter"
            raise FormulaError(reason, tex, node.span)


def _need_torch(tex: str) -> None:
    if importlib.util.find_spec("torch") is None:
        raise FormulaError("displayed equations are checked with torch: install it", tex)


@cache
def _import_checks() -> None:
    """Import torch and what uses it; none of that is garbage, which looking for it takes long."""
    collects = gc.isenabled()
    gc.disable()
    try:
        import livecells.formula.check.display  # noqa: F401
    finally:
        gc.freeze()
        if collects:
            gc.enable()


def _numbers(tex: str, what: str, value: npt.ArrayLike) -> Floats:
    try:
        numbers = np.asarray(value)
        if np.iscomplexobj(numbers):
            raise FormulaError(f"the value of {what} is complex: formulas are of real numbers", tex)
        found = np.asarray(numbers, dtype=np.float64)
    except (TypeError, ValueError, OverflowError, RuntimeError):
        reason = f"the value of {what} is no number, and no array of numbers in even rows"
        raise FormulaError(reason, tex) from None
    if not found.size:
        raise FormulaError(f"the value of {what} has no entries: nothing can be compared", tex)
    return found
