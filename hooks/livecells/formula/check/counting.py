r"""Letters that count entries: one letter for one number, and one first entry for one array.

The n of \sum_{i=1}^{n} x_i may be learned from x. But where the page has a letter for that number
of entries, another one is a slip, and so is x counted from 1 here and from 0 there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from livecells.formula.check.report import Floats
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.indices import length_name
from livecells.formula.evaluate.scope import Scope
from livecells.formula.syntax.tree import Index, Node, Num, Pow, Reduction, Sym, children, walk


@dataclass(frozen=True)
class _Count:
    """A sum that counts: its letter, where it begins, and the axes that its index runs over."""

    name: str
    first: int
    axes: frozenset[tuple[str, int, int]]  # a symbol, the place of a subscript, and of how many
    node: Reduction
    tex: str


def refuse_second_names(
    nodes: Iterable[tuple[Node, Scope]],
    learned: Mapping[str, int],
    new: Collection[str],
    given: Mapping[str, Floats],
) -> None:
    """Refuse a new letter for a number of entries that has one, and a second way to count.

    Args:
        nodes: The expressions of the statement and of the definitions that it uses.
        learned: How many entries letters without a value count.
        new: Those letters that this statement has brought.
        given: Numbers of the run that are written as factors, or given beside the statement.

    Raises:
        FormulaError: One of the two.
    """
    counts = [found for node, scope in nodes for found in _counts(node, scope.tex)]
    for found in counts:
        if found.name in new:
            _refuse_twin(found, counts, learned[found.name], given)
        for other in counts:
            both = {name for name, *_ in found.axes & other.axes}
            if both and other.first < found.first:
                reason = (
                    f"the entries of {min(both)} are counted from {other.first} in one place and "
                    f"from {found.first} in another: count in one way"
                )
                raise FormulaError(reason, found.tex, found.node.span)


def _refuse_twin(
    found: _Count, counts: Iterable[_Count], size: int, given: Mapping[str, Floats]
) -> None:
    twins = {c.name for c in counts if c.name != found.name and c.axes & found.axes}
    twins |= {name for name, value in given.items() if value.ndim == 0 and value == size}
    if twins:
        twin = min(twins)
        reason = (
            f"{found.name} is not known here, and {twin} counts as many entries: write {twin}, or "
            f"give {found.name} in `at`"
        )
        end = found.node.high
        raise FormulaError(reason, found.tex, end.span if end is not None else found.node.span)


def _counts(root: Node, tex: str) -> Iterator[_Count]:
    for node in walk(root):
        name = length_name(node) if isinstance(node, Reduction) else None
        if isinstance(node, Reduction) and isinstance(node.low, Num) and name is not None:
            yield _Count(name, int(node.low.value), frozenset(_axes(node)), node, tex)


def _axes(node: Reduction) -> Iterator[tuple[str, int, int]]:
    for part in walk(node.body):
        if isinstance(part, Sym):
            for place, sub in enumerate(part.subs):
                if isinstance(sub, Sym) and sub.name == node.index:
                    yield part.name, place, len(part.subs)


def factors(exprs: Iterable[Node]) -> set[str]:
    """The names that are written as numbers to reckon with, not in a subscript or an exponent."""
    found: set[str] = set()
    for node in exprs:
        if isinstance(node, Sym):
            found.add(node.name)
        elif isinstance(node, Pow | Index):
            found |= factors((node.base if isinstance(node, Pow) else node.body,))
        else:
            found |= factors(children(node))
    return found
