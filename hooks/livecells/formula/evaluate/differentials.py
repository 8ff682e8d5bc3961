r"""Differentials: d f is the sum of the slopes of f times the dx of all that varies.

The dx of a symbol is an array like it, with values of its own. It has a name that nobody can write.
"""

from __future__ import annotations

from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import calculus, derivatives, products
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.evaluate.symbols import made_of
from livecells.formula.evaluate.values import Value
from livecells.formula.syntax.tree import Deriv, Differential, Sym, walk

STEP = "d "  # before the name of what varies


def differential(evaluator: Evaluates, node: Differential, scope: Scope) -> Value:
    """The change of the body to first order.

    Raises:
        FormulaError: It depends on a symbol of which no d stands in the statement.
    """
    symbols = evaluator.symbols
    body = calculus.function_itself(evaluator, node.body)
    names = {part.name for part in walk(body) if isinstance(part, Sym)}
    leaves = sorted(made_of(symbols.definitions, names) & symbols.leaves.keys())
    moving = [name for name in leaves if STEP + name in symbols.leaves]
    if not moving:
        name = leaves[0] if leaves else "x"
        raise FormulaError(f"this d has nothing to depend on: write it with d{name} on the right")
    parts = [_part(evaluator, Deriv(body, (Sym(name),), span=node.span), scope) for name in moving]
    total = parts[0]
    for part in parts[1:]:
        total = products.add(total, part)
    return total


def _part(evaluator: Evaluates, node: Deriv, scope: Scope) -> Value:
    """What one symbol adds."""
    (target,) = node.targets
    variable = evaluator.symbols.variable(target.name)
    slopes = derivatives.jacobian(evaluator.value(node.body, scope), variable)
    if evaluator.confirm:
        calculus.confirm(evaluator, node, target, variable, slopes, scope)
    step = evaluator.symbols.leaves[STEP + target.name].data
    return Value(_contracted(slopes.data, step), slopes.axes)


def _contracted(slopes: Tensor, step: Tensor) -> Tensor:
    rank = step.ndim - 1
    lead = slopes.ndim - 1 - rank
    product = slopes * step.reshape(step.shape[0], *[1] * lead, *step.shape[1:])
    return product.flatten(1 + lead).sum(-1) if rank else product
