"""What a statement means besides what it says: an update by :=, two names of one definition."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from fractions import Fraction

from livecells.formula.check.printed import is_number
from livecells.formula.check.symbols_of import used_names
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.definitions import as_definition
from livecells.formula.evaluate.integrals import OPEN
from livecells.formula.syntax.tree import (
    Add,
    Antiderivative,
    Call,
    Chain,
    Deriv,
    Neg,
    Node,
    Num,
    Product,
    Sym,
    walk,
)


def meant(
    chain: Chain,
    tex: str,
    known: Collection[str],
    values: Collection[str],
    defined: Collection[str],
) -> Iterator[Chain]:
    """The statements that one statement stands for.

    Args:
        chain: The statement.
        tex: The display.
        known: The names that have a meaning.
        values: Those that have a value in this display.
        defined: Those that the page defines.
    """
    own = as_definition(chain, tex)
    alias = chain.exprs[1] if own is not None and own.params and len(chain.exprs) > 2 else None
    if isinstance(alias, Sym) and alias.name not in known:  # f(x) = L = ... defines an L, too
        yield replace(chain, exprs=chain.exprs[1:], relations=chain.relations[1:])
        chain = replace(chain, exprs=chain.exprs[:2], relations=chain.relations[:1])
    yield by_slopes(_as_update(chain, values), tex, known, values, defined)


CONSTANTS = frozenset({"C", "c"})  # of an integral; they need no value
BY_SLOPES = "both sides are differentiated by"  # a note of what is compared in their place


def by_slopes(
    chain: Chain,
    tex: str,
    known: Collection[str],
    values: Collection[str],
    defined: Collection[str],
) -> Chain:
    r"""\int f dx = F says that F' is f: a constant is left open, so slopes are compared.

    Raises:
        FormulaError: The integrals are by several variables.
    """
    open_ones = [n for e in chain.exprs for n in walk(e) if isinstance(n, Antiderivative)]
    if not open_ones:
        return chain
    variable = open_ones[0].variable
    first = chain.exprs[0]
    if isinstance(first, Sym | Call) and first.name not in known:
        raise FormulaError(OPEN, tex, first.span)
    if set(chain.relations) != {"="} or any(n.variable != variable for n in open_ones):
        reason = "integrals without limits are compared by =, and all by one variable"
        raise FormulaError(reason, tex, open_ones[-1].span)
    constant = {*values, *CONSTANTS} - {variable, *defined}
    by = Sym(variable)
    exprs = tuple(_slope(expr, by, constant) for expr in chain.exprs)
    notes = (*chain.notes, f"{BY_SLOPES} {variable}")
    return replace(chain, exprs=exprs, notes=notes)


def refuse_value(chain: Chain, tex: str) -> None:
    """A value of the run beside an integral without limits, which has none."""
    if any(note.startswith(BY_SLOPES) for note in chain.notes):
        raise FormulaError(OPEN, tex, chain.exprs[0].span)


def _slope(expr: Node, by: Sym, constant: Collection[str]) -> Node:
    """The derivative of a side, in which an integral without limits becomes what it is of."""

    def slope(part: Node) -> Node:
        return _slope(part, by, constant)

    if isinstance(expr, Antiderivative):
        return replace(expr, slope=True)
    if isinstance(expr, Sym) and expr.name in constant:
        return Num(Fraction(0), span=expr.span)
    if isinstance(expr, Neg):
        return replace(expr, body=slope(expr.body))
    if isinstance(expr, Add):
        return replace(expr, terms=tuple(map(slope, expr.terms)))
    if isinstance(expr, Product) and is_number(expr.left):
        return replace(expr, right=slope(expr.right))
    return Deriv(expr, (by,), span=expr.span)


def _as_update(chain: Chain, values: Collection[str]) -> Chain:
    """W := W - G is an update of a W that has a value."""
    first = chain.exprs[0]
    if chain.relations[:1] != (":=",) or not isinstance(first, Sym):
        return chain
    itself = first.name in values and first.name in used_names(chain.exprs[1:2])
    return replace(chain, relations=("<-", *chain.relations[1:])) if itself else chain
