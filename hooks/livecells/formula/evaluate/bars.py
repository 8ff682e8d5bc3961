"""Expressions at a point: what stands before the bar of ...|_{x=1}."""

from __future__ import annotations

from dataclasses import replace
from math import prod

import torch

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import derivatives
from livecells.formula.evaluate.calculus import by_inner_function
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.evaluate.symbols import Symbols, dependents, made_of
from livecells.formula.evaluate.values import Value
from livecells.formula.syntax.tree import (
    Call,
    Deriv,
    EvaluatedAt,
    Grad,
    Node,
    Sym,
    walk,
)


def at_point(evaluator: Evaluates, node: EvaluatedAt, scope: Scope) -> Value:
    """The body where its targets have the values of the point; held names do not vary."""
    within = by_inner_function(evaluator, node.body, node.points[0][1]) if node.points else None
    if within is not None and len(node.points) == 1 and not node.held:
        return evaluator.value(within, scope)
    _refuse_unmet(evaluator, node)
    inner = evaluator.fork()
    for name in node.held:
        held = evaluator.symbols.value(name.name)
        inner.symbols.put(
            name.name,
            derivatives.free_leaf(held.with_data(held.data.detach()), inner.symbols.points),
        )
    for target, value in node.points:
        inner.symbols.put(target.name, _moved(evaluator, inner, target, value, scope))
    return inner.value(node.body, scope)


def _moved(evaluator: Evaluates, inner: Evaluates, target: Sym, value: Node, scope: Scope) -> Value:
    """The value of a target at the point; x_i = 1 is meant for every i."""
    before = inner.symbols.value(target.name)
    own = {s.name for s in target.subs if isinstance(s, Sym) and s.name not in evaluator.symbols}
    outside = replace(scope, running={k: v for k, v in scope.running.items() if k not in own})
    running = evaluator.free(target, outside) if own else {}
    found = evaluator.over_indices(value, running, outside)
    if target.subs and not own:
        return _one_entry(evaluator, before, target, found, scope)
    if found.shape not in ((), before.shape) and prod(found.shape) != prod(before.shape):
        raise FormulaError(f"a point of shape {found.shape} for a symbol of shape {before.shape}")
    data = found.data if found.shape else found.data.reshape(-1, *[1] * len(before.shape))
    data = data.reshape(data.shape[0], *before.shape) if found.shape else data
    points = evaluator.symbols.points
    return derivatives.free_leaf(Value(data.expand(-1, *before.shape)), points)


def _one_entry(
    evaluator: Evaluates, before: Value, target: Sym, found: Value, scope: Scope
) -> Value:
    count = torch.arange(prod(before.shape), dtype=torch.float64).reshape(1, *before.shape)
    place = evaluator.value(Sym(target.name, target.subs), scope.binding(target.name, Value(count)))
    here = (count == place.data.reshape(())).expand(before.data.shape)
    data = found.data.reshape(-1, *[1] * len(before.shape))
    return derivatives.free_leaf(
        Value(torch.where(here, data, before.data)), evaluator.symbols.points
    )


def _refuse_unmet(evaluator: Evaluates, node: EvaluatedAt) -> None:
    symbols = evaluator.symbols
    used = {n.name for n in walk(node.body) if isinstance(n, Sym | Call)}
    reached = made_of(symbols.definitions, used)
    bare = {
        n.name
        for n in walk(node.body)
        if isinstance(n, Sym) or (isinstance(n, Call) and not n.args)
    }
    reached |= {p for name in bare & symbols.definitions.keys() for p in _params(symbols, name)}
    by = {t.name for n in walk(node.body) if isinstance(n, Deriv | Grad) for t in _targets(n)}
    for target in (*(target for target, _ in node.points), *node.held):
        if target.name not in symbols:
            raise FormulaError(f"{target.name} is not known here")
        if target.name not in reached:
            raise FormulaError(f"{target.name} does not occur in what stands before the bar")
    for target, _ in node.points:
        through = {name for name in by if target.name in dependents(symbols.definitions, name)}
        if through and target.name not in by:
            name = min(through)
            raise FormulaError(f"{target.name} depends on {name}: give the point in {name}")


def _params(symbols: Symbols, name: str) -> tuple[str, ...]:
    """The arguments at which an f without parentheses is taken."""
    return symbols.definitions[name].params


def _targets(node: Deriv | Grad) -> tuple[Sym, ...]:
    if isinstance(node, Deriv):
        return node.targets
    return () if node.target is None else (node.target,)
