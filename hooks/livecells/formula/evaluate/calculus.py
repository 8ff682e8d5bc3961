"""Derivatives and gradients, on an evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import axes, derivatives, families
from livecells.formula.evaluate.calls import gradient_at, gradient_by_places, over
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.evaluate.symbols import made_of, repeated
from livecells.formula.evaluate.values import Value
from livecells.formula.syntax.tree import (
    Call,
    Deriv,
    Grad,
    Node,
    Num,
    Sym,
    walk,
)


def deriv(evaluator: Evaluates, node: Deriv, scope: Scope) -> Value:
    r"""\partial body / \partial targets: every entry by every entry, then what the indices pick."""
    within = by_inner_function(evaluator, node)
    if within is not None:
        return evaluator.value(within, scope)
    parameter = by_parameter(evaluator, node)
    if parameter is not None:
        return _at_parameter(evaluator, parameter, scope)
    _refuse_constant(evaluator, node, scope)
    if any(target.name in scope.bound for target in node.targets):
        return _by_bound(evaluator, node, scope)
    itself = function_itself(evaluator, node.body, node.targets[0].name)
    if isinstance(itself, Call) and itself.primes and itself != node.body:
        return evaluator.value(replace(itself, primes=len(node.targets)), scope)
    variables = [evaluator.symbols.variable(target.name) for target in node.targets]
    result = evaluator.value(itself, scope)
    _refuse_hidden(evaluator, itself, result, dict(zip(node.targets, variables, strict=True)))
    for target, variable in zip(node.targets, variables, strict=True):
        of = result
        if of.shape and variable.dim() > 2 and not target.subs:
            raise FormulaError(
                f"a derivative of shape {of.shape} by shape {tuple(variable.shape[1:])}: "
                "use indices"
            )
        result = derivatives.jacobian(of, variable)
        if evaluator.confirm:
            confirm(evaluator, node, target, variable, result, scope)
        result = _entries(evaluator, result, of, target, scope)
    return _as_row(result, len(node.targets)) if node.row else result


def by_inner_function(evaluator: Evaluates, node: Node, at: Node | None = None) -> Node | None:
    r"""F'(u) for the \frac{dF}{du} of an F(u) where u is a function of the page itself."""
    if not isinstance(node, Deriv) or not isinstance(node.body, Sym) or node.body.subs:
        return None
    known, by = evaluator.symbols.definitions, node.targets[0]
    of, inner = known.get(node.body.name), known.get(by.name)
    if of is None or inner is None or not inner.params or of.params != (by.name,):
        return None
    plain = all(target == by and not target.subs for target in node.targets)
    args = (at or Sym(by.name, span=node.span),)
    return Call(of.name, args, len(node.targets), span=node.span) if plain else None


def _at_parameter(evaluator: Evaluates, node: Call, scope: Scope) -> Value:
    """The slope by one argument, a number or an array."""
    place, args = node.by[0] - 1, (*node.args, *node.given)
    values = [evaluator.value(arg, scope) for arg in args]
    if not values[place].shape:
        return evaluator.value(node, scope)
    values[place] = start = derivatives.free_leaf(values[place], evaluator.symbols.points)
    found = of = evaluator.apply(evaluator.symbols.definitions[node.name], values)
    for _ in node.by:
        found = derivatives.jacobian(found, start.data)
    loose = of.shape == () and len(found.shape) == 1
    return replace(found, layout="loose" if loose else "")


def by_parameter(evaluator: Evaluates, node: Deriv) -> Call | None:
    r"""\partial_1 f(a, b) for the slope of an f(a, b) by the x of the page's f(x, y).

    There x is no symbol of the arguments, of which the slope would be 0.
    """
    body, names = node.body, {target.name for target in node.targets}
    known = evaluator.symbols.definitions
    meant = known.get(body.name) if isinstance(body, Call) else None
    if not isinstance(body, Call) or meant is None or len(meant.params) < 2 or len(names) > 1:
        return None
    (name,) = names
    args = (*body.args, *body.given)
    written = {part.name for arg in args for part in walk(arg) if isinstance(part, Sym)}
    if name not in meant.params or name in made_of(known, written) or body.primes or body.by:
        return None
    if any(target.subs for target in node.targets) or meant.family or meant.indices:
        return None
    return replace(body, by=(meant.params.index(name) + 1,) * len(node.targets))


def _as_row(result: Value, order: int) -> Value:
    r"""By x^\top below: the gradient of a scalar as a row, the Jacobian or the Hessian as it is."""
    if len(result.shape) == 1 and order == 1:
        return Value(result.data.unsqueeze(-2), result.axes)
    if len(result.shape) != 2:
        raise FormulaError("a derivative by a row is of a scalar or a vector, by a vector")
    return replace(result, layout="")


def function_itself(evaluator: Evaluates, body: Node, by: str = "") -> Node:
    """F of df/dx is f(x)."""
    meant = evaluator.symbols.definitions.get(getattr(body, "name", ""))
    if isinstance(body, Call) and meant is not None and meant.params == (by,) and not body.primes:
        numbers = all(isinstance(part, Num) for part in walk(body.args[0]))
        if numbers or getattr(body.args[0], "name", "").startswith((f"{by}_", f"{by}^")):
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
    made = made_of(
        evaluator.symbols.definitions, {n.name for n in walk(body) if isinstance(n, Sym)}
    )
    if not made & targets:
        leaves |= {n for n in made if n.endswith("_hat") and n in evaluator.symbols.leaves}
    for name in sorted(leaves - targets - scope.bound.keys() - scope.constants):
        if (isinstance(body, Sym) and not body.subs) or "_hat" in name:
            raise FormulaError(
                f"{name} is given by value only: define it before it is differentiated, or, if it "
                f"depends on nothing, say \\text{{for any constant ${name}$}} beside it"
            )


