r"""One letter for a whole and its parts: f = \frac{1}{n} \sum_i f_i, where f is no array.

So it is with functions, f(x) and f_i(x).

What has a subscript is then an array of its own. Its name is that of the letter and `EACH`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from livecells.formula.evaluate.definitions import Definition, as_definition
from livecells.formula.syntax.tree import Call, Chain, Node, Sym, rewritten, walk

EACH = ".each"  # no author can write it


def made_of_its_parts(chains: Iterable[Chain], tex: str) -> set[str]:
    """The letters that these definitions give two meanings: f is made of f_i, and not of f."""
    found: set[str] = set()
    for chain in chains:
        own = as_definition(chain, tex)
        if own is None or is_of_parts(own):
            continue
        uses = [n for n in walk(own.body) if isinstance(n, Sym | Call) and n.name == own.name]
        if uses and all(use.subs for use in uses):
            found.add(own.name)
    return found


def is_of_parts(own: Definition) -> bool:
    """Whether a definition is one of f_i or of f_i(x)."""
    return bool(own.indices or own.family)


def apart(chain: Chain, letters: Collection[str]) -> Chain:
    """The statement with an array of its own for each f_i."""
    exprs = tuple(rewritten(expr, lambda node: _part(node, letters)) for expr in chain.exprs)
    return replace(chain, exprs=exprs)


def definition_apart(own: Definition, letters: Collection[str]) -> Definition:
    """The definition of f_i, or of what is made of it, with that array."""
    name = own.name + EACH if own.name in letters and is_of_parts(own) else own.name
    body = rewritten(own.body, lambda node: _part(node, letters))
    return own if (name, body) == (own.name, own.body) else replace(own, name=name, body=body)


def _part(node: Node, letters: Collection[str]) -> Node | None:
    if isinstance(node, Sym | Call) and node.subs and node.name in letters:
        return replace(node, name=node.name + EACH)
    return None
