r"""Functions without their arguments: (fg)'(x), f \circ g, (f + g)(x), and \circ between arrays.

What is made of functions is one function. Its body is written at an argument that has a name of
its own, as the body of a definition is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livecells.formula.syntax.arguments import arguments
from livecells.formula.syntax.names import is_builtin
from livecells.formula.syntax.symbols import script_mark
from livecells.formula.syntax.tree import (
    ARGUMENT,
    Add,
    Applied,
    Call,
    Div,
    Neg,
    Node,
    Pow,
    Product,
    Sym,
    children,
    rewritten,
    walk,
)

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader

_MADE = Add | Neg | Product | Div | Pow


def composition(p: Reader, left: Node, start: int) -> Node:
    r"""F \circ g of functions; A \circ B of arrays is their product entry by entry."""
    p.take()
    right = p.expression(p.grammar.infix["\\circ"].power)
    span = p.since(start)
    functions = [_is_one_function(p, side) for side in (left, right)]
    if not any(functions):
        return Product(left, right, "circ", span=span)
    if not all(functions):
        raise p.fault("\\circ composes functions: write f(x) for the value of one", span)
    inner = _body(p, right)

    def at_inner(node: Node) -> Node | None:
        return inner if node == Sym(ARGUMENT) else None

    return Applied(rewritten(_body(p, left), at_inner), (), span=span)


def is_applied(p: Reader, found: Node) -> bool:
    """Whether a parenthesis of functions alone is behind, and a prime or an argument follows."""
    if p.tokens[p.pos - 1].text not in (")", "]") or not _is_made_of_functions(p, found):
        return False
    return _primes(p) is not None or (p.at("(") and p.token.gap < 3)


def applied(p: Reader, found: Node, start: int) -> Node:
    """(fg)', (fg)'(x), (f + g)(x)."""
    body, primes = _body(p, found), 0
    while (mark := _primes(p)) is not None:
        primes, p.pos = primes + len(mark[0]), mark[1]
    if not p.at("(") or p.token.gap >= 3:
        return Applied(body, (), primes, span=p.since(start))
    args, given = arguments(p)
    if len(args) != 1 or given:
        raise p.fault("functions of several arguments are written out: f(x, y) g(x, y)")
    if any(not _is_function(p, name) for name in _names(found)):
        reason = "is this a product, or a function at an argument? Write \\cdot, or f(x)"
        raise p.fault(reason, p.since(start))
    return Applied(body, args, primes, span=p.since(start))


def _primes(p: Reader) -> tuple[str, int] | None:
    """The primes that come next, and the place behind them."""
    if not p.at("'", "^"):
        return None
    mark = script_mark(p, p.pos)
    return (mark.text, mark.end) if mark.sign == "'" else None


def _is_function(p: Reader, name: str) -> bool:
    return name in p.names.functions or (is_builtin(name) and not p.names.is_variable(name))


def _is_one_function(p: Reader, node: Node) -> bool:
    r"""F, f', (f + g), f \circ g."""
    if isinstance(node, Sym):
        return not node.subs and _is_function(p, node.name)
    return _is_made_of_functions(p, node)


def _is_made_of_functions(p: Reader, node: Node) -> bool:
    """Whether functions without arguments stand in it, and beside them only numbers and names."""
    if isinstance(node, Applied):
        return not node.args
    if isinstance(node, Sym):
        return not node.subs and node.name in p.names.functions
    if isinstance(node, Call):
        inner = len(node.args) == 1 and _is_made_of_functions(p, node.args[0])  # \ln f
        return not node.subs and (not node.args or (inner and not node.primes))
    if not isinstance(node, _MADE) or (isinstance(node, Product) and node.op == "circ"):
        return False
    parts = [part for part in children(node) if any(isinstance(n, Sym | Call) for n in walk(part))]
    names = [part for part in parts if isinstance(part, Sym) and not _is_made_of_functions(p, part)]
    others = [part for part in parts if part not in names]
    return bool(others) and all(_is_made_of_functions(p, part) for part in others)


def _names(node: Node) -> set[str]:
    own = {node.name} if isinstance(node, Sym | Call) else set()
    inner = () if isinstance(node, Applied) else children(node)
    return own.union(*map(_names, inner))


def _body(p: Reader, node: Node) -> Node:
    """What the functions give at one argument."""

    def taken(part: Node) -> Node | None:
        argument = Sym(ARGUMENT, span=part.span)
        if isinstance(part, Applied) and not part.args:
            if not part.primes:
                return part.body
            return Applied(part.body, (argument,), part.primes, span=part.span)
        if isinstance(part, Sym) and not part.subs and _is_function(p, part.name):
            return Call(part.name, (argument,), span=part.span)
        if isinstance(part, Call) and not part.args:
            return Call(part.name, (argument,), part.primes, span=part.span)
        return None

    return rewritten(node, taken)
