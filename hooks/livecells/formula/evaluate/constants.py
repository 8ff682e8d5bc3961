"""What has a meaning everywhere: e, pi, delta_{ij}, the identity I, the vector of ones."""

from __future__ import annotations

from dataclasses import replace
from math import e, pi

import torch

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.indices import unknown
from livecells.formula.evaluate.limits import hold
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.evaluate.symbols import made_of
from livecells.formula.evaluate.values import Value, elementwise, of
from livecells.formula.syntax.tree import Deriv, Node, Ones, Sym

CONSTANTS = {"e": e, "pi": pi}
NO_VALUE = {
    "Space": "a set of numbers or arrays has no value here",
    "Draw": "how something is drawn has no value: it stands below a mean, or beside the equation",
    "Set": "a set stands below a sum, \\sum_{i \\in \\{1, 2\\}}, or behind \\in",
}


def no_value(kind: str, *_: object) -> Value:
    """What cannot be evaluated."""
    raise FormulaError(NO_VALUE.get(kind, "this is no expression"))


def named(evaluator: Evaluates, node: Sym, scope: Scope) -> Value:
    """The value of a name that the page gives no meaning.

    Raises:
        FormulaError: It has none.
    """
    name, subs = node.name, node.subs
    if name in CONSTANTS and not subs:
        return of(CONSTANTS[name])
    if name == "delta" and len(subs) == 2:
        both = [evaluator.whole(sub, scope) for sub in subs]
        return elementwise(lambda a, b: (a == b).double(), *both)
    if name == "I" and len(subs) == 1:
        size = _size(evaluator, subs[0], scope)
        hold(size * size)
        return Value(torch.eye(size, dtype=torch.float64).unsqueeze(0))
    if name == "I" and not subs:
        return replace(of(1.0), layout="identity")
    if name.endswith("'") and not subs and name.rstrip("'") in evaluator.symbols.definitions:
        return _primed(evaluator, node, scope)
    raise unknown(name, scope, node)


def _primed(evaluator: Evaluates, node: Sym, scope: Scope) -> Value:
    """The derivative that y' stands for, of a y that is made of one variable."""
    base, symbols = node.name.rstrip("'"), evaluator.symbols
    inputs = sorted(made_of(symbols.definitions, {base}) & symbols.leaves.keys())
    if len(inputs) != 1:
        raise unknown(node.name, scope, node)
    targets = (Sym(inputs[0], span=node.span),) * (len(node.name) - len(base))
    return evaluator.value(Deriv(Sym(base, span=node.span), targets, span=node.span), scope)


def ones(evaluator: Evaluates, node: Ones, scope: Scope) -> Value:
    """The vector of ones, of the size that is written, or of what stands beside it."""
    if node.size is None:
        return replace(of(1.0), layout="ones")
    return Value(torch.ones(1, _size(evaluator, node.size, scope), dtype=torch.float64))


def _size(evaluator: Evaluates, node: Node, scope: Scope) -> int:
    size = evaluator.number(node, scope)
    if size < 1:
        raise FormulaError(f"a size of {size}: it is at least 1")
    hold(size)
    return size
