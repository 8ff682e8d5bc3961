"""Which names an expression uses, and what for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from livecells.formula.evaluate.definitions import Definition, free_names
from livecells.formula.syntax.tree import (
    Call,
    Deriv,
    EvaluatedAt,
    Grad,
    Index,
    Node,
    Reduction,
    Sym,
    walk,
)


def used_names(exprs: Iterable[Node]) -> set[str]:
    """Every name that is used."""
    return {name for expr in exprs for name in free_names(expr)}


def letters_of(node: Node) -> set[str]:
    """The names that stand in subscripts."""
    return {
        part.name
        for n in walk(node)
        if isinstance(n, Sym | Index)
        for sub in n.subs
        for part in walk(sub)
        if isinstance(part, Sym) and not part.subs
    }


def introduced(exprs: Iterable[Node], definitions: Mapping[str, Definition]) -> set[str]:
    r"""Variables that a display introduces itself, as numbers: \frac{d}{dx}, |_{x=1}, f's x."""
    return {name for expr in exprs for node in walk(expr) for name in _by(node, definitions)}


def _by(node: Node, definitions: Mapping[str, Definition]) -> Iterator[str]:
    if isinstance(node, Deriv):
        yield from (target.name for target in node.targets if not target.subs)
    elif isinstance(node, Grad) and node.target is not None and not node.target.subs:
        yield node.target.name
    elif isinstance(node, EvaluatedAt):
        yield from (target.name for target, _ in node.points if not target.subs)
    elif isinstance(node, Sym | Call) and not getattr(node, "args", ()):
        meant = definitions.get(node.name)
        yield from meant.params if meant is not None else ()


def counting_names(exprs: Iterable[Node], ends: Iterable[Node]) -> set[str]:
    """The names that count or choose entries: those in subscripts and limits."""
    found: set[str] = {n.name for end in ends for n in walk(end) if isinstance(n, Sym)}
    for expr in exprs:
        for node in walk(expr):
            for place in _counting_places(node):
                found |= {n.name for n in walk(place) if isinstance(n, Sym)}
    return found


def _counting_places(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Sym | Index):
        return node.subs
    if isinstance(node, Reduction):
        return tuple(end for end in (node.low, node.high, node.among) if end is not None)
    return ()
