"""What a page has defined so far, as trees: nothing is evaluated, shapes may be unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from livecells.formula.syntax.tree import (
    ARGUMENT,
    Applied,
    Call,
    Chain,
    Draw,
    Index,
    Integral,
    Limit,
    Moment,
    Node,
    Num,
    Reduction,
    Sym,
    children,
    kept,
    walk,
)

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Definition:
    """`name_indices = body`, `name(params) = body` or `name_family(params) = body`.

    `base` is the first value of its indices, `lengths` how far indices run that are stated beside
    it, `n = 0, ..., 9`. `origin` is the name of the equation on its page.
    """

    name: str
    indices: tuple[str, ...]
    params: tuple[str, ...]
    body: Node
    base: int
    tex: str
    lengths: Mapping[str, int] = field(default_factory=dict)
    origin: str = ""
    family: tuple[str, ...] = ()

    @cached_property
    def mentions(self) -> frozenset[str]:
        """Every name that the body uses from outside."""
        return frozenset(free_names(self.body) - {*self.params, *self.indices, *self.family})


@kept
def index_base(chain: Chain) -> int:
    """0 where a subscript, a limit or a range begins with 0, else 1, as mathematics counts."""
    if any(_is_zero(first) for _, first, _ in chain.ranges):
        return 0
    for expr in chain.exprs:
        for node in walk(expr):
            if isinstance(node, Sym) and any(map(_is_zero, node.subs)):
                return 0
            if isinstance(node, Reduction) and node.low is not None and _begins_at_zero(node.low):
                return 0
    return 1


def stated_lengths(chain: Chain) -> dict[str, int]:
    """How many values an index takes by a range in numbers beside the equation."""
    return {
        index: max(1, int(last.value - first.value) + 1)
        for index, first, last in chain.ranges
        if isinstance(first, Num) and isinstance(last, Num)
    }


@kept
def free_names(node: Node) -> frozenset[str]:
    """Every name that is written, but those that a sum, a limit or an integral binds."""
    if isinstance(node, Reduction | Limit | Integral):
        index = node.variable if isinstance(node, Integral) else node.index
        bound = free_names(node.body)
        if isinstance(node, Reduction) and node.where is not None:
            bound |= free_names(node.where)
        outside = [child for child in children(node) if child is not node.body]
        return (bound - {index}).union(*map(free_names, outside)) - {index}
    if isinstance(node, Moment):
        drawn = {draw.name for draw in node.draws}
        bodies = frozenset[str]().union(*map(free_names, node.bodies)) - drawn
        laws = (free_names(part) for draw in node.draws for part in parts_of_law(draw))
        return bodies.union(*laws)
    if isinstance(node, Applied):
        return (free_names(node.body) - {ARGUMENT}).union(*map(free_names, node.args))
    own = frozenset({node.name} if isinstance(node, Sym | Call) else ())
    return own.union(*map(free_names, children(node)))


@kept
def has_subscripts(node: Node) -> bool:
    """Whether a subscript stands in it: without one it has no index."""
    own = isinstance(node, Index) or bool(getattr(node, "subs", ()))
    return own or any(map(has_subscripts, children(node)))


@kept
def with_subscripts(node: Node) -> tuple[Node, ...]:
    """The nodes directly below it in which a subscript stands."""
    return tuple(filter(has_subscripts, children(node)))


def parts_of_law(draw: Draw) -> tuple[Node, ...]:
    """What is computed of a law: its numbers, or the list of chances."""
    return draw.law.args if isinstance(draw.law, Call) else (draw.law,)


def _begins_at_zero(low: Node) -> bool:
    r"""0, or the greatest of 0 and something, as in \sum_{k=\max(0, c-1)}."""
    greatest = low.args if isinstance(low, Call) and low.name == "max" else ()
    return any(map(_is_zero, (low, *greatest)))


def _is_zero(node: Node) -> bool:
    return isinstance(node, Num) and node.value == 0


def as_definition(chain: Chain, tex: str) -> Definition | None:
    """The definition that a chain begins with, x = ..., z_i = ..., f(x) = ..., or None."""
    if not chain.relations or chain.relations[0] not in ("=", ":="):
        return None
    left, body = chain.exprs[0], chain.exprs[1]
    base, lengths = index_base(chain), stated_lengths(chain)
    entries: tuple[str, ...] | None = ()
    if isinstance(left, Index) and isinstance(left.body, Call):  # f(x)_i = ...
        left, entries = left.body, _names(left.subs)
    if isinstance(left, Call) and not left.primes and entries is not None:
        params, family = _names((*left.args, *left.given)), _names(left.subs)
        if params and family is not None:
            return Definition(left.name, entries, params, body, base, tex, lengths, family=family)
    if isinstance(left, Sym):
        indices = _names(left.subs)
        if indices is not None:
            return Definition(left.name, indices, (), body, base, tex, lengths)
    return None


def _names(nodes: Iterable[Node]) -> tuple[str, ...] | None:
    """The nodes as distinct plain names, or None."""
    names = [n.name for n in nodes if isinstance(n, Sym) and not n.subs]
    distinct = len(set(names)) == len(names) == len(tuple(nodes))
    return tuple(names) if distinct else None


def without_dependents(known: Mapping[str, Definition], name: str) -> dict[str, Definition]:
    """The definitions that still hold when `name` gets a new meaning."""
    gone = {name}
    while True:
        more = {d.name for d in known.values() if d.name not in gone and d.mentions & gone}
        if not more:
            return {key: value for key, value in known.items() if key not in gone}
        gone |= more