def _refuse_hidden(
    evaluator: Evaluates, body: Node, of: Value, variables: Mapping[Sym, Tensor]
) -> None:
    r"""Of y(x) = \sin u(x) no letter u is a part, and yet its slope by u is not 0."""
    known = evaluator.symbols.definitions
    names = {part.name for part in walk(body) if isinstance(part, Sym | Call)}
    for target, variable in variables.items():
        meant = known.get(target.name)
        if meant is None or derivatives.depends(of, variable):
            continue
        if meant.params or made_of(known, set(meant.mentions)) & made_of(known, names):
            raise FormulaError(
                f"what is differentiated is not written in {target.name}, which is {meant.tex}: "
                f"define it as a function of that letter, y({target.name}) = ..."
            )


def _by_bound(evaluator: Evaluates, node: Deriv, scope: Scope) -> Value:
    """The derivative by an argument of the function that is being computed."""
    names = {target.name for target in node.targets}
    if len(names) > 1 or any(target.subs for target in node.targets):
        raise FormulaError("inside of a function: write this derivative with f' outside")
    (name,) = names

    def at(argument: Value) -> Value:
        return over(evaluator.value(node.body, scope.binding(name, argument)), argument)

    argument = scope.bound[name]
    data = argument.data.expand(evaluator.symbols.points, *argument.data.shape[1:])
    return derivatives.slopes(at, argument.with_data(data), len(node.targets))


def confirm(
    evaluator: Evaluates, node: Deriv, target: Sym, variable: Tensor, found: Value, scope: Scope
) -> None:
    """Compare with finite differences along one direction, at a few points.

    Only those count at which differences are exact. Where doubts are looked for, it is done at all
    points, and those at which the two differ are remembered.
    """
    if len(node.targets) > 1:
        return
    doubts = evaluator.choices.doubts
    few = _few(variable.shape[0]) if doubts is None else slice(None)
    body, start = function_itself(evaluator, node.body), variable.detach()[few]
    direction = torch.randn(
        start.shape[1:], generator=torch.Generator().manual_seed(7), dtype=start.dtype
    )

    times = len(derivatives.STENCIL) * len(derivatives.STEPS)
    bound = {n: repeated(value, times, few) for n, value in scope.bound.items()}

    def at(moved: Tensor) -> Tensor:
        inner = evaluator.fork()
        inner.symbols.repeat(times, few)
        inner.symbols.put(target.name, derivatives.free_leaf(Value(moved), moved.shape[0]))
        value = inner.value(body, replace(scope, bound=bound)).data.detach()
        return value.expand(moved.shape[0], *value.shape[1:])

    slope = found.data.detach()[few] * direction
    if direction.dim():
        slope = slope.flatten(found.data.ndim - direction.dim()).sum(-1)
    with evaluator.choices.elsewhere():
        near = derivatives.by_differences(at, start, direction)
    scale = 1 + slope.abs()
    sure = (near[0] - near[1]).abs() <= 1e-8 * scale
    apart = (near[1] - slope).abs() > 1e-5 * scale
    if doubts is not None:
        doubts.append((apart & sure).reshape(len(start), -1).any(1))
    elif bool(sure.any()) and bool((apart & sure).sum() * 2 > sure.sum()):
        raise FormulaError("this derivative could not be confirmed by finite differences")


def _few(points: int) -> slice:
    """Three of the points, of those that are drawn from one region."""
    return slice(points // 4, points // 4 + 3)


def grad(evaluator: Evaluates, node: Grad, scope: Scope) -> Value:
    """The gradient, a column (or of the target's shape), or the Hessian of a vector's scalar."""
    target = node.target
    if target is None:
        return _grad_of_function(evaluator, node, scope)
    of = Deriv(node.body, (target,) * node.order, span=node.span)
    result = deriv(evaluator, of, scope)
    if by_parameter(evaluator, of) is not None:
        return replace(result, layout="")
    shape = () if target.subs else evaluator.symbols.value(target.name).shape
    if len(result.shape) != len(shape) * node.order:
        raise FormulaError("a gradient is taken of a scalar")
    return replace(result, layout="")


def _grad_of_function(evaluator: Evaluates, node: Grad, scope: Scope) -> Value:
    r"""\nabla f(x), \nabla f for a function f of one argument; or what one symbol it is made of."""
    meant = evaluator.symbols.definitions.get(getattr(node.body, "name", ""))
    if meant is not None and len(meant.params) == 1:
        args = getattr(node.body, "args", None) or (Sym(meant.params[0], span=node.span),)
        called = node.body if isinstance(node.body, Call) else Call(meant.name, args)
        chosen = families.members(evaluator, meant, called, scope)
        return gradient_at(evaluator, meant, evaluator.value(args[0], scope), node.order, chosen)
    if meant is not None and len(meant.params) > 1 and node.order <= 2 and not meant.family:
        return gradient_by_places(evaluator, node.body, meant, node.order, scope)
    symbols = evaluator.symbols
    names = {n.name for n in walk(node.body) if isinstance(n, Sym)}
    leaves = made_of(symbols.definitions, names) & symbols.leaves.keys()
    if len(leaves) != 1:
        raise FormulaError("the gradient by which variable? Write \\nabla_x")
    return grad(evaluator, replace(node, target=Sym(leaves.pop(), span=node.span)), scope)
