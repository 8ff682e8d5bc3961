"""What is asked of a formula in the text itself: of numbers alone, about a value, understood."""

from __future__ import annotations

from livecells.blocks.inline import states
from livecells.formula import Context, FormulaError
from livecells.formula.check.page import UNKNOWN
from livecells.formula.syntax.names import CONSTANTS, Names
from livecells.formula.syntax.parser import parse
from livecells.formula.syntax.reader import COMPARISONS
from livecells.formula.syntax.tree import Chain, Node, Sym, walk

_ORDERS = frozenset(COMPARISONS.values())


def is_closed(tex: str) -> bool:
    """Whether nothing but numbers stand in a formula or a side of one, so that it needs no page."""
    try:
        chains = parse(tex if states(tex) else f"{tex} = {tex}", Names())
    except FormulaError:
        return False
    return all(_is_number(expr) for chain in chains for expr in chain.exprs)


def says_arithmetic(tex: str) -> bool:
    """Whether one of the statements of a display is of numbers alone, so that it can be checked."""
    try:
        chains = parse(tex, Names())
    except FormulaError:
        return False
    return any(len(c.exprs) > 1 and all(map(_is_number, c.exprs)) for c in chains)


def says_a_value(tex: str, known: Context) -> bool:
    """Whether one side of a formula with two is a number, so that it speaks of the run's values.

    An inequality does so only of names that nothing defines: what is made of others is said to be
    larger wherever they are, as in a display.
    """
    try:
        chains = parse(tex, Names())
    except FormulaError:
        return False
    return all(
        len(chain.exprs) == 2
        and any(map(_is_number, chain.exprs))
        and (not _is_ordered(chain) or any(_is_given(expr, known) for expr in chain.exprs))
        for chain in chains
    )


def _is_ordered(chain: Chain) -> bool:
    return not _ORDERS.isdisjoint(chain.relations)


def _is_given(expr: Node, known: Context) -> bool:
    """Whether an expression is a name, or an entry of one, that the page gives by value only."""
    return isinstance(expr, Sym) and expr.name not in {*known.definitions, *CONSTANTS}


def _is_number(expr: Node) -> bool:
    """Whether nothing but numbers stand in an expression."""
    return not any(
        isinstance(node, Sym) and not (node.name in CONSTANTS and not node.subs)
        for node in walk(expr)
    )


def is_read(tex: str) -> bool:
    """Whether a formula is understood, whatever its names mean."""
    try:
        return bool(parse(tex, Names()))
    except FormulaError:
        return False


def is_unknown(error: Exception) -> bool:
    """Whether a formula is refused only for a name that nothing gives a meaning."""
    return UNKNOWN in str(error)
