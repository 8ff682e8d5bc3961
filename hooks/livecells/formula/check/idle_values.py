"""Values of `at` that a display has no use for: a slip in a name, mostly."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches

from livecells.formula.check.symbols_of import used_names
from livecells.formula.evaluate.definitions import Definition
from livecells.formula.evaluate.symbols import made_of
from livecells.formula.syntax.tree import Chain, Draw, Node, Sym, walk


def idle_values(
    given: Collection[str], chains: Iterable[Chain], definitions: Mapping[str, Definition]
) -> dict[str, str]:
    """The names of `at` that neither a display nor a definition it uses has.

    Returns:
        Each with the name that is nearest to it and has no value, or with nothing.
    """
    written = used_names(node for chain in chains for node in _parts(chain))
    reached = made_of(definitions, written | {name for c in chains for name in c.over})
    reached |= {name.replace(" ", "") for name in reached}  # the dX of a differential
    idle = sorted(set(given) - reached)
    return {name: _nearest(name, written - set(given)) for name in idle}


def _parts(chain: Chain) -> Iterator[Node]:
    """All that is written in a statement and beside it."""
    yield from chain.exprs
    yield from chain.conditions
    for index, first, last in chain.ranges:
        yield from (Sym(index), first, last)
    for node in (n for expr in (*chain.exprs, *chain.conditions) for n in walk(expr)):
        if isinstance(node, Draw):
            yield Sym(node.name)


def _nearest(name: str, others: Collection[str]) -> str:
    alike = [other for other in sorted(others) if other.lower() == name.lower()]
    return (alike or get_close_matches(name, sorted(others), 1, 0.5) or [""])[0]
