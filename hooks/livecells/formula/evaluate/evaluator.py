"""What a formula means in numbers: its tree evaluated at many points at once, in float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial, reduce
from math import prod

import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import (
    axes,
    bars,
    blocks,
    calculus,
    calls,
    composed,
    constants,
    differentials,
    families,
    functions,
    integrals,
    limits,
    moments,
    picking,
    probing,
    products,
    reductions,
)
from livecells.formula.evaluate.choices import Choices
from livecells.formula.evaluate.definitions import Definition
from livecells.formula.evaluate.indices import Indices
from livecells.formula.evaluate.scope import FAULTS, Chooses, Scope, counting, located, placed
from livecells.formula.evaluate.symbols import Symbols
from livecells.formula.evaluate.values import MismatchError, Shape, Value, of, of_fraction
from livecells.formula.syntax.tree import (
    Add,
    Cases,
    Div,
    Factorial,
    Index,
    Matrix,
    Neg,
    Node,
    Num,
    Pow,
    Product,
    Reduction,
    Slice,
    Sym,
    Transpose,
)

_ELSEWHERE: dict[str, Callable[..., Value]] = {
    "Call": calls.call, "Applied": composed.applied, "Ones": constants.ones,
    "Moment": moments.moment, "Deriv": calculus.deriv, "Grad": calculus.grad,
    "Differential": differentials.differential, "EvaluatedAt": bars.at_point,
    "Reduction": reductions.reduction, "Limit": reductions.limit, "Integral": integrals.integral,
    "Antiderivative": integrals.slope,
}  # fmt: skip


class Evaluator:
    """An evaluator at a batch of points.

    Args:
        leaves: As in `Symbols`.
        definitions: What the page defined.
        lengths: The numbers of entries that the page calls by name.
        confirm: Whether derivatives are confirmed by finite differences.
        probes: Small numbers by which nodes, by their id, are moved: to see what depends on them.
    """

    def __init__(
        self,
        leaves: Mapping[str, Tensor],
        definitions: Mapping[str, Definition],
        lengths: dict[str, int],
        confirm: bool = False,
        probes: Mapping[int, Tensor] | None = None,
    ) -> None:
        self.symbols = Symbols(leaves, definitions, lengths, self._expand)
        self.family = partial(families.reach, self)
        self.indices = Indices(self)
        self.choices: Chooses = Choices()
        self.confirm = confirm
        self.probes = probes or {}
        self.rough = 0.0  # how exact limits and integrals are
        self._letters = 0

    def fork(self) -> Evaluator:
        """Another that knows the same, to put other values into."""
        other = Evaluator({}, self.symbols.definitions, self.symbols.lengths, probes=self.probes)
        other.symbols.fork(self.symbols)
        other.choices = self.choices
        return other

    def knows(self, name: str, scope: Scope) -> bool:
        """Whether the name has a value here: an argument, a definition, or a value of the run."""
        return name in scope.bound or name in self.symbols

    def shape(self, name: str, scope: Scope) -> Shape:
        """The shape of a name, without its indices."""
        return (scope.bound[name] if name in scope.bound else self.symbols.value(name)).shape

    def shape_of(self, node: Node, scope: Scope) -> Shape:
        """The shape of an expression."""
        return self.value(node, scope).shape

    def length(self, node: Reduction, scope: Scope) -> int | None:
        """How many entries the index of a sum has, by what carries it."""
        return self.indices.length(node, scope)

    def free(self, node: Node, scope: Scope) -> dict[str, Shape]:
        """The free indices of an expression, with what they run over."""
        return self.indices.free((node,), scope)

    def axis(self, letter: str) -> str:
        """A name for an axis that no other has."""
        self._letters += 1
        return f"{letter}#{self._letters}"

    def _expand(self, meant: Definition) -> Value:
        heads = frozenset(meant.indices)
        scope = Scope(meant.tex, meant.base, lengths=meant.lengths, heads=heads)
        if meant.params:
            return self.apply(meant, [self.symbols.value(p) for p in meant.params])
        found = self.indices.free((meant.body,), scope)
        if set(found) != set(meant.indices):
            left, right = ", ".join(meant.indices) or "none", ", ".join(found) or "none"
            raise FormulaError(f"indices left: {left}; free on the right: {right}", meant.tex)
        return self.over_indices(meant.body, {i: found[i] for i in meant.indices}, scope)

    def apply(self, meant: Definition, args: Sequence[Value]) -> Value:
        """A function of the page at its arguments, those of its family first."""
        bound = dict(zip((*meant.family, *meant.params), args, strict=True))
        scope = Scope(meant.tex, meant.base, bound=bound)
        if not meant.indices:
            return self.value(meant.body, scope)
        found = self.indices.free((meant.body,), scope)
        if set(found) != set(meant.indices):
            raise FormulaError(f"indices left: {meant.indices}; right: {tuple(found)}", meant.tex)
        letters = {index: self.axis(index) for index in meant.indices}
        value = self.value(meant.body, self.within(found, scope, letters))
        return axes.with_shape(value, tuple(letters.values()))

    def within(
        self, running: Mapping[str, Shape], scope: Scope, letters: Mapping[str, str] | None = None
    ) -> Scope:
        """The scope with these indices running, each along an axis of its own."""
        for index, shape in running.items():
            axis = letters[index] if letters else self.axis(index)
            start = scope.starts.get(index, scope.base)
            scope = scope.over(index, counting(axis, start, prod(shape)))
        return scope

    def over_indices(self, node: Node, running: Mapping[str, Shape], scope: Scope) -> Value:
        """The expression for every value of its free indices, in front of its own shape."""
        letters = {index: self.axis(index) for index in running}
        value = self.value(node, self.within(running, scope, letters))
        return axes.unrolled(value, [(letters[i], shape) for i, shape in running.items()])

    def value(self, node: Node, scope: Scope) -> Value:
        """What a node stands for.

        Raises:
            FormulaError: It has no value; the error has its spot in the LaTeX.
        """
        try:
            limits.glance()
            result = _method(type(node).__name__)(self, node, scope)
            if id(node) in self.probes:
                result = probing.moved(self, node, scope, result, self.probes[id(node)])
        except FAULTS as error:
            raise placed(error, node, scope) from error.__cause__
        return result

    def _num(self, node: Num, _: Scope) -> Value:
        return of_fraction(node.value)

    def _infinity(self, *_: object) -> Value:
        return of(torch.inf)

    def _sym(self, node: Sym, scope: Scope) -> Value:
        name, subs = node.name, node.subs
        if name in scope.bound:
            return self._picked(scope.bound[name], subs, scope)
        if name in scope.running and not subs:
            return scope.running[name].value
        if name in self.symbols:
            meant = self.symbols.definitions.get(name)
            if meant is not None and meant.params:
                return calls.without_arguments(self, node, meant, scope)
            return self._picked(self.symbols.value(name), subs, scope)
        return constants.named(self, node, scope)

    def _picked(self, value: Value, subs: Sequence[Node], scope: Scope) -> Value:
        if not subs:
            return value
        subs = picking.digits(subs, value.shape)
        if len(subs) == 1 < len(value.shape):
            value = picking.all_entries(value, subs[0])
        if len(subs) != len(value.shape):
            raise FormulaError(f"{len(subs)} indices on an array of shape {value.shape}")
        runs = [scope.running.get(getattr(s, "name", "")) for s in subs]
        if picking.is_all_of_it(runs, subs, value, scope):
            return Value(value.data, (*value.axes, *(run.axis for run in runs if run)))
        places = [self._position(s, n, scope) for s, n in zip(subs, value.shape, strict=True)]
        return axes.pick(value, places)

    def _position(self, node: Node, size: int, scope: Scope) -> Value | None:
        """A subscript as positions, counted from 0; None for `:`."""
        if isinstance(node, Slice):
            return None
        found = self.whole(node, scope)
        places = found.data - scope.base
        outside = (places < 0) | (places >= size)
        if bool(outside.any()) and not scope.masked:
            bad = int(found.data[outside][0])
            raise MismatchError(f"index {bad} is outside of {size} entries", (bad, size))
        return Value(places.clamp(0, max(0, size - 1)), found.axes)

    def whole(self, node: Node, scope: Scope) -> Value:
        """Subscripts and limits: whole numbers, the same at every point."""
        if isinstance(node, Num) and node.value.denominator == 1:
            return of_fraction(node.value)
        with located(node, scope):
            if (
                self.indices.is_index(node, scope)
                and getattr(node, "name", "") not in scope.running
            ):
                raise FormulaError("this has no whole value here; give it in `at`")
            found = self.value(node, scope)
            data = found.data.detach()[:1]
            same = torch.equal(data.expand_as(found.data), found.data.detach())
            whole = bool(data.isfinite().all()) and torch.equal(data, data.round())
            if found.shape or not same or not whole:
                raise FormulaError("a whole number is needed here")
        return Value(data, found.axes)

    def number(self, node: Node, scope: Scope) -> int:
        """One whole number."""
        found = self.whole(node, scope)
        if found.axes:
            raise FormulaError("one whole number is needed here", scope.tex, node.span)
        return int(found.data)

    def _index(self, node: Index, scope: Scope) -> Value:
        value = picking.row_as_vector(self.value(node.body, scope), len(node.subs))
        return self._picked(value, node.subs, scope)

    def _neg(self, node: Neg, scope: Scope) -> Value:
        return products.negative(self.value(node.body, scope))

    def _add(self, node: Add, scope: Scope) -> Value:
        return reduce(products.add, [self.value(term, scope) for term in node.terms])

    def _product(self, node: Product, scope: Scope) -> Value:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        return products.multiply(left, right, node.op)

    def _div(self, node: Div, scope: Scope) -> Value:
        over = self.value(node.over, scope)
        under = self.value(calls.in_bars(self, node.under, scope), scope)
        return products.divide(over, under, node.elementwise)

    def _pow(self, node: Pow, scope: Scope) -> Value:
        squared = calls.is_square_of_norm(node)
        exponent = calls.exponent(self, node, scope)
        whole_power = isinstance(node.exponent, Num) and node.exponent.value.denominator == 1
        body = node.base if whole_power else calls.in_bars(self, node.base, scope)
        base = self.value(body, replace(scope, squared=True) if squared else scope)
        plain = not exponent.axes and not exponent.shape and not exponent.data.requires_grad
        whole = int(exponent.data[0]) if plain and float(exponent.data[0]).is_integer() else None
        return products.power(base, exponent, node.elementwise, whole)

    def _transpose(self, node: Transpose, scope: Scope) -> Value:
        return picking.transposed(self.value(node.body, scope), node, scope)

    def _matrix(self, node: Matrix, scope: Scope) -> Value:
        rows = [[self.value(entry, scope) for entry in row] for row in node.rows]
        return blocks.matrix(rows, node.opened)

    def _factorial(self, node: Factorial, scope: Scope) -> Value:
        return functions.factorial(self.value(node.body, scope))

    def _cases(self, node: Cases, scope: Scope) -> Value:
        return self.choices.cases(self, node, scope)


@cache
def _method(kind: str) -> Callable[..., Value]:
    """What evaluates nodes of a kind."""
    own: Callable[..., Value] | None = getattr(Evaluator, f"_{kind.lower()}", None)
    return _ELSEWHERE.get(kind) or own or partial(constants.no_value, kind)
