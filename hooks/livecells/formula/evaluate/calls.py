"""Functions at their arguments: those of the page, and those of the language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import torch

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import axes, derivatives, families, functions, laws, values
from livecells.formula.evaluate.definitions import Definition
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.evaluate.symbols import made_of
from livecells.formula.evaluate.values import Value
from livecells.formula.syntax.tree import (
    DENSITY,
    LOG_DENSITY,
    Call,
    Frobenius,
    Index,
    Infinity,
    Node,
    Num,
    Pow,
    Sym,
)


def call(evaluator: Evaluates, node: Call, scope: Scope) -> Value:
    """A function of the page, or one of the language, at its arguments; or its derivative there."""
    meant = evaluator.symbols.definitions.get(node.name)
    if meant is None:
        return _of_language(evaluator, node, scope)
    if not meant.params:
        return _depending(evaluator, node, meant, scope)
    node = families.as_derivative(meant, node)
    written = node.args or tuple(Sym(p, span=node.span) for p in meant.params)
    args = [evaluator.value(arg, scope) for arg in (*written, *node.given)]
    if len(args) != len(meant.params):
        raise FormulaError(f"{node.name} takes {len(meant.params)} arguments, not {len(args)}")
    chosen = families.members(evaluator, meant, node, scope)
    args = [*chosen, *args]
    with evaluator.symbols.expanding(meant):
        if not node.primes and not node.by:
            return _applied(evaluator, meant, args)
        if not node.by and len(meant.params) != 1:
            raise FormulaError(f"{node.name}' needs one number as its argument")
        places = [len(chosen) + place - 1 for place in node.by or (1,) * node.primes]
        return _slope(evaluator, meant, args, places)


def without_arguments(evaluator: Evaluates, node: Sym, meant: Definition, scope: Scope) -> Value:
    """U of a function u(x, t), where x and t have values: it is taken there."""
    if node.subs or not all(param in evaluator.symbols for param in meant.params):
        given = ", ".join(meant.params)
        raise FormulaError(
            f"{node.name} is a function: write where it is taken, {node.name}({given})"
        )
    args = tuple(Sym(param, span=node.span) for param in meant.params)
    return evaluator.value(Call(node.name, args, span=node.span), scope)


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
    evaluator: Evaluates, meant: Definition, args: list[Value], places: Sequence[int]
) -> Value:
    """The derivative of a function of the page by arguments, one after the other, at them all."""
    points = evaluator.symbols.points
    if any(arg.shape for arg in args):
        if len(args) > 1 or args[0].axes:
            raise FormulaError(f"{meant.name}' needs one number as its argument")
        return _entrywise_slope(evaluator, meant, args[0], len(places))
    letters, data = values.aligned(args)
    whole = values.broadcast([*data, torch.empty(points, *[1] * len(letters))])[:-1]
    spread = [Value(d, letters) for d in whole]
    place, order = places[-1], 0
    while order < len(places) and places[len(places) - 1 - order] == place:
        order += 1
    before = places[: len(places) - order]

    def at(argument: Value) -> Value:
        inner = [*spread[:place], argument, *spread[place + 1 :]]
        if before:
            return over(_slope(evaluator, meant, inner, before), argument)
        return over(evaluator.apply(meant, inner), argument)

    return derivatives.slopes(at, spread[place], order)


def _entrywise_slope(evaluator: Evaluates, meant: Definition, argument: Value, order: int) -> Value:
    """The derivative at an array: the gradient, or that of a function of each entry."""
    if evaluator.apply(meant, [argument]).shape != argument.shape:
        return gradient_at(evaluator, meant, argument, order)
    entries = tuple(evaluator.axis("entry") for _ in argument.shape)
    flat = Value(argument.data, (*argument.axes, *entries))
    slope = derivatives.slopes(lambda x: over(evaluator.apply(meant, [x]), x), flat, order)
    return axes.with_shape(slope, entries)


def over(found: Value, like: Value) -> Value:
    """A value that may not depend on an argument, with the axes of the argument."""
    letters, data = values.aligned((like, found))
    return Value(data[1].expand(np.broadcast_shapes(data[0].shape, data[1].shape)), letters)


def gradient_at(
    evaluator: Evaluates,
    meant: Definition,
    argument: Value,
    order: int,
    chosen: Sequence[Value] = (),
) -> Value:
    """The gradient, or the Hessian, of a function of an array at its argument."""
    start = derivatives.free_leaf(argument, evaluator.symbols.points)
    value = evaluator.apply(meant, [*chosen, start])
    if value.shape != ():
        raise FormulaError(f"{meant.name} is not a scalar: write its derivative with indices")
    for _ in range(order):
        value = derivatives.jacobian(value, start.data)
    return value


def gradient_by_places(
    evaluator: Evaluates, body: Node, meant: Definition, order: int, scope: Scope
) -> Value:
    """The gradient of f(x, y) by its arguments, numbers, in their order; or its Hessian."""
    written = getattr(body, "args", ()) or tuple(Sym(p, span=body.span) for p in meant.params)
    args = [evaluator.value(arg, scope) for arg in written]
    if len(args) != len(meant.params) or any(arg.shape for arg in args):
        raise FormulaError("the gradient by which variable? Write \\nabla_x")
    places = list(product(range(len(args)), repeat=order))
    slopes = [_slope(evaluator, meant, args, place) for place in places]
    letters, data = values.aligned(slopes)
    whole = torch.stack(values.broadcast(data), -1)
    return Value(whole.reshape(*whole.shape[:-1], *[len(args)] * order), letters)


def _of_language(evaluator: Evaluates, node: Call, scope: Scope) -> Value:
    if node.name in evaluator.symbols:
        raise FormulaError(
            f"{node.name}(...) may be a function or a product: define {node.name}(x), or write "
            f"{node.name} \\cdot (...)"
        )
    if node.name in (DENSITY, LOG_DENSITY):
        density = laws.density if node.name == DENSITY else laws.log_density
        return density([evaluator.value(arg, scope) for arg in node.args])
    name = functions.known(node.name)
    entry = node.args[0] if len(node.args) == 1 else None
    if name in ("softmax", "log_softmax") and isinstance(entry, Sym) and len(entry.subs) == 1:
        whole = replace(node, args=(replace(entry, subs=()),))  # softmax(x_i) is softmax(x)_i
        return evaluator.value(Index(whole, entry.subs, span=node.span), scope)
    order = _order(evaluator, node, scope) if name == "norm" else None
    if scope.squared:
        scope, order = replace(scope, squared=False), None
    if name == "log":
        node = replace(node, args=(in_bars(evaluator, node.args[0], scope),))
    args = [evaluator.value(arg, scope) for arg in (node.args[:1] if name == "norm" else node.args)]
    if node.primes:
        return _slope_of_language(name, node, args)
    if name in ("max", "min", "clip"):
        clips = name == "clip"
        return _clipped(evaluator, args) if clips else evaluator.choices.extreme(name, args)
    if name == "abs" and isinstance(entry, Sym) and entry.name.startswith("\\mathcal{"):
        return _size_of_set(entry, args[0])
    if name == "abs" and len(args[0].shape) > 1:
        raise FormulaError("|A| of a matrix may be its determinant: write \\det A, or use indices")
    evaluator.choices.kink(name, args[0])
    return functions.call(node.name, args, order)


def _clipped(evaluator: Evaluates, args: Sequence[Value]) -> Value:
    """clip(x, a, b), with torch's slope, which is 1 on the borders."""
    if len(args) != 3:
        raise FormulaError(f"clip(x, a, b) takes 3 arguments, not {len(args)}")
    evaluator.choices.extreme("max", args[:2])  # its borders are looked at
    evaluator.choices.extreme("min", [args[0], args[2]])
    return values.elementwise(torch.clamp, *args)


