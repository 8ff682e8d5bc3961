"""What a statement means besides what it says: an update by :=, two names of one definition."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from livecells.formula.check.symbols_of import used_names
from livecells.formula.evaluate.definitions import as_definition
from livecells.formula.syntax.tree import Chain, Sym


def meant(
    chain: Chain, tex: str, known: Collection[str], values: Collection[str]
) -> Iterator[Chain]:
    """The statements that one statement stands for.

    Args:
        chain: The statement.
        tex: The display.
        known: The names that have a meaning.
        values: Those that have a value in this display.
    """
    own = as_definition(chain, tex)
    alias = chain.exprs[1] if own is not None and own.params and len(chain.exprs) > 2 else None
    if isinstance(alias, Sym) and alias.name not in known:  # f(x) = L = ... defines an L, too
        yield replace(chain, exprs=chain.exprs[1:], relations=chain.relations[1:])
        chain = replace(chain, exprs=chain.exprs[:2], relations=chain.relations[:1])
    yield _as_update(chain, values)


def _as_update(chain: Chain, values: Collection[str]) -> Chain:
    """W := W - G is an update of a W that has a value."""
    first = chain.exprs[0]
    if chain.relations[:1] != (":=",) or not isinstance(first, Sym):
        return chain
    itself = first.name in values and first.name in used_names(chain.exprs[1:2])
    return replace(chain, relations=("<-", *chain.relations[1:])) if itself else chain
