"""A statement while it is read: its chain, and what was said beside it so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.tree import (
    Call,
    Chain,
    Infinity,
    Integral,
    Limit,
    Node,
    Num,
    Reduction,
    Rel,
    Set,
    Sym,
    walk,
)


@dataclass
class Counted:
    r"""`i = 1, 2, 3` or `i = 1, \dots, n` beside a statement, piece by piece."""

    indices: list[str]
    items: list[Node]
    dots: bool = False
    endless: bool = False  # k = 0, 1, \dots


@dataclass
class Draft:
    """A statement that is being read."""

    exprs: list[Node]
    relations: list[str]
    counted: list[Counted] = field(default_factory=list)
    conditions: list[Node] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)  # the word of 20 calls

    def names(self) -> set[str]:
        """Every name in it, indices among them."""
        nodes = [node for expr in self.exprs for node in walk(expr)]
        used = {node.name for node in nodes if isinstance(node, Sym | Call)}
        bound = {node.index for node in nodes if isinstance(node, Reduction | Limit)}
        return used | bound | {node.variable for node in nodes if isinstance(node, Integral)}

    def indices(self) -> set[str]:
        """The names that stand in subscripts."""
        nodes = [node for expr in self.exprs for node in walk(expr)]
        subs = [sub for node in nodes for sub in getattr(node, "subs", ())]
        return {node.name for sub in subs for node in walk(sub) if isinstance(node, Sym)}

    def is_of_sets(self) -> bool:
        r"""Whether s \in S was said beside it last, which a \in A may follow."""
        last = self.conditions[-1] if self.conditions else None
        return bool(self.over) or (isinstance(last, Rel) and last.op == "in")

    def finished(self, tex: str) -> Chain:
        """The statement with its ranges.

        Raises:
            FormulaError: A range has no end, or does not count by one.
        """
        ranges: list[tuple[str, Node, Node]] = []
        for counted in self.counted:
            span, whole = counted.items[0].span, _is_range(counted, tex)
            among = Set(tuple(counted.items), span=span)
            for index in counted.indices:
                if counted.endless and whole:
                    ranges.append((index, counted.items[0], Infinity(span=span)))
                elif whole:
                    ranges.append((index, counted.items[0], counted.items[-1]))
                else:
                    self.conditions.append(Rel("in", Sym(index), among, span=span))
        span = (self.exprs[0].span[0], self.exprs[-1].span[1])
        return Chain(
            tuple(self.exprs), tuple(self.relations), tuple(ranges), tuple(self.conditions),
            tuple(self.over), tuple(self.notes), span,
        )  # fmt: skip


def _is_range(counted: Counted, tex: str) -> bool:
    """Whether every number from the first to the last is meant."""
    items = counted.items
    values = [item.value for item in items if isinstance(item, Num)]
    steps = {after - before for before, after in pairwise(values)}
    if counted.dots and len(items) < 2:
        raise FormulaError("a range is written i = 1, \\dots, n", tex, items[0].span)
    if counted.dots and len(values) > 2 and steps - {1}:
        raise FormulaError("a range counts by one: i = 1, \\dots, n", tex, items[0].span)
    return counted.dots or (len(values) == len(items) and steps <= {1})