def _size_of_set(node: Sym, members: Value) -> Value:
    r"""|\mathcal{B}| of a set, which is given as the list of its members."""
    whole = members.data.detach()[:1]
    if len(members.shape) != 1 or members.axes or not torch.equal(whole, whole.round()):
        raise FormulaError(f"|{node.name}| counts a set: give it as a list of whole numbers")
    return values.of(float(members.shape[0]))


def in_bars(evaluator: Evaluates, node: Node, scope: Scope) -> Node:
    r"""|A| of a square matrix is its determinant where only a number makes sense, |A|^{1/2}."""
    if not isinstance(node, Call) or node.name != "abs" or not isinstance(node.args[0], Sym):
        return node
    shape = evaluator.value(node.args[0], scope).shape
    square = len(shape) == 2 and shape[0] == shape[1]
    return replace(node, name="det") if square else node


def exponent(evaluator: Evaluates, node: Pow, scope: Scope) -> Value:
    """The exponent of a power, which is no infinity: that has to be a limit."""
    if isinstance(node.exponent, Infinity):
        raise FormulaError("a power to infinity has no value: write a limit")
    return evaluator.value(node.exponent, scope)


def is_square_of_norm(node: Pow) -> bool:
    r"""\lVert A \rVert_2^2 of a matrix is the sum of its squares wherever the field writes it."""
    base = node.base
    two = Num(Fraction(2))
    norm = isinstance(base, Call) and base.name == "norm" and base.args[1:] == (two,)
    return norm and node.exponent == two


def _order(evaluator: Evaluates, node: Call, scope: Scope) -> object:
    if len(node.args) < 2:
        return None
    order = node.args[1]
    if isinstance(order, Infinity):
        return torch.inf
    if isinstance(order, Frobenius):
        return order.kind
    found = evaluator.value(order, scope)
    data = found.data.detach()
    if found.shape or found.axes or not bool((data == data[0]).all()) or not float(data[0]) > 0:
        raise FormulaError("the order of a norm is a number: give it in `at`, with `fixed`")
    return float(data[0])


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
