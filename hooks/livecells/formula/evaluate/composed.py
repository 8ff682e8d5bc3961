r"""Expressions of functions as one function: (fg)', (f \circ g)'(x)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import derivatives
from livecells.formula.evaluate.calls import over
from livecells.formula.evaluate.definitions import Definition
from livecells.formula.evaluate.scope import Evaluates, Scope
from livecells.formula.evaluate.values import Value
from livecells.formula.syntax.tree import ARGUMENT, Applied, Call, Node, Sym, walk


def letters_of_functions(node: Applied, definitions: Mapping[str, Definition]) -> set[str]:
    """The letters in which its innermost functions are defined."""
    inner = {n.name for n in walk(node.body) if isinstance(n, Call) and _takes(n.args)}
    return {param for name in inner if name in definitions for param in definitions[name].params}


def as_function(own: Definition, definitions: Mapping[str, Definition]) -> Definition:
    r"""H of h = f \circ g is a function, of the letter of g."""
    body = own.body
    if not isinstance(body, Applied) or body.args or own.params or own.indices:
        return own
    letters = letters_of_functions(body, definitions)
    if len(letters) != 1:
        return own
    (letter,) = letters
    at_letter = replace(body, args=(Sym(letter, span=body.span),))
    return replace(own, params=(letter,), body=at_letter)


def _takes(args: tuple[Node, ...]) -> bool:
    return args == (Sym(ARGUMENT),)


def applied(evaluator: Evaluates, node: Applied, scope: Scope) -> Value:
    """The function, or its derivative, at its argument; without one at the letter of its parts."""
    letters = letters_of_functions(node, evaluator.symbols.definitions)
    own = {n.name for n in walk(node.body) if isinstance(n, Sym)} & letters
    if not node.args and len(letters) != 1:
        raise FormulaError("these functions have several letters, or none: write (...)(x)")
    if node.args and own:
        name = min(own)
        raise FormulaError(f"{name} is the letter of a function here, and a value: write f({name})")
    argument = node.args[0] if node.args else Sym(min(letters), span=node.span)
    start = evaluator.value(argument, scope)
    names = (ARGUMENT,) if node.args else (ARGUMENT, *letters)

    def at(value: Value) -> Value:
        inner = scope
        for name in names:
            inner = inner.binding(name, value)
        found = evaluator.value(node.body, inner)
        return over(found, value) if node.primes else found

    return derivatives.slopes(at, start, node.primes) if node.primes else at(start)
