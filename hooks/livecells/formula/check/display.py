"""One display: its definitions are taken together, then each statement is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from livecells.formula.check import idle
from livecells.formula.check.hidden import seen_by, special, without_effect
from livecells.formula.check.idle_values import idle_values
from livecells.formula.check.inverses import inverse_of_known
from livecells.formula.check.left_out import with_what_is_left_out
from livecells.formula.check.membership import (
    MEMBER,
    last_compared,
    member,
    separate,
    stated_sizes,
)
from livecells.formula.check.orders import LEAVES_OUT
from livecells.formula.check.page import UNKNOWN, Page
from livecells.formula.check.readings import meant
from livecells.formula.check.report import Floats, Mark, Report, Settings, Statement, Step
from livecells.formula.check.resizing import at_other_sizes
from livecells.formula.check.sizes import Place
from livecells.formula.check.statement import StatementCheck
from livecells.formula.check.steps import with_steps
from livecells.formula.check.symbols_of import (
    EVERYWHERE,
    bound_names,
    letters_of,
    unknown_names,
    used_names,
)
from livecells.formula.check.taking import Taking
from livecells.formula.check.tempting import counterexample
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.definitions import Definition, as_definition
from livecells.formula.evaluate.symbols import made_of
from livecells.formula.syntax.tree import (
    Cases,
    Chain,
    Sym,
    walk,
)


class DisplayCheck(Taking):
    """One display of a page."""

    def __init__(
        self,
        page: Page,
        tex: str,
        values: Mapping[str, Floats],
        expected: Floats | None,
        settings: Settings,
        name: str,
    ) -> None:
        super().__init__(page, tex, values, expected, settings, name)
        self.confirmed: dict[str, Step] = {}
        self.chains: list[Chain] = []
        self.sized: set[Place] = set()

    def checked(self, chains: list[Chain], defining: str) -> Report:
        """Take the definitions, compare every statement."""
        known = {*self.definitions, *self.shapes, *self.lengths, *self.values, *EVERYWHERE}
        chains = [part for chain in chains for part in separate(chain, self.tex)]
        given = known, self.values, self.definitions
        chains = [with_steps(self, one) for c in chains for one in meant(c, self.tex, *given)]
        chains = [with_what_is_left_out(one, known, self.shapes) for one in chains]
        self.chains, self.defining, self.again = chains, bool(defining), defining == "again"
        if self.settings.approx is not None:
            idle.refuse_loose(self.tex, chains, self.settings.approx)
        if defining == "again":
            self.forget(chains)
        idle.refuse_two_updates(self.tex, chains)
        chains = self.with_parts(chains)
        self.see_rows()
        chains, owned = self.taken(chains)
        judged = last_compared(chains)
        self._confirm_given()
        steps: list[Step] = []
        statements: list[Statement] = []
        compared, value = None, None
        self.sized = stated_sizes(self, chains)
        for chain, own in zip(chains, owned, strict=True):
            wanted = self.expected if chain is judged else None
            found, compared, value = self._statement(chain, own, wanted)
            steps += found
            mark = self._mark(own, found, compared)
            statements.append(Statement(self._written(chain), mark))
        untested = {id(part.definition) for part in self.hidden}
        for place, own in enumerate(owned):  # what another statement's value of the run has tested
            through = own is not None and id(own) in self.used - untested
            if statements[place].mark == "nothing" and through:
                statements[place] = replace(statements[place], mark="run")
        idle.refuse_equivalence(self.tex, chains, statements)
        self._refuse_implications(chains, statements)
        return Report(
            self.tex,
            tuple(steps),
            compared,
            value,
            tuple(own.name for own in owned if own),
            confirmed=tuple(self.confirmed.values()),
            statements=tuple(statements),
            idle=idle_values(self.values, [*self.chains, *chains], self.definitions),
        )

    def _refuse_implications(self, chains: list[Chain], statements: list[Statement]) -> None:
        """What follows from a statement about the run has to follow wherever that is true."""
        for place in range(1, len(chains)):
            pair = chains[place - 1], chains[place]
            about_run = all(statements[place - k].mark == "run" for k in (0, 1))
            if not about_run or not idle.implies(pair) or any(own.ranges for own in pair):
                continue
            exprs = (*pair[0].exprs, *pair[1].exprs)
            where = counterexample(self.assembled(Chain(exprs, ("=",) * 3)))
            if where:
                reason = (
                    f"this does not follow: the first statement holds, and it does not, at {where}"
                )
                raise FormulaError(reason, self.tex, pair[1].span)

    def _written(self, chain: Chain) -> str:
        spans = [expr.span for expr in chain.exprs]
        return self.tex[min(s[0] for s in spans) : max(s[1] for s in spans)]

    def _mark(self, own: Definition | None, found: list[Step], compared: Step | None) -> Mark:
        found = [step for step in found if not step.is_idle]
        if any(step.route == "points" for step in found):
            return "points"
        confirmed = own is not None and own.name in self.confirmed
        return "run" if found or compared is not None or confirmed else "nothing"

    def _statement(
        self, chain: Chain, own: Definition | None, wanted: Floats | None
    ) -> tuple[list[Step], Step | None, Floats | None]:
        if own is not None:
            found = inverse_of_known(self, own)
            if found or self._is_open(chain, own, wanted):
                return found, None, None
        idle.refuse_value(chain, self.definitions, self.tex, own is not None, wanted is not None)
        if chain.relations == MEMBER:
            return [member(self, chain)], None, None
        check = self.assembled(chain)
        if own is not None and wanted is not None:
            idle.refuse_negative(own, wanted, chain.exprs[0])
        if own is not None and any(isinstance(node, Cases) for node in walk(own.body)):
            _ = check.batches  # gaps and overlaps of its cases show at their borders
        if own is None:
            idle.refuse_options(check.names, self.settings, self.tex, len(self.chains))
            if self.expected is None:
                idle.refuse_nothing(
                    chain, check.names, self.definitions, self.tex, check.compared_entries
                )
        check.against_run = wanted is not None
        found = self._steps(check, chain, own)
        found = at_other_sizes(self, chain, check, found, 1 if own else 0, self.sized)
        compared, value = None, None
        if wanted is not None:
            compared, value = check.compare_with(wanted)
        self._see_hidden(check, own, found, compared is not None)
        if own is not None and compared is not None:
            mine = [part for part in self.hidden if part.definition is own]
            moot = without_effect(mine, check.formula, check.random.leaves) if mine else set()
            gone = {id(mine[k].node) for k in moot}
            self.hidden = tuple(part for part in self.hidden if id(part.node) not in gone)
        return found, compared, value

    def _steps(self, check: StatementCheck, chain: Chain, own: Definition | None) -> list[Step]:
        """The relations of a statement; a second definition of a name has to say the same."""
        head = as_definition(chain, self.tex)
        try:
            return check.steps(first=1 if own else 0)
        except FormulaError as error:
            before = self.definitions.get(head.name) if head and self.defining else None
            if own is not None or before is None:
                raise
            where = f" by equation {before.origin!r}" if before.origin else ""
            reason = (
                f"{before.name} is defined{where} already, and this is not the same: use another "
                f"letter, or `define: again`\n{error.message}"
            )
            raise FormulaError(reason, error.tex, error.span) from None

    def _see_hidden(
        self, check: StatementCheck, own: Definition | None, found: list[Step], compared: bool
    ) -> None:
        """Which parts of definitions this statement has tested."""
        names = made_of(self.definitions, used_names(check.formula.exprs))
        live = {name: self.definitions[name] for name in names if name in self.definitions}
        about = [p for p in self.hidden if live.get(p.definition.name) is p.definition]
        if not about or not (found or compared):
            return
        alike = special(check.names.run)
        vague = {n for n in live if made_of(self.definitions, {n}) & alike}
        first = 1 if own else 0
        exact = [sign != LEAVES_OUT for sign in check.chain.relations[first:]]
        points = [step.route == "points" for step in found]
        pairs = [(first + k, first + k + 1) for k, held in enumerate(points) if held and exact[k]]
        rtol = self.settings.rtol if compared else None
        seen = seen_by(about, check.formula, check.random.leaves, pairs, rtol, vague)
        gone = {id(about[k].node) for k in seen}
        if compared:
            self.used |= {id(about[k].definition) for k in seen}
        self.hidden = tuple(part for part in self.hidden if id(part.node) not in gone)

    def _is_open(self, chain: Chain, own: Definition, wanted: Floats | None) -> bool:
        """Whether a definition is made of names that have no value yet: it is tested where used."""
        known = {*self.shapes, *self.lengths}
        letters = letters_of(own.body) - self.definitions.keys() - known - EVERYWHERE
        new = sorted(letters - bound_names(own.body) - set(own.indices) - set(own.params))
        if new and not own.params:
            reason = f"the index {', '.join(new)} is free here, but not on the left"
            raise FormulaError(reason, self.tex, own.body.span)
        unknown = unknown_names(own, self.definitions, known)
        open_params = any(param not in self.shapes for param in own.params)
        if not unknown and not open_params:
            return False
        if own.params and not unknown and wanted is None and len(chain.exprs) == 2:
            return self._fails_with_numbers(chain)
        return wanted is None and len(chain.exprs) == 2

    def _fails_with_numbers(self, chain: Chain) -> bool:
        """Whether a function is one of arrays, which are not known yet."""
        try:
            self.assembled(chain)
        except FormulaError:
            return True
        return False

    # --- comparisons ----------------------------------------------------------------------------

    def _confirm_given(self) -> None:
        """A name that is both defined and given must have the given value at the other values."""
        for name, value in self.values.items():
            meant = self.definitions.get(name)
            if meant is None or meant.params or name in self.confirmed:
                continue
            alone = Chain((Sym(name, span=(0, len(name))),), ())
            try:
                own = self._check_named(alone, name)
                self.confirmed[name] = own.compare_with(value)[0]
                self._see_hidden(own, None, [], True)
            except FormulaError as error:
                if UNKNOWN in error.message:
                    continue  # what it is made of comes later: it is compared where it is used
                reason = f"{self._defined_and_given(meant)}: {error.message}"
                raise FormulaError(reason, meant.tex) from None
            self.confirmed[name] = replace(self.confirmed[name], lhs=name)

    def _check_named(self, alone: Chain, name: str) -> StatementCheck:
        made = made_of(self.definitions, {name}) & self.shapes.keys() - self.definitions.keys()
        missing = sorted(made - self.values.keys())
        if name in self.earlier and missing:
            made_text = ", ".join(missing)
            raise FormulaError(
                f"it is made of {made_text}; give {made_text} too, or use another letter"
            )
        check = self.assembled(alone)
        check.tex = name
        check.formula = replace(check.formula, scope=replace(check.formula.scope, tex=name))
        return check

    def _defined_and_given(self, meant: Definition) -> str:
        if meant.name not in self.earlier:
            return f"{meant.name} is given in `at`, but its definition differs"
        where = f"equation {meant.origin!r} above" if meant.origin else "an equation above"
        return f"{meant.name} is defined by {where}, and `at` gives it another value"
