"""Derivatives of evaluated formulas, and expressions at a point."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import indices, sympy_cells
from livecells.formula.evaluate.definitions import Definition
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.evaluate.sympy_cells import Cells, Expr
from livecells.formula.evaluate.tensors import Tensor
from livecells.formula.syntax.tree import Deriv, EvaluatedAt, Grad, Node, Sym, walk


def deriv(evaluator: Evaluates, node: Deriv, scope: Scope) -> Tensor:
    r"""\partial body / \partial targets: the body, targets kept as variables, differentiated."""
    names = frozenset(evaluator.resolve(target, scope)[0] for target in node.targets)
    kept = scope.keeping(names)
    _refuse_given(evaluator, node.body, names, scope)
    result = evaluator.value(node.body, kept)
    for target in node.targets:
        result = _by(result, evaluator.value(target, kept))
    return settle(evaluator, result, names, scope)


def _refuse_given(evaluator: Evaluates, body: Node, names: frozenset[str], scope: Scope) -> None:
    """A symbol only given by value depends on nothing: its derivative would be a silent 0."""
    if isinstance(body, Sym):
        name, _ = evaluator.resolve(body, scope)
        if name in evaluator.shapes and name not in names and name not in scope.bound:
            reason = f"{name} is given by value only: define it before it is differentiated"
            raise FormulaError(reason, scope.tex, body.span)


def _by(of: Tensor, target: Tensor) -> Tensor:
    """The derivative of every entry by every entry of the target: shapes side by side."""
    if of.shape != () and len(target.shape) > 1:
        reason = f"a derivative of shape {of.shape} by shape {target.shape}: use indices"
        raise FormulaError(reason)
    if not all(sympy_cells.is_symbol(cell) for cell in target.cells.flat):
        raise FormulaError("a derivative by something that is not a variable")
    cells = np.empty(of.shape + target.shape, dtype=object)
    for place, cell in np.ndenumerate(of.cells):
        for other, variable in np.ndenumerate(target.cells):
            cells[place + other] = sympy_cells.derivative(cell, variable)
    return Tensor(cells, loose=of.shape == () and len(target.shape) == 1)


def settle(evaluator: Evaluates, result: Tensor, names: frozenset[str], scope: Scope) -> Tensor:
    """Put back the definitions of names that were kept as variables only for a while."""
    exchange: dict[Expr, Expr] = {}
    for name in names - scope.stop:
        if name in evaluator.definitions and name not in scope.bound:
            expanded = evaluator.named(name, scope)
            kept = evaluator.variables(name, expanded.shape)
            exchange |= dict(zip(kept.flat, expanded.cells.flat, strict=True))
    return Tensor(sympy_cells.replaced(result.cells, exchange), result.loose)


def grad(evaluator: Evaluates, node: Grad, scope: Scope) -> Tensor:
    """The gradient, a column (or of the target's shape), or the Hessian of a vector's scalar."""
    body, target = node.body, node.target
    if target is None:
        return _grad_of_function(evaluator, node, scope)
    result = deriv(evaluator, Deriv(body, (target,) * node.order, span=node.span), scope)
    expected = len(evaluator.value(target, scope).shape) * node.order
    if len(result.shape) != expected:
        raise FormulaError("a gradient is taken of a scalar")
    return Tensor(result.cells)


def _grad_of_function(evaluator: Evaluates, node: Grad, scope: Scope) -> Tensor:
    r"""\nabla f(x) or \nabla f for a function f of one argument, at that argument."""
    name = getattr(node.body, "name", "")
    meant = evaluator.definitions.get(name)
    if meant is None or len(meant.params) != 1:
        raise FormulaError("the gradient by which variable? Write \\nabla_x")
    args = getattr(node.body, "args", None) or (Sym(meant.params[0], span=node.span),)
    argument = evaluator.value(args[0], scope)
    return _derived(evaluator, meant, argument, node.order, scope)


def prime(
    evaluator: Evaluates, meant: Definition, args: list[Tensor], order: int, scope: Scope
) -> Tensor:
    """f'(x): the derivative of a function of the page by its one argument, at that argument."""
    if len(args) != 1 or args[0].shape != ():
        raise FormulaError(f"{meant.name}' needs one number as its argument")
    return _derived(evaluator, meant, args[0], order, scope)


def _derived(
    evaluator: Evaluates, meant: Definition, argument: Tensor, order: int, scope: Scope
) -> Tensor:
    dummies = sympy_cells.each(lambda cell: cell, _dummies(argument.shape))
    result = evaluator.apply(meant, [Tensor(dummies)], scope)
    if result.shape != ():
        raise FormulaError(f"{meant.name} is not a scalar: write its derivative with indices")
    for _ in range(order):
        result = _by(result, Tensor(dummies))
    exchange = dict(zip(dummies.flat, argument.cells.flat, strict=True))
    return Tensor(sympy_cells.replaced(result.cells, exchange))


def _dummies(shape: tuple[int, ...]) -> Cells:
    cells = np.empty(shape, dtype=object)
    for place in np.ndindex(*shape):
        cells[place] = sympy_cells.symbol("argument" + str(place))
    return cells


def bar(evaluator: Evaluates, node: EvaluatedAt, scope: Scope) -> Tensor:
    """The body with its targets kept as variables, put at the point; held names put back."""
    targets = [evaluator.resolve(sym, scope)[0] for sym, _ in node.points]
    held = frozenset(evaluator.resolve(sym, scope)[0] for sym in node.held)
    inner = scope.keeping(frozenset(targets) | held)
    result = evaluator.value(node.body, inner)
    _refuse_unmet(evaluator, node, inner)
    exchange: dict[Expr, Expr] = {}
    for target, value in node.points:
        exchange |= _at_point(evaluator, target, value, inner, scope)
    put = Tensor(sympy_cells.replaced(result.cells, exchange), result.loose)
    return settle(evaluator, put, frozenset(targets) | held, scope)


def _refuse_unmet(evaluator: Evaluates, node: EvaluatedAt, scope: Scope) -> None:
    for sym in (*(target for target, _ in node.points), *node.held):
        name, _ = evaluator.resolve(sym, scope)
        if not evaluator.knows(name, scope):
            raise FormulaError(f"{name} is not known here", scope.tex, sym.span)


def _at_point(
    evaluator: Evaluates, target: Sym, value: Node, inner: Scope, scope: Scope
) -> dict[Expr, Expr]:
    """Variables of the target -> their values; x_i = 1 is meant for every i."""
    name, subs = evaluator.resolve(target, scope)
    named = Sym(name, subs, span=target.span)
    own = {
        part.name
        for sub in subs
        for part in walk(sub)
        if isinstance(part, Sym)
        and evaluator.is_index(part, scope)
        and part.name not in evaluator.whole
    }
    clear = {k: v for k, v in scope.indices.items() if k not in own}
    outside = _with_indices(scope, clear)
    running = indices.free(evaluator, (named,), outside)
    found: dict[Expr, Expr] = {}
    for chosen in product(*(run.values(scope.base) for run in running.values())):
        at = dict(zip(running, chosen, strict=True))
        variables = evaluator.value(named, _with_indices(inner, clear).at(at)).cells
        values = evaluator.value(value, outside.at(at)).cells
        found |= _pairs(variables, values)
    return found


def _with_indices(scope: Scope, values: dict[str, int]) -> Scope:
    return replace(scope, indices=values)


def _pairs(variables: Cells, values: Cells) -> dict[Expr, Expr]:
    if values.shape not in ((), variables.shape):
        shape, other = variables.shape, values.shape
        raise FormulaError(f"a point of shape {other} for a symbol of shape {shape}")
    spread = np.broadcast_to(values, variables.shape)
    return dict(zip(variables.flat, spread.flat, strict=True))
