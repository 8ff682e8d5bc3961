"""What a display defines: names taken where the author says so, rows of matrices among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from livecells.formula.check.assembly import Assembly
from livecells.formula.check.hidden import all_parts
from livecells.formula.check.membership import last_compared
from livecells.formula.check.page import Page
from livecells.formula.check.printed import is_number
from livecells.formula.check.report import Floats, Settings
from livecells.formula.check.rows import of_entries
from livecells.formula.check.twins import (
    EACH,
    apart,
    definition_apart,
    is_of_parts,
    made_of_its_parts,
)
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.composed import as_function
from livecells.formula.evaluate.definitions import (
    Definition,
    as_definition,
    without_dependents,
)
from livecells.formula.syntax.names import CONSTANTS, SIGNS, builtin, is_builtin
from livecells.formula.syntax.tree import Chain, Node, Pow, Sym, walk


class Taking(Assembly):
    """The definitions of a display, beside those of its page."""

    def __init__(
        self,
        page: Page,
        tex: str,
        values: Mapping[str, Floats],
        expected: Floats | None,
        settings: Settings,
        name: str,
    ) -> None:
        super().__init__(page, tex, values, expected, settings)
        self.name, self.defining, self.again = name, False, False
        self.earlier, self.known = frozenset(page.definitions), frozenset(page.shapes)
        self.hidden, self.used = page.hidden, page.used

    def forget(self, chains: list[Chain]) -> None:
        """What a display defines anew has lost its old meaning, and so has what was made of it."""
        heads = [as_definition(chain, self.tex) for chain in chains]
        for own in heads:
            if own is not None:
                self.definitions = without_dependents(self.definitions, own.name)
                self.lengths.pop(own.name, None)
        self.earlier &= self.definitions.keys()

    def with_parts(self, chains: list[Chain]) -> list[Chain]:
        """The statements where f and the f_i that it is made of are two things, as on the page."""
        last = last_compared(chains) if self.expected is not None else None
        new = made_of_its_parts([c for c in chains if self.defining or c is last], self.tex)
        heads = {
            own.name for c in chains if (own := as_definition(c, self.tex)) and is_of_parts(own)
        }
        parts = {name for name, own in self.definitions.items() if is_of_parts(own)}
        new &= heads | parts
        new -= self.definitions.keys() - parts
        for own in list(self.definitions.values()) if new else ():
            other = definition_apart(own, new)
            if other is not own:
                del self.definitions[own.name]
                self.definitions[other.name] = other
                self.hidden = tuple(part for part in self.hidden if part.definition is not own)
                self.hidden += all_parts(other)
        letters = new | {n.removesuffix(EACH) for n in self.definitions if n.endswith(EACH)}
        return [apart(chain, letters) for chain in chains] if letters else chains

    def taken(self, chains: list[Chain]) -> tuple[list[Chain], list[Definition | None]]:
        """Each statement with the rows of matrices that it is about, and what it defines."""
        last = last_compared(chains) if self.expected is not None else None
        found: list[Chain] = []
        owned: list[Definition | None] = []
        for chain in chains:
            plain = self.with_rows(chain)
            owned.append(self._takes(plain, self.defining or chain is last))
            found.append(plain)
        if len(chains) > 1 and any(owned):  # what stands below may say of how many entries it is
            found = [self.with_rows(chain) for chain in found]
            owned = [own and self._again(own, c) for c, own in zip(found, owned, strict=True)]
        whole = [self.of_rows(c, own) for c, own in zip(found, owned, strict=True)]
        both = zip(whole, owned, strict=True)
        return [of_entries(c, own, self.shapes.get) for c, own in both], owned

    def _again(self, own: Definition, chain: Chain) -> Definition:
        """The definition, of rows if the statement is now one of rows."""
        body = chain.exprs[1]
        return own if body == own.body or own.params else self._replaced(own, body)

    def _replaced(self, own: Definition, body: Node) -> Definition:
        other = self.definitions[own.name] = replace(own, body=body)
        self.hidden = tuple(part for part in self.hidden if part.definition is not own)
        self.hidden += all_parts(other)
        return other

    def see_rows(self) -> None:
        """Definitions that were made of arrays without a shape may be of rows, as it shows now."""
        new = self.values.keys() - self.known
        for own in [d for d in self.definitions.values() if d.mentions & new]:
            chain = Chain((own.body,), ())
            (body,) = self.with_rows(chain).exprs
            if body != own.body:
                self._replaced(own, body)

    def _takes(self, chain: Chain, defining: bool) -> Definition | None:
        """The definition that a statement is, where the author says that it is one."""
        own = as_definition(chain, self.tex)
        said = defining or chain.relations[:1] == (":=",)
        if own is None or not said or own.name in self.definitions:
            return None
        if own.name in SIGNS or (not self.defining and own.params and is_builtin(own.name)):
            return None
        if own.name in CONSTANTS and not own.params and not own.indices:
            self._refuse_other_number(own, chain)
        if own.params and not own.indices and is_builtin(own.name) and not self.again:
            self._refuse_other_function(own, chain)
        if own.params and own.indices and is_builtin(own.name):
            return None  # softmax(x) = ... with `equals` is about the softmax that all know
        if own.name in own.params:
            reason = f"{own.name} is the function and its argument: use two letters"
            raise FormulaError(reason, self.tex, chain.exprs[0].span)
        if own.name in own.mentions:
            raise FormulaError(f"{own.name} is defined by itself", self.tex, chain.exprs[0].span)
        own = replace(as_function(own, self.definitions), origin=self.name)
        self.definitions[own.name] = own
        self.hidden += all_parts(own)
        return own

    def _refuse_other_number(self, own: Definition, chain: Chain) -> None:
        """An e may be an error or an energy on a page that raises no e to a power."""
        bodies = [own.body, *(meant.body for meant in self.definitions.values())]
        powers = any(isinstance(n, Pow) and n.base == Sym("e") for b in bodies for n in walk(b))
        if own.name == "pi" or is_number(own.body) or powers:
            reason = f"{own.name} is a number that all know: use another letter"
            raise FormulaError(reason, self.tex, chain.exprs[0].span)

    def _refuse_other_function(self, own: Definition, chain: Chain) -> None:
        """What all know by a name may be written out; it may not become something else."""
        alone = replace(chain, exprs=chain.exprs[:2], relations=("=",))
        before = self.shapes, dict(self.lengths), self.values
        for shape in ((), (3,)):
            self.values = {k: v for k, v in before[2].items() if k not in own.params}
            self.shapes = {**before[0], **dict.fromkeys(own.params, shape)}
            try:
                self.assembled(alone).steps()
            except FormulaError:
                continue
            else:
                return
            finally:
                self.shapes, self.lengths = before[0], dict(before[1])
                self.values = before[2]
        reason = f"{own.name} is {builtin(own.name)}, which all know, and this is not the same"
        span = chain.exprs[0].span[0], chain.exprs[1].span[1]
        raise FormulaError(f"{reason}: use another letter, or `define: again`", self.tex, span)
