"""Functions with a subscript: f_i(x) of a family, f_x(x, y) as a partial derivative."""

from __future__ import annotations

from dataclasses import replace

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.definitions import Definition
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.evaluate.values import Shape, Value, of
from livecells.formula.syntax.tree import Call, Sym


def as_derivative(meant: Definition, node: Call) -> Call:
    """F_x(x, y) of an f(x, y) as its derivative by x.

    Raises:
        FormulaError: Its subscript is none of its arguments.
    """
    if not node.subs or meant.family:
        return node
    names = [sub.name for sub in node.subs if isinstance(sub, Sym) and sub.name in meant.params]
    if len(names) < len(node.subs) or node.primes or node.by:
        raise FormulaError(
            f"{node.name} was defined without a subscript: define {node.name}_i(x) = ..., or a "
            "function of another name"
        )
    return replace(node, subs=(), by=tuple(meant.params.index(name) + 1 for name in names))


def members(evaluator: Evaluates, meant: Definition, node: Call, scope: Scope) -> list[Value]:
    """Which function of the family is called: the values of its subscripts."""
    if len(node.subs) != len(meant.family):
        letters = ",".join(meant.family)
        raise FormulaError(f"{node.name} was defined with a subscript: {node.name}_{letters}")
    return [evaluator.whole(sub, scope) for sub in node.subs]


def reach(evaluator: Evaluates, node: Call, scope: Scope) -> list[Shape | None]:
    """What the subscripts of a call run over, by what the letters of its definition run over."""
    meant = evaluator.symbols.definitions.get(node.name)
    if meant is None or len(node.subs) != len(meant.family):
        return []
    known = {
        p: scope.bound.get(p) or (evaluator.symbols.value(p) if p in evaluator.symbols else of(0.5))
        for p in meant.params
    }
    inner = Scope(meant.tex, meant.base, bound=known)
    found = evaluator.free(meant.body, inner)
    return [found.get(letter) for letter in meant.family]
