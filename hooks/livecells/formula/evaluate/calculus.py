"""Functions at their arguments, derivatives, and expressions at a point, on an evaluator."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod

import numpy as np
import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import axes, derivatives, functions, values
from livecells.formula.evaluate.definitions import Definition
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.evaluate.symbols import dependents, made_of
from livecells.formula.evaluate.values import Value
from livecells.formula.syntax.tree import (
    Call,
    Deriv,
    EvaluatedAt,
    Frobenius,
    Grad,
    Index,
    Infinity,
    Node,
    Num,
    Pow,
    Sym,
    walk,
)

# --- functions at their arguments -----------------------------------------------------------------


def call(evaluator: Evaluates, node: Call, scope: Scope) -> Value:
    """A function of the page, or one of the language, at its arguments; or its derivative there."""
    meant = evaluator.symbols.definitions.get(node.name)
    if meant is None:
        return _of_language(evaluator, node, scope)
    if not meant.params:
        return _depending(evaluator, node, meant, scope)
    written = node.args or tuple(Sym(p, span=node.span) for p in meant.params)
    args = [evaluator.value(arg, scope) for arg in (*written, *node.given)]
    if len(args) != len(meant.params):
        raise FormulaError(f"{node.name} takes {len(meant.params)} arguments, not {len(args)}")
    with evaluator.symbols.expanding(meant):
        if not node.primes and not node.by:
            return _applied(evaluator, meant, args)
        places = node.by or (1,)
        if not node.by and len(args) != 1:
            raise FormulaError(f"{node.name}' needs one number as its argument")
        for place in places[:-1]:
            if place != places[-1]:
                raise FormulaError("a derivative by two arguments: write it with \\partial")
        return _slope(evaluator, meant, args, places[-1] - 1, node.primes or len(places))


def _applied(evaluator: Evaluates, meant: Definition, args: list[Value]) -> Value:
    """A function at its arguments; one that is written for numbers acts on each entry."""
    try:
        return evaluator.apply(meant, args)
    except FormulaError:
        shapes = {arg.shape for arg in args if arg.shape}
        if len(shapes) != 1:
            raise
        (shape,) = shapes
        entries = tuple(evaluator.axis("entry") for _ in shape)
        flat = [Value(a.data, (*a.axes, *entries)) if a.shape else a for a in args]
        try:
            found = evaluator.apply(meant, flat)
        except FormulaError:
            found = None
        if found is None or found.shape:
            raise
    return axes.with_shape(found, entries)


def _slope(
    evaluator: Evaluates, meant: Definition, args: list[Value], place: int, order: int
) -> Value:
    """The derivative of a function of the page by one argument, at its arguments."""
    points = evaluator.symbols.points
    if any(arg.shape for arg in args):
        if len(args) > 1 or args[0].axes:
            raise FormulaError(f"{meant.name}' needs one number as its argument")
        return _gradient_at(evaluator, meant, args[0], order)
    letters, data = values.aligned(args)
    whole = torch.broadcast_tensors(*data, torch.empty(points, *[1] * len(letters)))[:-1]
    spread = [Value(d, letters) for d in whole]

    def at(argument: Value) -> Value:
        found = evaluator.apply(meant, [*spread[:place], argument, *spread[place + 1 :]])
        return _over(found, argument)

    return derivatives.slopes(at, spread[place], order)


def _over(found: Value, like: Value) -> Value:
    """A value that may not depend on an argument, with the axes of the argument."""
    letters, data = values.aligned((like, found))
    return Value(data[1].expand(np.broadcast_shapes(data[0].shape, data[1].shape)), letters)


def _gradient_at(evaluator: Evaluates, meant: Definition, argument: Value, order: int) -> Value:
    start = derivatives.free_leaf(argument, evaluator.symbols.points)
    value = evaluator.apply(meant, [start])
    if value.shape != ():
        raise FormulaError(f"{meant.name} is not a scalar: write its derivative with indices")
    for _ in range(order):
        value = derivatives.jacobian(value, start.data)
    return value


def _of_language(evaluator: Evaluates, node: Call, scope: Scope) -> Value:
    if node.name in evaluator.symbols:
        raise FormulaError(
            f"{node.name}(...) may be a function or a product: define {node.name}(x), or write "
            f"{node.name} \\cdot (...)"
        )
    name = functions.known(node.name)
    entry = node.args[0] if len(node.args) == 1 else None
    if name in ("softmax", "log_softmax") and isinstance(entry, Sym) and len(entry.subs) == 1:
        whole = replace(node, args=(replace(entry, subs=()),))  # softmax(x_i) is softmax(x)_i
        return evaluator.value(Index(whole, entry.subs, span=node.span), scope)
    order = _order(node) if name == "norm" else None
    if scope.squared:
        scope, order = replace(scope, squared=False), None
    args = [evaluator.value(arg, scope) for arg in (node.args[:1] if name == "norm" else node.args)]
    if node.primes:
        return _slope_of_language(name, node, args)
    if name in ("max", "min"):
        return evaluator.choices.extreme(name, args)
    if name == "abs" and len(args[0].shape) > 1:
        raise FormulaError("|A| of a matrix may be its determinant: write \\det A, or use indices")
    evaluator.choices.kink(name, args[0])
    return functions.call(node.name, args, order)


def is_square_of_norm(node: Pow) -> bool:
    r"""\lVert A \rVert_2^2 of a matrix is the sum of its squares wherever the field writes it."""
    base = node.base
    two = Num(Fraction(2))
    norm = isinstance(base, Call) and base.name == "norm" and base.args[1:] == (two,)
    return norm and node.exponent == two


def _order(node: Call) -> object:
    if len(node.args) < 2:
        return None
    order = node.args[1]
    if isinstance(order, Infinity):
        return torch.inf
    if isinstance(order, Frobenius):
        return "F"
    return float(order.value) if isinstance(order, Num) else getattr(order, "name", None)


def _slope_of_language(name: str, node: Call, args: list[Value]) -> Value:
    apply = functions.SCALAR.get(name)
    if apply is None or len(args) != 1:
        raise FormulaError(f"{node.name}' is not understood; write it with \\partial")
    return derivatives.slopes(lambda x: x.with_data(apply(x.data)), args[0], node.primes)


def _depending(evaluator: Evaluates, node: Call, meant: Definition, scope: Scope) -> Value:
    """L(w) of an L that was defined without parentheses: what it depends on, or its value there."""
    inputs = made_of(evaluator.symbols.definitions, {meant.name})
    inputs &= evaluator.symbols.leaves.keys()
    named = [arg.name for arg in node.args if isinstance(arg, Sym) and not arg.subs]
    if node.primes or node.given or meant.indices:
        raise FormulaError(f"{node.name}(...) needs a definition {node.name}(x) = ...")
    if len(named) == len(node.args) and all(
        name in inputs or name in made_of(evaluator.symbols.definitions, {meant.name})
        for name in named
    ):
        return evaluator.symbols.value(meant.name)
    if len(node.args) != 1 or len(inputs) != 1:
        raise FormulaError(
            f"{node.name} was defined without parentheses: define {node.name}(x) = ..., or write "
            f"{node.name} \\cdot (...) for a product"
        )
    inner = evaluator.fork()
    inner.symbols.put(
        inputs.pop(),
        derivatives.free_leaf(evaluator.value(node.args[0], scope), inner.symbols.points),
    )
    return inner.symbols.value(meant.name)


# --- derivatives ----------------------------------------------------------------------------------


def deriv(evaluator: Evaluates, node: Deriv, scope: Scope) -> Value:
    r"""\partial body / \partial targets: every entry by every entry, then what the indices pick."""
    _refuse_constant(evaluator, node, scope)
    if any(target.name in scope.bound for target in node.targets):
        return _by_bound(evaluator, node, scope)
    itself = _function_itself(evaluator, node.body, node.targets[0].name)
    if isinstance(itself, Call) and itself.primes and itself != node.body:
        return evaluator.value(replace(itself, primes=len(node.targets)), scope)
    variables = [evaluator.symbols.variable(target.name) for target in node.targets]
    result = evaluator.value(itself, scope)
    for target, variable in zip(node.targets, variables, strict=True):
        of = result
        if of.shape and variable.dim() > 2 and not target.subs:
            raise FormulaError(
                f"a derivative of shape {of.shape} by shape {tuple(variable.shape[1:])}: use indices"
            )
        result = derivatives.jacobian(of, variable)
        if evaluator.confirm:
            _confirm(evaluator, node, target, variable, result, scope)
        result = _entries(evaluator, result, of, target, scope)
    return result


def _function_itself(evaluator: Evaluates, body: Node, by: str = "") -> Node:
    """F of df/dx is f(x)."""
    meant = evaluator.symbols.definitions.get(getattr(body, "name", ""))
    if isinstance(body, Call) and meant is not None and meant.params == (by,) and not body.primes:
        if all(isinstance(part, Num) for part in walk(body.args[0])):
            return replace(body, primes=1)  # df(3)/dx is f'(3)
    if isinstance(body, Sym) and meant is not None and meant.params:
        return Call(body.name, tuple(Sym(p, span=body.span) for p in meant.params), span=body.span)
    return body


def _entries(evaluator: Evaluates, jacobian: Value, of: Value, target: Sym, scope: Scope) -> Value:
    """What the indices of the target pick of a Jacobian; `loose` if it may be a row or a column."""
    if not target.subs:
        loose = of.shape == () and len(jacobian.shape) == 1
        return replace(jacobian, layout="loose" if loose else "")
    kept = tuple(evaluator.axis("kept") for _ in of.shape)
    inner = Value(jacobian.data, (*jacobian.axes, *kept))
    picked = Sym(target.name, target.subs, span=target.span)
    return axes.with_shape(evaluator.value(picked, scope.binding(target.name, inner)), kept)


def _refuse_constant(evaluator: Evaluates, node: Deriv, scope: Scope) -> None:
    """A symbol only given by value depends on nothing: its derivative would be a silent 0."""
    targets = {target.name for target in node.targets}
    for target in node.targets:
        for sub in target.subs:
            if (
                isinstance(sub, Sym)
                and sub.name in evaluator.symbols
                and sub.name not in scope.running
            ):
                raise FormulaError(f"{sub.name} has a value: write the number in its place")
    body = node.body
    leaves = {
        part.name
        for part in walk(body)
        if isinstance(part, Sym) and part.name in evaluator.symbols.leaves
    }
    for name in sorted(leaves - targets - scope.bound.keys()):
        if (isinstance(body, Sym) and not body.subs) or "_hat" in name:
            raise FormulaError(
                f"{name} is given by value only: define it before it is differentiated"
            )


def _by_bound(evaluator: Evaluates, node: Deriv, scope: Scope) -> Value:
    """The derivative by an argument of the function that is being computed."""
    names = {target.name for target in node.targets}
    if len(names) > 1 or any(target.subs for target in node.targets):
        raise FormulaError("inside of a function: write this derivative with f' outside")
    (name,) = names

    def at(argument: Value) -> Value:
        return _over(evaluator.value(node.body, scope.binding(name, argument)), argument)

    argument = scope.bound[name]
    data = argument.data.expand(evaluator.symbols.points, *argument.data.shape[1:])
    return derivatives.slopes(at, argument.with_data(data), len(node.targets))


def _confirm(
    evaluator: Evaluates, node: Deriv, target: Sym, variable: Tensor, found: Value, scope: Scope
) -> None:
    """Compare with finite differences along one direction, at the points where those are exact."""
    if len(node.targets) > 1:
        return
    body, start = _function_itself(evaluator, node.body), variable.detach()
    direction = torch.randn(
        start.shape[1:], generator=torch.Generator().manual_seed(7), dtype=start.dtype
    )

    def at(moved: Tensor) -> Tensor:
        inner = evaluator.fork()
        inner.symbols.put(target.name, derivatives.free_leaf(Value(moved), moved.shape[0]))
        return inner.value(body, scope).data.detach()

    known = len(evaluator.choices.switches)
    slope = (
        (found.data.detach() * direction).flatten(found.data.ndim - direction.dim()).sum(-1)
        if direction.dim()
        else found.data.detach() * direction
    )
    near = [derivatives.by_differences(at, start, direction, step) for step in (1e-3, 5e-4)]
    del evaluator.choices.switches[known:]
    scale = 1 + slope.abs()
    sure = (near[0] - near[1]).abs() <= 1e-8 * scale
    apart = (near[1] - slope).abs() > 1e-5 * scale
    if bool(sure.any()) and bool((apart & sure).sum() * 2 > sure.sum()):
        raise FormulaError("this derivative could not be confirmed by finite differences")


def grad(evaluator: Evaluates, node: Grad, scope: Scope) -> Value:
    """The gradient, a column (or of the target's shape), or the Hessian of a vector's scalar."""
    target = node.target
    if target is None:
        return _grad_of_function(evaluator, node, scope)
    result = deriv(evaluator, Deriv(node.body, (target,) * node.order, span=node.span), scope)
    shape = () if target.subs else evaluator.symbols.value(target.name).shape
    if len(result.shape) != len(shape) * node.order:
        raise FormulaError("a gradient is taken of a scalar")
    return replace(result, layout="")


def _grad_of_function(evaluator: Evaluates, node: Grad, scope: Scope) -> Value:
    r"""\nabla f(x), \nabla f for a function f of one argument; or what one symbol it is made of."""
    meant = evaluator.symbols.definitions.get(getattr(node.body, "name", ""))
    if meant is not None and len(meant.params) == 1:
        args = getattr(node.body, "args", None) or (Sym(meant.params[0], span=node.span),)
        return _gradient_at(evaluator, meant, evaluator.value(args[0], scope), node.order)
    symbols = evaluator.symbols
    names = {n.name for n in walk(node.body) if isinstance(n, Sym)}
    leaves = made_of(symbols.definitions, names) & symbols.leaves.keys()
    if len(leaves) != 1:
        raise FormulaError("the gradient by which variable? Write \\nabla_x")
    return grad(evaluator, replace(node, target=Sym(leaves.pop(), span=node.span)), scope)


# --- at a point -----------------------------------------------------------------------------------


def at_point(evaluator: Evaluates, node: EvaluatedAt, scope: Scope) -> Value:
    """The body where its targets have the values of the point; held names do not vary."""
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


def _targets(node: Deriv | Grad) -> tuple[Sym, ...]:
    if isinstance(node, Deriv):
        return node.targets
    return () if node.target is None else (node.target,)
