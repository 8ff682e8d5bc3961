r"""Trees to numbers: torch tensors in float64, slopes by torch.autograd."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import torch

from .nodes import Node, Unreadable, carried, indexed

Index = Mapping[str, int]
Function = Callable[..., torch.Tensor]
MOST = 500  # places that a side is compared at: x_i beside y_j of a hundred entries are 10,000

KNOWN: dict[str, Function] = {
    "sin": torch.sin,
    "cos": torch.cos,
    "arccos": torch.arccos,
    "tanh": torch.tanh,
    "exp": torch.exp,
    "log": torch.log,
    "sigma": torch.sigmoid,
    "abs": torch.abs,
    "max": lambda a, b: a + torch.relu(b - a),
}


@dataclass(frozen=True)
class Meant:
    """A definition: `name_indices = body`, or a function of `params`; `first`: see Statement."""

    indices: tuple[str, ...]
    body: Node
    params: tuple[str, ...] = ()
    first: int = 1
    ranges: Mapping[str, range] = field(default_factory=dict)


@dataclass
class World:
    """Values of symbols, and definitions; what is defined is computed once, so slopes of it are
    those of one recorded graph.

    `whole`: numbers that may be limits of sums. `first` and `ranges`: of the statement.
    """

    base: Mapping[str, torch.Tensor]
    meant: Mapping[str, Meant]
    whole: Mapping[str, int] = field(default_factory=dict)
    first: int = 1
    ranges: Mapping[str, range] = field(default_factory=dict)
    made: dict[str, torch.Tensor] = field(default_factory=dict)
    under_way: set[str] = field(default_factory=set)
    slopes: dict[tuple[int, int], Any] = field(default_factory=dict)

    # --- names ----------------------------------------------------------------------------------

    def value(self, name: str) -> torch.Tensor:
        if name not in self.made:
            if name in self.meant:
                self.made[name] = self.defined(name, self.meant[name])
            elif name in self.base:
                self.made[name] = self.base[name].detach().clone().requires_grad_()
            elif name == "e":
                return torch.tensor(math.e, dtype=torch.float64)
            else:
                raise Unreadable(f"{name} is unknown")
        return self.made[name]

    def defined(self, name: str, meant: Meant) -> torch.Tensor:
        if meant.params or name in self.under_way:
            raise Unreadable(f"{name} has no value")
        self.under_way.add(name)
        inner = replace(self, first=meant.first, ranges=meant.ranges)
        found = inner.all(meant.body, meant.indices)
        self.under_way.remove(name)
        return found

    def all(self, node: Node, indices: Sequence[str]) -> torch.Tensor:
        """The node for all values of these indices, in the shape of what they run over."""
        shapes = [self.reach(index, [node]) for index in indices]
        parts = self.each(node, indices, shapes)
        lead = tuple(n for shape in shapes for n in shape)
        return torch.stack(parts).reshape(lead + parts[0].shape) if indices else parts[0]

    def each(
        self, node: Node, indices: Sequence[str], shapes: Sequence[tuple[int, ...]]
    ) -> list[torch.Tensor]:
        return [self.of(node, dict(zip(indices, at, strict=True))) for at in self.places(shapes)]

    def some(
        self, node: Node, indices: Sequence[str], shapes: Sequence[tuple[int, ...]]
    ) -> list[torch.Tensor]:
        """The numbers of `each`; of very many, those at MOST places that are drawn."""
        places = list(self.places(shapes))
        if len(places) > MOST:
            places = random.Random(5).sample(places, MOST)
        return [self.of(node, dict(zip(indices, at, strict=True))).detach() for at in places]

    def places(self, shapes: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
        """All values of indices that run over these shapes."""
        return product(*(range(self.first, self.first + math.prod(shape)) for shape in shapes))

    def reach(self, index: str, nodes: Sequence[Node]) -> tuple[int, ...]:
        """The shape that an index runs over: of the first symbol that carries it."""
        stated = self.ranges.get(index)
        for node in nodes:
            for name, subs in carried(node):
                if index in subs and name != "I" and name not in self.under_way:
                    return part_of(tuple(self.value(name).shape), index, subs, stated)
        if stated is not None:
            return (len(stated),)
        for node in nodes:
            for body, subs in indexed(node):
                if index in subs:
                    shape = tuple(n for n in self.of(body, {}).shape if n != 1)
                    return part_of(shape, index, subs, stated)
        raise Unreadable(f"{index} runs over nothing")

    # --- expressions ----------------------------------------------------------------------------

    def of(self, node: Node, ix: Index) -> torch.Tensor:
        result: torch.Tensor = getattr(self, f"_{node[0]}")(*node[1:], ix)
        return result

    def _num(self, value: float, _: Index) -> torch.Tensor:
        return torch.tensor(value, dtype=torch.float64)

    def _sym(self, name: str, subs: Sequence[str], ix: Index) -> torch.Tensor:
        if name in ix and not subs:
            return torch.tensor(float(ix[name]), dtype=torch.float64)
        if name == "I" and subs and subs[0].isdigit():
            return torch.eye(int(subs[0]), dtype=torch.float64)
        return self.picked(self.value(name), subs, ix)

    def _idx(self, body: Node, subs: Sequence[str], ix: Index) -> torch.Tensor:
        return self.picked(self.of(body, ix).squeeze(), subs, ix)

    def picked(self, value: torch.Tensor, subs: Sequence[str], ix: Index) -> torch.Tensor:
        """An entry; one index on a table counts all of its entries, and x_{12} has two indices."""
        if not subs:
            return value
        if value.dim() == 2 and len(subs) == 1 and re.fullmatch(r"\d\d", subs[0]):
            subs = tuple(subs[0])
        try:
            places = [(int(sub) if sub.isdigit() else ix[sub]) - self.first for sub in subs]
            flat = value.reshape(-1) if len(places) == 1 else value
            found: torch.Tensor = flat[tuple(places)]
        except (KeyError, IndexError, TypeError) as error:
            raise Unreadable(repr(error)) from None
        if found.dim() or min(places) < 0 or not value.dim():
            raise Unreadable("an entry that is no number")
        return found

    def _add(self, terms: Sequence[Node], ix: Index) -> torch.Tensor:
        """A sum; a number is added to all entries, a vector to all rows."""
        values = [self.of(term, ix) for term in terms]
        total = values[0]
        for value in values[1:]:
            a, b = total.shape, value.shape
            if not (a == b or not a or not b or (len(a) == 2 and b == a[1:])):
                raise Unreadable("a sum of different shapes")
            total = total + value
        return total

    def _neg(self, body: Node, ix: Index) -> torch.Tensor:
        return -self.of(body, ix)

    def _mul(self, left: Node, right: Node, ix: Index) -> torch.Tensor:
        a, b = self.of(left, ix), self.of(right, ix)
        return a * b if a.dim() == 0 or b.dim() == 0 else a @ b

    def _div(self, over: Node, under: Node, ix: Index) -> torch.Tensor:
        return self.of(over, ix) / self.of(under, ix)

    def _pow(self, base: Node, exponent: Node, ix: Index) -> torch.Tensor:
        return self.of(base, ix) ** self.of(exponent, ix)

    def _T(self, body: Node, ix: Index) -> torch.Tensor:  # noqa: N802 - as it is written
        value = self.of(body, ix)
        return value[None, :] if value.dim() == 1 else value.T

    def _vec(self, entries: Sequence[Node], ix: Index) -> torch.Tensor:
        return torch.stack([self.of(entry, ix) for entry in entries])

    def _mat(self, rows: Sequence[Sequence[Node]], ix: Index) -> torch.Tensor:
        if len({len(row) for row in rows}) != 1:
            raise Unreadable("rows differ in length")
        found = torch.stack([self._vec(row, ix) for row in rows])
        return found[:, 0] if found.shape[1] == 1 else found

    def _cases(self, rows: Sequence[Any], ix: Index) -> torch.Tensor:
        for body, left, mark, right in rows:
            a, b = self.of(left, ix), self.of(right, ix)
            if {">": a > b, "<": a < b, r"\le": a <= b, r"\ge": a >= b}[mark]:
                return self.of(body, ix)
        raise Unreadable("no case")

    def _sum(
        self, names: Sequence[str], limits: Sequence[Node], body: Node, ix: Index
    ) -> torch.Tensor:
        if limits:
            low, high = (self.count(limit, ix) for limit in limits)
            spans = [range(low, high + 1)]
        else:
            sizes = [math.prod(self.reach(name, [body])) for name in names]
            spans = [range(self.first, self.first + size) for size in sizes]
        parts = [
            self.of(body, {**ix, **dict(zip(names, places, strict=True))})
            for places in product(*spans)
        ]
        return torch.stack(parts).sum(0) if parts else torch.zeros((), dtype=torch.float64)

    def count(self, node: Node, ix: Index) -> int:
        """A limit of a sum."""
        if node[0] == "sym" and not node[2]:
            if node[1] in ix or node[1] in self.whole:
                return ix.get(node[1], self.whole.get(node[1], 0))
        elif node[0] == "num" and node[1] == int(node[1]):
            return int(node[1])
        elif node[0] == "add":
            return sum(self.count(term, ix) for term in node[1])
        elif node[0] == "neg":
            return -self.count(node[1], ix)
        raise Unreadable("a limit that is no whole number")

    def _rep(self, body: Node, count: int, ix: Index) -> torch.Tensor:
        value = self.of(body, ix)
        result = value
        for _ in range(count - 1):
            result = result @ value if value.dim() else result * value
        return result

    # --- functions ------------------------------------------------------------------------------

    def _call(self, name: str, primes: int, args: Sequence[Node], ix: Index) -> torch.Tensor:
        given = [self.of(arg, ix) for arg in args]
        function = self.function(name, len(given))
        if not primes:
            return function(*given)
        leaf = given[0].detach().clone().requires_grad_()
        along = given[0] + 0 if given[0].requires_grad else leaf
        found = function(along)
        for _ in range(primes):
            found = slope_of(found.sum(), along)
        return found

    def function(self, name: str, count: int) -> Function:
        meant = self.meant.get(name)
        wanted = len(meant.params) if meant else 2 if name == "max" else 1
        if count != wanted or (meant is None and name not in KNOWN):
            raise Unreadable(f"{name} of {count} arguments")
        return KNOWN[name] if meant is None else lambda *args: self.applied(meant, args)

    def applied(self, meant: Meant, args: Sequence[torch.Tensor]) -> torch.Tensor:
        """The body with the arguments in place of the parameters; all else keeps its graph."""
        kept = {name: self.value(name) for name in self.base}
        inner = replace(
            self, made={**kept, **dict(zip(meant.params, args, strict=True))}, first=meant.first
        )
        return inner.of(meant.body, {})

    # --- slopes and points ----------------------------------------------------------------------

    def _bar(self, body: Node, points: Sequence[tuple[Node, Node]], ix: Index) -> torch.Tensor:
        base = dict(self.base)
        for (_, name, _subs), node in points:
            base[name] = torch.zeros_like(self.value(name)) + self.of(node, ix)
        return replace(self, base=base, made={}).of(body, ix)

    def _d(self, body: Node, by: Node, ix: Index) -> torch.Tensor:
        if by[0] != "sym":
            raise Unreadable("a slope along no symbol")
        along = self.value(by[1])
        value = self.of(self.at_its_symbols(body), ix)
        rows = self.rows(value, along)
        if not by[2]:
            return torch.stack(rows).reshape(value.shape + along.shape)
        return torch.stack([self.picked(row, by[2], ix) for row in rows]).reshape(value.shape)

    def rows(self, value: torch.Tensor, along: torch.Tensor) -> list[torch.Tensor]:
        """The slope of each entry; that of what is defined once is taken once."""
        key = (id(value), id(along))
        if key not in self.slopes:
            found = [slope_of(entry, along) for entry in value.reshape(-1)]
            if not any(value is made for made in self.made.values()):
                return found
            self.slopes[key] = (value, along, found)  # held, so that the key stays theirs
        return self.slopes[key][2]

    def at_its_symbols(self, body: Node) -> Node:
        """f of `df/dx` is f(x)."""
        meant = self.meant.get(body[1]) if body[0] == "sym" else None
        if meant is None or not meant.params:
            return body
        return ("call", body[1], 0, [("sym", param, ()) for param in meant.params])

    def _grad(self, body: Node, by: Node, ix: Index) -> torch.Tensor:
        value = self.of(self.at_its_symbols(body), ix)
        if value.dim():
            raise Unreadable("the gradient of a vector")
        return slope_of(value, self.value(by[1]))


def slope_of(value: torch.Tensor, along: torch.Tensor) -> torch.Tensor:
    if not (value.requires_grad and along.requires_grad):
        return torch.zeros_like(along)
    (found,) = torch.autograd.grad(value, along, create_graph=True, allow_unused=True)
    return torch.zeros_like(along) if found is None else found


def part_of(
    shape: tuple[int, ...], index: str, subs: Sequence[str], stated: range | None
) -> tuple[int, ...]:
    """What one of these subscripts runs over, on an array of this shape."""
    if len(subs) > 1 and len(subs) != len(shape):
        raise Unreadable("as many subscripts as axes are needed")
    found = shape if len(subs) == 1 else (shape[subs.index(index)],)
    if stated is not None and math.prod(found) != len(stated):
        raise Unreadable(f"{index} does not run so far")
    return found
