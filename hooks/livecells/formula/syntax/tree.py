"""The tree that a displayed formula is parsed into: plain data, no mathematics.

Every node carries the span of LaTeX it was read from, so that an error can point at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from fractions import Fraction

Span = tuple[int, int]


@dataclass(frozen=True)
class Node:
    """One piece of a formula."""

    span: Span = field(default=(0, 0), compare=False, kw_only=True)


@dataclass(frozen=True)
class Num(Node):
    """A printed number, kept exact: 4.5 is 9/2. `unit` is one unit of its last printed digit."""

    value: Fraction
    unit: Fraction = Fraction(1)


@dataclass(frozen=True)
class Sym(Node):
    """A symbol with its subscripts: x, x_i, W_{ij}, x_1. A text subscript is part of the name."""

    name: str
    subs: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Slice(Node):
    """The `:` of a subscript such as W_{i,:}."""


@dataclass(frozen=True)
class Index(Node):
    """A subscript on a whole expression: (AB)_{ij}, softmax(x)_i."""

    body: Node
    subs: tuple[Node, ...]


@dataclass(frozen=True)
class Neg(Node):
    """-x."""

    body: Node


@dataclass(frozen=True)
class Add(Node):
    """x + y + ...; a difference is the sum with a `Neg`."""

    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Product(Node):
    """Two factors; `op` is "" (side by side), "cdot", "times" or "odot"."""

    left: Node
    right: Node
    op: str = ""


@dataclass(frozen=True)
class Div(Node):
    r"""\frac{x}{y}."""

    over: Node
    under: Node


@dataclass(frozen=True)
class Pow(Node):
    """x^y; `elementwise` for a power of each entry."""

    base: Node
    exponent: Node
    elementwise: bool = False


@dataclass(frozen=True)
class Transpose(Node):
    r"""A^\top."""

    body: Node


@dataclass(frozen=True)
class Call(Node):
    """A named function; `primes` counts the derivative marks of f'(x)."""

    name: str
    args: tuple[Node, ...]
    primes: int = 0


@dataclass(frozen=True)
class Reduction(Node):
    """A sum, product, max or min over one index; without limits the index runs over a shape."""

    op: str
    index: str
    low: Node | None
    high: Node | None
    body: Node


@dataclass(frozen=True)
class Deriv(Node):
    """The derivative of body by each target in turn (a second derivative has two)."""

    body: Node
    targets: tuple[Sym, ...]


@dataclass(frozen=True)
class Grad(Node):
    """Nabla: the gradient (order 1) or the Hessian (order 2) of body by target."""

    body: Node
    target: Sym | None
    order: int = 1


@dataclass(frozen=True)
class EvaluatedAt(Node):
    """An expression at a point, ...|_{x=1}; `held` are names kept constant, ...|_{u}."""

    body: Node
    points: tuple[tuple[Sym, Node], ...]
    held: tuple[Sym, ...]


@dataclass(frozen=True)
class Matrix(Node):
    """A matrix written out, row by row."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Rel(Node):
    """A condition: left op right, with op one of = != < <= > >=; a chain 0 < x < 1 is an And."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class And(Node):
    """Conditions that must all hold: 0 < x < 1."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Cases(Node):
    """Values with their conditions, in order; None is `otherwise`."""

    rows: tuple[tuple[Node, Node | None], ...]


@dataclass(frozen=True)
class Chain:
    """One statement: expressions joined by relations, `=` or `~` (approximately).

    `ranges` holds what the author stated beside it: (i, first, last) of `i = 1, ..., n`.
    """

    exprs: tuple[Node, ...]
    relations: tuple[str, ...]
    ranges: tuple[tuple[str, Node, Node], ...] = ()


def children(node: object) -> Iterator[Node]:
    """The nodes directly below a node, in reading order."""
    if isinstance(node, tuple):
        for item in node:
            if isinstance(item, Node):
                yield item
            else:
                yield from children(item)
    elif isinstance(node, Node):
        for entry in fields(node):
            value = getattr(node, entry.name)
            yield from children((value,) if isinstance(value, Node) else value)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)
