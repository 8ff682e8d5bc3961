"""What an index runs over: taken from the shapes of the symbols that carry it.

One index on a matrix runs over all its entries, row by row; what it gives has the matrix's shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import prod
from typing import Protocol

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.definitions import has_subscripts, with_subscripts
from livecells.formula.evaluate.scope import Scope, counting
from livecells.formula.evaluate.values import MismatchError, Shape
from livecells.formula.syntax.tree import (
    Add,
    Call,
    EvaluatedAt,
    Index,
    Integral,
    Limit,
    Moment,
    Neg,
    Node,
    Num,
    Product,
    Reduction,
    Sym,
    walk,
)

LENGTHLESS = frozenset({"delta", "I"})  # their indices say nothing of how far they run


class Knows(Protocol):
    """What is asked of the evaluator."""

    def knows(self, name: str, scope: Scope) -> bool:
        """Whether the name has a value here."""

    def shape(self, name: str, scope: Scope) -> Shape:
        """The shape of a name that has a value."""

    def shape_of(self, node: Node, scope: Scope) -> Shape:
        """The shape of an expression."""

    def family(self, node: Call, scope: Scope) -> list[Shape | None]:
        """What the subscripts of a function run over."""


@dataclass(frozen=True)
class _Use:
    """One place where an index stands: as a subscript (with what it runs over) or in i + 1."""

    index: str
    shape: Shape | None
    node: Node


class Indices:
    """The indices of formulas whose names `known` knows."""

    def __init__(self, known: Knows) -> None:
        self.known = known

    def free(self, exprs: Iterable[Node], scope: Scope) -> dict[str, Shape]:
        """The free indices of the expressions, in reading order, with what they run over."""
        found = self._found(exprs, scope)
        return {index: self._settled(index, shape, scope) for index, shape in found.items()}

    def names(self, expr: Node, scope: Scope) -> set[str]:
        """The free indices of one expression, whether or not it says what they run over."""
        return set(self._found((expr,), scope))

    def length(self, node: Reduction, scope: Scope) -> int | None:
        """How many entries the index of a sum has, by what carries it in the body."""
        found: dict[str, Shape | None] = {}
        outer = frozenset(scope.running) - {node.index}
        for use in self._uses(node.body, scope, outer):
            if use.index == node.index:
                self._merge(found, use, scope)
        shape = found.get(node.index)
        return None if shape is None else prod(shape)

    def is_index(self, node: Node, scope: Scope) -> bool:
        """Whether a subscript is a running index rather than a number or a name with a value."""
        return (
            isinstance(node, Sym)
            and not node.subs
            and (node.name in scope.running or not self.known.knows(node.name, scope))
        )

    def _found(self, exprs: Iterable[Node], scope: Scope) -> dict[str, Shape | None]:
        found: dict[str, Shape | None] = {}
        stated = scope.lengths.keys() - scope.running.keys()
        for expr in exprs:
            for use in self._uses(expr, scope, frozenset(scope.running)):
                self._merge(found, use, scope)
            # n of 0.8^n, of which only a stated range says how far it runs
            for node in walk(expr) if stated else ():
                if isinstance(node, Sym) and node.name in stated and self.is_index(node, scope):
                    found.setdefault(node.name, None)
        return found

    def _merge(self, found: dict[str, Shape | None], use: _Use, scope: Scope) -> None:
        before = found.setdefault(use.index, use.shape)
        if before is None:
            found[use.index] = use.shape
        elif use.shape is not None and prod(before) != prod(use.shape):
            sizes = prod(before), prod(use.shape)
            error = MismatchError(
                f"{use.index} runs over {sizes[0]} entries elsewhere, over {sizes[1]} here", sizes
            )
            error.place(scope.tex, use.node.span)
            raise error

    def _settled(self, index: str, shape: Shape | None, scope: Scope) -> Shape:
        if shape is None and index in scope.lengths:
            return (scope.lengths[index],)
        if shape is None:
            raise FormulaError(f"nothing here says what the index {index} runs over", scope.tex)
        return shape

    def _uses(self, node: Node, scope: Scope, bound: frozenset[str]) -> Iterator[_Use]:
        """Every use of an index that no sum inside binds."""
        if not has_subscripts(node):
            return
        if isinstance(node, Sym):
            yield from self._in_symbol(node, scope, bound)
        elif isinstance(node, Reduction):
            yield from self._in_sum(node, scope, bound)
        elif isinstance(node, EvaluatedAt):
            yield from self._at_point(node, scope, bound)
        elif isinstance(node, Limit | Integral | Moment):
            for child in with_subscripts(node):
                yield from self._uses(child, scope, bound | _bound_by(node))
        elif isinstance(node, Index):
            yield from self._uses(node.body, scope, bound)
            yield from self._on_expression(node, scope, bound)
        else:
            for child in with_subscripts(node):
                yield from self._uses(child, scope, bound)
            yield from self._in_family(node, scope, bound)

    def _in_sum(self, node: Reduction, scope: Scope, bound: frozenset[str]) -> Iterator[_Use]:
        own = bound | {node.index}
        yield from self._as_limit(node, scope, bound)
        for limit in (node.low, node.high, node.among):
            yield from self._uses(limit, scope, bound) if limit else ()
        yield from self._uses(node.where, scope, own) if node.where else ()
        yield from self._uses(node.body, scope, own)

    def _as_limit(self, node: Reduction, scope: Scope, bound: frozenset[str]) -> Iterator[_Use]:
        r"""The j of c_j = \sum_{k=1}^{j} x_k runs as far as the k may."""
        ends = [part for end in (node.low, node.high) if end for part in walk(end)]
        heads = [n for n in ends if isinstance(n, Sym) and n.name in scope.heads - bound]
        letters = [n for n in heads if self.is_index(n, scope)]
        for use in self._uses(node.body, scope, bound) if letters else ():
            if use.index == node.index and use.shape is not None:
                yield from (_Use(letter.name, use.shape, letter) for letter in letters)

    def _in_family(self, node: Node, scope: Scope, bound: frozenset[str]) -> Iterator[_Use]:
        """The i of f_i(x) runs as far as that of its definition."""
        if not isinstance(node, Call) or not node.subs:
            return
        for sub, shape in zip(node.subs, self.known.family(node, scope), strict=False):
            if isinstance(sub, Sym) and sub.name not in bound and self.is_index(sub, scope):
                yield _Use(sub.name, shape, sub)

    def _at_point(self, node: EvaluatedAt, scope: Scope, bound: frozenset[str]) -> Iterator[_Use]:
        yield from self._uses(node.body, scope, bound)
        for target, value in node.points:
            own = {s.name for s in target.subs if isinstance(s, Sym)}
            yield from self._uses(value, scope, bound | own)

    def _in_symbol(self, node: Sym, scope: Scope, bound: frozenset[str]) -> Iterator[_Use]:
        if not node.subs:
            return
        shape: Shape | None = None
        if self.known.knows(node.name, scope):
            shape = self.known.shape(node.name, scope)
            if not fits(node.subs, shape):
                reason = f"{len(node.subs)} indices on {node.name}, which has shape {shape}"
                raise FormulaError(reason, scope.tex, node.span)
        elif node.name not in LENGTHLESS:
            raise unknown(node.name, scope, node)
        yield from self._in_subscripts(node.subs, shape, scope, bound)

    def _in_subscripts(
        self, subs: tuple[Node, ...], shape: Shape | None, scope: Scope, bound: frozenset[str]
    ) -> Iterator[_Use]:
        for place, sub in enumerate(subs):
            run = None if shape is None else (shape if len(subs) == 1 else (shape[place],))
            if isinstance(sub, Sym) and sub.subs:
                yield from self._uses(sub, scope, bound)
                continue
            for part in walk(sub):
                if isinstance(part, Sym) and part.name not in bound and self.is_index(part, scope):
                    yield _Use(part.name, _strides(sub, run), part)

    def _on_expression(self, node: Index, scope: Scope, bound: frozenset[str]) -> Iterator[_Use]:
        """A subscript on an expression: its shape shows with its free indices at their start."""
        hidden = {name for name in bound if name not in scope.running}
        inner = scope
        for name in hidden | self._found((node.body,), scope).keys():
            inner = inner.over(name, counting(f"{name}#", scope.base, 1), masked=True)
        shape = self.known.shape_of(node.body, inner)
        if len(shape) == 2 and shape[0] == 1 and len(node.subs) == 1:
            shape = shape[1:]  # one index on a row counts its entries
        if not fits(node.subs, shape):
            reason = f"{len(node.subs)} indices on an expression of shape {shape}"
            raise FormulaError(reason, scope.tex, node.span)
        yield from self._in_subscripts(node.subs, shape, scope, bound)


def _strides(sub: Node, run: Shape | None) -> Shape | None:
    """How far the i of x_i and of x_{2i} runs; x_{i+1} does not say."""
    if isinstance(sub, Sym):
        return run
    parts = [n.left for n in walk(sub) if isinstance(n, Product)]
    steps = [int(n.value) for n in parts if isinstance(n, Num) and n.value.denominator == 1]
    whole = bool(steps) and run is not None and len(run) == 1 and steps[0] > 0
    return (run[0] // steps[0],) if whole and run and run[0] % steps[0] == 0 else None


def _bound_by(node: Limit | Integral | Moment) -> frozenset[str]:
    if isinstance(node, Moment):
        return frozenset(draw.name for draw in node.draws)
    return frozenset({node.index if isinstance(node, Limit) else node.variable})


def fits(subs: tuple[Node, ...], shape: Shape) -> bool:
    """Whether so many subscripts can stand on an array: all, or one that runs over all entries."""
    return len(shape) > 0 and (len(subs) in (1, len(shape)))


def unknown(name: str, scope: Scope, node: Node) -> FormulaError:
    """The error for a name without a meaning."""
    reason = f"{name} is not known here: give it in `at`, or define it before"
    if name == "delta":
        reason += "; Dirac's \\delta has no values: write what its integral gives"
    if name.endswith(("_dot", "_ddot")):
        reason += "; a derivative by time is written \\frac{dx}{dt}"
    if name == "O" and scope.tex[node.span[1] :].lstrip().startswith(("(", "\\left(")):
        reason = "O(...) leaves out terms: end with \\approx, or write the terms"
    return FormulaError(reason, scope.tex, node.span)


def length_name(node: Reduction) -> str | None:
    r"""The n of \sum_{i=1}^{n}, or of \sum_{i=0}^{n-1}: it stands for a number of entries."""
    low, high = node.low, node.high
    if not isinstance(low, Num) or high is None:
        return None
    if low.value == 1 and isinstance(high, Sym) and not high.subs:
        return high.name
    if low.value == 0 and isinstance(high, Add) and len(high.terms) == 2:
        first, second = high.terms
        less = isinstance(second, Neg) and isinstance(second.body, Num) and second.body.value == 1
        if isinstance(first, Sym) and not first.subs and less:
            return first.name
    return None


def learn_lengths(
    indices: Indices, nodes: Iterable[tuple[Node, Scope]], learned: dict[str, int]
) -> None:
    r"""In \sum_{i=1}^{n} x_i an n that has no value is the number of entries of x, on all the page.

    Raises:
        FormulaError: It would be two numbers.
    """
    for root, scope in nodes:
        for node in reversed(list(walk(root))):  # what is inside first: it may tell a shape
            name = length_name(node) if isinstance(node, Reduction) else None
            if name is None or not isinstance(node, Reduction):
                continue
            if name in scope.heads or (name not in learned and indices.known.knows(name, scope)):
                continue
            size = indices.length(node, scope)
            if size is not None and learned.setdefault(name, size) != size:
                reason = (
                    f"{name} is {learned[name]} elsewhere on this page, and {size} entries stand "
                    f"here: use another letter, or give {name} in `at`"
                )
                raise FormulaError(reason, scope.tex, node.span)
