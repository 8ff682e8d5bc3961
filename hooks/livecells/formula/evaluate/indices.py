"""What an index runs over: taken from the shapes of the symbols that carry it.

One index on a matrix runs over all its entries, row by row; what it gives has the matrix's shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.definitions import Shape
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.syntax.tree import (
    Add,
    EvaluatedAt,
    Index,
    Neg,
    Node,
    Num,
    Reduction,
    Sym,
    children,
    walk,
)


@dataclass(frozen=True)
class Range:
    """The entries that an index counts: as many as `shape` holds."""

    shape: Shape

    @property
    def size(self) -> int:
        """How many values the index takes."""
        size = 1
        for length in self.shape:
            size *= length
        return size

    def values(self, base: int) -> range:
        """The values that the index takes, from `base` (0 or 1) on."""
        return range(base, base + self.size)


@dataclass(frozen=True)
class _Use:
    """One place where an index stands: as a subscript (with what it runs over) or in i + 1."""

    index: str
    shape: Shape | None
    node: Node


def free(evaluator: Evaluates, exprs: Iterable[Node], scope: Scope) -> dict[str, Range]:
    """The free indices of the expressions, in reading order, with what they run over."""
    found = _found(evaluator, exprs, scope)
    return {index: _settled(index, run, scope) for index, run in found.items()}


def names(evaluator: Evaluates, expr: Node, scope: Scope) -> set[str]:
    """The free indices of one expression, whether or not it says itself what they run over."""
    return set(_found(evaluator, (expr,), scope))


def _found(evaluator: Evaluates, exprs: Iterable[Node], scope: Scope) -> dict[str, Range | None]:
    found: dict[str, Range | None] = {}
    for expr in exprs:
        for use in _uses(evaluator, expr, scope, frozenset(scope.indices)):
            _merge(found, use, scope)
        for node in walk(expr):  # n of 0.8^n, of which only a stated range says how far it runs
            if evaluator.is_index(node, scope) and _is_stated(node, scope):
                found.setdefault(getattr(node, "name", ""), None)
    return found


def _is_stated(node: Node, scope: Scope) -> bool:
    return isinstance(node, Sym) and node.name in scope.lengths.keys() - scope.indices.keys()


def _merge(found: dict[str, Range | None], use: _Use, scope: Scope) -> None:
    before = found.get(use.index)
    found[use.index] = before
    if use.shape is None:
        return
    now = Range(use.shape)
    if before is None:
        found[use.index] = now
    elif before.size != now.size:
        reason = f"{use.index} runs over {before.size} entries elsewhere, over {now.size} here"
        raise FormulaError(reason, scope.tex, use.node.span)


def _settled(index: str, run: Range | None, scope: Scope) -> Range:
    if run is None and index in scope.lengths:
        return Range((scope.lengths[index],))
    if run is None:
        raise FormulaError(f"nothing here says what the index {index} runs over", scope.tex)
    return run


def _uses(evaluator: Evaluates, node: Node, scope: Scope, bound: frozenset[str]) -> Iterator[_Use]:
    """Every use of an index that no sum inside binds."""
    if isinstance(node, Sym):
        yield from _in_symbol(evaluator, node, scope, bound)
    elif isinstance(node, Reduction):
        for limit in (node.low, node.high):
            yield from _uses(evaluator, limit, scope, bound) if limit else ()
        yield from _uses(evaluator, node.body, scope, bound | {node.index})
    elif isinstance(node, EvaluatedAt):
        yield from _uses(evaluator, node.body, scope, bound)
        for target, value in node.points:
            own = {s.name for s in target.subs if isinstance(s, Sym)}
            yield from _uses(evaluator, value, scope, bound | own)
    elif isinstance(node, Index):
        yield from _uses(evaluator, node.body, scope, bound)
        yield from _on_expression(evaluator, node, scope, bound)
    else:
        for child in children(node):
            yield from _uses(evaluator, child, scope, bound)


def _in_symbol(
    evaluator: Evaluates, node: Sym, scope: Scope, bound: frozenset[str]
) -> Iterator[_Use]:
    name, subs = evaluator.resolve(node, scope)
    if not subs:
        return
    shape: Shape | None = None
    if evaluator.knows(name, scope):
        shape = evaluator.shape(name, scope)
        if not _fits(subs, shape):
            reason = f"{len(subs)} indices on {name}, which has shape {shape}"
            raise FormulaError(reason, scope.tex, node.span)
    elif not (name in ("delta", "I") and name not in scope.bound):
        raise FormulaError(
            f"{name} is not known here: give it in `at`, or define it before", scope.tex, node.span
        )
    yield from _in_subscripts(evaluator, subs, shape, scope, bound)


def _fits(subs: tuple[Node, ...], shape: Shape) -> bool:
    return len(shape) > 0 and len(subs) in (1, len(shape))


def _in_subscripts(
    evaluator: Evaluates,
    subs: tuple[Node, ...],
    shape: Shape | None,
    scope: Scope,
    bound: frozenset[str],
) -> Iterator[_Use]:
    for place, sub in enumerate(subs):
        run = None if shape is None else (shape if len(subs) == 1 else (shape[place],))
        plain = isinstance(sub, Sym)
        for part in walk(sub):
            if not (isinstance(part, Sym) and evaluator.is_index(part, scope)):
                continue
            if part.name not in bound and part.name not in evaluator.whole:
                yield _Use(part.name, run if plain else None, part)


def _on_expression(
    evaluator: Evaluates, node: Index, scope: Scope, bound: frozenset[str]
) -> Iterator[_Use]:
    """A subscript on an expression: its shape shows with its free indices at their start."""
    inner = free(evaluator, (node.body,), scope)
    start = scope.at(dict.fromkeys(inner, scope.base))
    hidden = {name: scope.base for name in bound if name not in scope.indices}
    shape = evaluator.value(node.body, start.at(hidden)).shape
    if not _fits(node.subs, shape):
        reason = f"{len(node.subs)} indices on an expression of shape {shape}"
        raise FormulaError(reason, scope.tex, node.span)
    if len(shape) == 2 and shape[0] == 1 and len(node.subs) == 1:
        shape = shape[1:]  # one index on a row counts its entries
    yield from _in_subscripts(evaluator, node.subs, shape, scope, bound)


def of_reduction(evaluator: Evaluates, node: Reduction, scope: Scope) -> range:
    """The values that the index of a sum takes."""
    if node.low is not None and node.high is not None:
        learn_length(evaluator, node, scope)
        return range(evaluator.integer(node.low, scope), evaluator.integer(node.high, scope) + 1)
    return _over_shape(evaluator, node, scope).values(scope.base)


def _over_shape(evaluator: Evaluates, node: Reduction, scope: Scope) -> Range:
    found: dict[str, Range | None] = {}
    outer = frozenset(scope.indices) - {node.index}
    for use in _uses(evaluator, node.body, scope, outer):
        if use.index == node.index:
            _merge(found, use, scope)
    if found.get(node.index) is None:
        reason = (
            f"nothing says what {node.index} runs over: give limits, \\sum_{{{node.index}=1}}^{{n}}"
        )
        raise FormulaError(reason, scope.tex, node.span)
    return _settled(node.index, found[node.index], scope)


def learn_length(evaluator: Evaluates, node: Reduction, scope: Scope) -> None:
    r"""In \sum_{i=1}^{n} x_i an n that has no value is the number of entries of x."""
    name, extra = _length_name(node.high)
    if (
        name is None
        or name in evaluator.whole
        or evaluator.knows(name, scope)
        or name in scope.indices
    ):
        return
    assert node.low is not None
    low = evaluator.integer(node.low, scope)
    evaluator.whole[name] = _over_shape(evaluator, node, scope).size + low - 1 - extra


def _length_name(high: Node | None) -> tuple[str | None, int]:
    """The n of n or n - 1, with what is added to it."""
    if isinstance(high, Sym) and not high.subs:
        return high.name, 0
    if isinstance(high, Add) and isinstance(high.terms[0], Sym) and len(high.terms) == 2:
        step = high.terms[1]
        number = step.body if isinstance(step, Neg) else step
        if isinstance(number, Num) and number.value.denominator == 1:
            return high.terms[0].name, int(number.value) * (-1 if isinstance(step, Neg) else 1)
    return None, 0


def learn_lengths(evaluator: Evaluates, bodies: Iterable[tuple[Node, Scope]]) -> None:
    r"""Find every such n before anything is evaluated: it may stand left of its \sum."""
    for body, scope in bodies:
        for node in walk(body):
            if isinstance(node, Reduction) and node.low is not None:
                try:
                    learn_length(evaluator, node, scope)
                except FormulaError:
                    continue  # its place will raise it with the right scope, should it matter
