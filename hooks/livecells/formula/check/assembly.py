"""A statement made ready to be compared: its symbols, their shapes, what its indices run over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from livecells.formula.check.counting import factors, refuse_second_names
from livecells.formula.check.orders import without_orders
from livecells.formula.check.page import Page
from livecells.formula.check.printed import tolerance
from livecells.formula.check.report import Floats, Settings
from livecells.formula.check.rows import takes_arrays, with_rows
from livecells.formula.check.running import in_sums, indices_of, refuse_new_indices
from livecells.formula.check.sides import Formula
from livecells.formula.check.sizes import TRIES, Sizes
from livecells.formula.check.statement import StatementCheck
from livecells.formula.check.symbols_of import (
    added_to_one,
    array_names,
    chances_of,
    counting_names,
    factorial_names,
    few_values,
    introduced,
    of_length_one,
    symmetric_names,
    used_names,
)
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.definitions import (
    index_base,
    stated_lengths,
)
from livecells.formula.evaluate.evaluator import Evaluator
from livecells.formula.evaluate.indices import learn_lengths
from livecells.formula.evaluate.points import Names
from livecells.formula.evaluate.scope import Scope
from livecells.formula.evaluate.symbols import made_of
from livecells.formula.evaluate.values import MismatchError
from livecells.formula.syntax.names import CONSTANTS
from livecells.formula.syntax.tree import (
    DENSITY,
    Call,
    Chain,
    Infinity,
    Node,
    Num,
    Slice,
    Sym,
    walk,
)

if TYPE_CHECKING:
    from livecells.formula.evaluate.definitions import Definition, Shape


_SAMPLES = 8  # with other sizes: what is so at these points was so at more with those of the run


class Assembly:
    """The symbols of a display and its page; it makes a check of a statement.

    What the display defines is in `definitions`, `shapes`, `whole`, `lengths`.
    """

    def __init__(
        self,
        page: Page,
        tex: str,
        values: Mapping[str, Floats],
        expected: Floats | None,
        settings: Settings,
    ) -> None:
        self.tex, self.values, self.expected = tex, values, expected
        self.beside = frozenset(values)
        rtol, exact = tolerance(settings.rtol, values, expected)
        self.settings = replace(settings, rtol=rtol, exact=exact)
        self.definitions = dict(page.definitions)
        self.shapes = page.shapes | {key: value.shape for key, value in values.items()}
        self.whole = {k: v for k, v in page.whole.items() if k not in values}
        self.whole |= {k: v for k, v in values.items() if np.equal(v, np.round(v)).all()}
        self.lengths = {k: v for k, v in page.lengths.items() if k not in values}
        self.counted = set[str]()  # the letters of sizes that are stated

    def with_rows(self, chain: Chain) -> Chain:
        """The statement with x_{i,:} for each x_i that is a row of a matrix."""
        return with_rows(chain, self.tex, self._shape, self._limit, self._takes_arrays)

    def of_rows(self, chain: Chain, own: Definition | None) -> Chain:
        """H_i = W x_{i,:} defines the rows of h, not its entries."""
        head = chain.exprs[0]
        rows = own is not None and any(isinstance(n, Slice) for n in walk(own.body))
        if not rows or not isinstance(head, Sym) or not head.subs:
            return chain
        missing = len(self._shape(head.name) or ()) - len(head.subs)
        subs = (*head.subs, *[Slice(span=head.span)] * missing)
        return replace(chain, exprs=(replace(head, subs=subs), *chain.exprs[1:]))

    def _shape(self, name: str) -> Shape | None:
        """The shape of a name; None where it has none yet."""
        meant = self.definitions.get(name)
        if meant is None or meant.params:
            return self.shapes.get(name)
        try:
            alone = Chain((Sym(name),), ())
            return self._one_point(self._names(alone.exprs, alone)).symbols.value(name).shape
        except FormulaError:
            return None

    def _takes_arrays(self, name: str) -> bool:
        return takes_arrays(self.definitions.get(name))

    def _limit(self, node: Node) -> int | None:
        """The value of a limit of a sum, where it is known."""
        if isinstance(node, Num):
            return int(node.value)
        value = self.whole.get(node.name) if isinstance(node, Sym) else None
        return int(value) if value is not None and value.ndim == 0 else None

    def assembled(self, chain: Chain) -> StatementCheck:
        """The check of a statement, with the symbols that it uses."""
        chain, orders = without_orders(chain, self.tex)
        update = chain.relations[:1] == ("<-",)
        exprs = chain.exprs[1:] if update else chain.exprs
        names = self._names([*exprs, *orders.values(), *chain.conditions], chain)
        heads = indices_of(chain.exprs[0]) - self.whole.keys()
        lengths = stated_lengths(chain)
        scope = Scope(self.tex, index_base(chain), lengths=lengths, heads=heads)
        scope = replace(scope, constants=frozenset(chain.over))
        shapes = self._one_point(names)
        self._learn(shapes, exprs, scope)
        running = shapes.indices.free([*exprs, *chain.conditions], scope)
        running, scope = self._stated(chain, shapes, running, scope)
        refuse_new_indices(shapes.indices, exprs, scope)
        self._hold_stated(chain, shapes, running, scope)
        formula = Formula(exprs, chain.conditions, running, scope, self.definitions, self.lengths)
        relations = chain.relations[1:] if update else chain.relations
        kept = replace(chain, exprs=exprs, relations=relations)
        check = StatementCheck(kept, formula, names, self.values, self.settings)
        check.orders = orders
        return check

    def recounted(self, chain: Chain, values: Mapping[str, int]) -> StatementCheck | None:
        """The statement with other whole numbers for these letters; None where that is nothing."""
        before = self.values, self.whole
        self.values = {}
        self.whole = before[1] | {n: np.array(float(value)) for n, value in values.items()}
        try:
            check = self.assembled(chain)
            check.settings = replace(self.settings, samples=_SAMPLES, confirm=False)
            _ = check.random
        except FormulaError:
            return None
        finally:
            self.values, self.whole = before
        return check

    def resized(self, chain: Chain, sizes: Sizes) -> StatementCheck | None:
        """The statement with other sizes that fit together; None where there are none."""
        before = self.shapes, self.values, self.lengths, self.whole
        for _ in range(TRIES if sizes else 0):
            self.shapes, self.values, self.lengths = {**before[0], **sizes.tried()}, {}, {}
            self.whole = before[3] | sizes.whole()
            try:
                check = self.assembled(chain)
                check.settings = replace(self.settings, samples=_SAMPLES, confirm=False)
                _ = check.random
            except MismatchError as error:
                if not sizes.learn(error):
                    return None
            except FormulaError:
                if not sizes.square():  # a determinant, an inverse: no length differs from another
                    return None
            else:
                return check if sizes else None
            finally:
                self.shapes, self.values, self.lengths, self.whole = before
        return None

    def _names(self, exprs: Iterable[Node], chain: Chain) -> Names:
        """The symbols that vary in a statement, with their values in the run."""
        exprs = list(exprs)
        named = introduced(exprs, self.definitions)
        head, arrays = exprs[0], array_names(exprs, chain.conditions, self.definitions)
        if isinstance(head, Call) and head.name != DENSITY:  # that of a definition
            args = (*head.args, *head.given)
            letters = {arg.name for arg in args if isinstance(arg, Sym) and not arg.subs}
            named |= letters - CONSTANTS
            own = self.definitions.get(head.name)
            if own is not None and chain.exprs[1:] == (own.body,):  # it says nothing else
                arrays = set()
        new = {n: () for n in named - arrays if n not in self.definitions}
        shapes: dict[str, Shape] = new | self.shapes
        reached = made_of(self.definitions, used_names(exprs) | new.keys())
        used = {
            name: shapes[name]
            for name in sorted(reached & shapes.keys())
            if name not in self.definitions
        }
        bodies = [self.definitions[name].body for name in reached if name in self.definitions]
        ends = [end for _, first, last in chain.ranges for end in (first, last)]
        counting = counting_names([*exprs, *bodies], ends) | factorial_names(chain) | self.counted
        whole = {n: _tensor(self.whole[n]) for n in counting & used.keys() if n in self.whole}
        run = {n: _tensor(v) for n, v in self.values.items() if n in used}
        among = {n: torch.tensor(v) for n, v in few_values([*exprs, *bodies]).items() if n in used}
        chances = {n: k for n, k in chances_of([*exprs, *bodies]).items() if n in used}
        square = {n for n, shape in used.items() if len(shape) == 2 and shape[0] == shape[1]}
        symmetric = symmetric_names(chain.conditions) & square
        fixed = self.settings.fixed & used.keys()
        ones = {n: k for n, k in added_to_one(chain.conditions).items() if n in used}
        units = frozenset(n for n in of_length_one(chain.conditions) if len(used.get(n, ())) == 1)
        kept = frozenset(symmetric)
        return Names(used, run, fixed, whole, among, chances, kept, ones, units)

    def _one_point(self, names: Names) -> Evaluator:
        """An evaluator at one point, to learn shapes from."""
        value = {name: float(few[0]) for name, few in names.among.items()}
        half = {
            n: torch.full((1, *names.shapes[n]), value.get(n, 0.5), dtype=torch.float64)
            for n in names.varying
        }
        return Evaluator(names.leaves(half), self.definitions, self.lengths)

    def _learn(self, shapes: Evaluator, exprs: Sequence[Node], scope: Scope) -> None:
        """The lengths that sums up to n count, of this display and the definitions it uses."""
        used = made_of(self.definitions, used_names(exprs))
        nodes = [
            (d.body, Scope(d.tex, d.base, lengths=d.lengths, heads=frozenset(d.indices)))
            for name, d in self.definitions.items()
            if name in used and all(param in self.shapes for param in d.params)
        ]
        nodes += [(expr, scope) for expr in exprs]
        known = set(self.lengths)
        learn_lengths(shapes.indices, nodes, self.lengths)
        written = factors(exprs) | self.beside
        given = {name: value for name, value in self.whole.items() if name in written}
        refuse_second_names(nodes, self.lengths, self.lengths.keys() - known, given)

    def _stated(
        self, chain: Chain, shapes: Evaluator, running: Mapping[str, Shape], scope: Scope
    ) -> tuple[dict[str, Shape], Scope]:
        """An index of x_{t+1} runs as far as is stated beside the equation, not over all of x."""
        found, starts = dict(running), {}
        steps = {s.name for e in chain.exprs for s in in_sums(e)}
        for index, first, last in chain.ranges:
            if index in steps and index in found and not isinstance(last, Infinity):
                low, high = shapes.number(first, scope), shapes.number(last, scope)
                if low >= scope.base and high - low + 1 < int(np.prod(found[index])):
                    found[index], starts[index] = (high - low + 1,), low
        return found, replace(scope, starts=starts) if starts else scope

    def _hold_stated(
        self, chain: Chain, shapes: Evaluator, running: Mapping[str, Shape], scope: Scope
    ) -> None:
        """`i = 1, ..., 4` beside an equation must be what i runs over."""
        for index, first, last in chain.ranges:
            size = int(np.prod(running[index])) if index in running else None
            name = getattr(last, "name", None)
            if size is not None and name is not None and name not in shapes.symbols:
                self.lengths[name] = size + scope.base - 1
            begin = scope.starts.get(index, scope.base)
            if isinstance(last, Infinity):
                self._hold_begin(index, first, begin if size else None)
                continue
            ends = shapes.number(first, scope), shapes.number(last, scope)
            if size is None or (begin, begin + size - 1) != ends:
                over = "nothing" if size is None else f"{size} entries"
                reason = f"{index} = {ends[0]}, ..., {ends[1]} is stated, but it runs over {over}"
                raise FormulaError(reason, self.tex, first.span)
        for index in chain.over:
            if index not in running and index not in shapes.symbols:
                raise FormulaError(f"{index} is stated, and the formula has no {index}", self.tex)

    def _hold_begin(self, index: str, first: Node, begin: int | None) -> None:
        r"""`k = 0, 1, \dots` beside an equation is where k begins, or may be."""
        least = self._limit(first)
        own = self._limit(Sym(index)) if begin is None else begin
        good = own is not None and least is not None and (own >= least if begin is None else True)
        if not good or begin not in (None, least):
            reason = f"{index} begins with {self.tex[slice(*first.span)]}, and here it does not"
            raise FormulaError(reason, self.tex, first.span)


def _tensor(value: Floats) -> Tensor:
    return torch.from_numpy(np.array(value, dtype=np.float64))
