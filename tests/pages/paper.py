r"""A second reader of the pages' equations: LaTeX to numbers with torch, in floats.

It shares no code with `livecells.formula`. It knows only what our pages write, refuses nothing that
is ambiguous, proves nothing, and takes derivatives with torch.autograd; so where both readers call
an equation true or false, they do so by different ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any

import torch

Node = tuple[Any, ...]
Index = Mapping[str, int]

TOKEN = re.compile(
    r"(?P<skip>\s+|\\[,;! ]|\\(?:left|right|[bB]ig+[lr]?)(?![A-Za-z]))"
    r"|(?P<num>\d+(?:\.\d+)?)|(?P<word>\\text(?:tt)?\{(?P<inside>[\w. ]+)\})"
    r"|(?P<cmd>\\[A-Za-z]+)|(?P<row>\\\\(?:\[\w+\])?)|(?P<other>.)",
    re.DOTALL,
)


class Unreadable(Exception):  # noqa: N818 - it is a verdict
    """Not one of our pages' ways to write, or no number."""


# --- reading -------------------------------------------------------------------------------------


def tokens(tex: str) -> list[str]:
    found = []
    for match in TOKEN.finditer(tex):
        if match["word"]:
            found.append(f"word:{match['inside'].strip()}")
        elif not match["skip"]:
            found.append(r"\\" if match["row"] else match[0])
    return found


def chains(tex: str) -> list[list[Node]]:
    r"""The sides of each statement of a display; a row of `aligned` that begins with = goes on."""
    tex = re.sub(r"\\begin\{aligned\}\s*&?|\\end\{aligned\}", "", tex).replace("&=", "=")
    return [Reading(tokens(part)).chain() for part in re.split(r",\s*\\qquad", tex)]


class Reading:
    def __init__(self, found: Sequence[str]) -> None:
        self.found, self.at = [*found, "end"], 0

    @property
    def here(self) -> str:
        return self.found[self.at]

    def take(self, *wanted: str) -> bool:
        if self.here in wanted:
            self.at += 1
            return True
        return False

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            raise Unreadable(f"{wanted} is missing at {self.found[self.at :]}")

    def chain(self) -> list[Node]:
        sides = [self.sum()]
        while self.here != "end":
            self.take(r"\\")
            if not self.take("=", r"\approx"):
                raise Unreadable(f"what is {self.here}?")
            sides.append(self.sum())
        self.need("end")
        return sides

    def sum(self) -> Node:
        terms = [self.signed()]
        while self.here in ("+", "-"):
            terms.append(self.signed())
        return terms[0] if len(terms) == 1 else ("add", terms)

    def signed(self) -> Node:
        if self.take("-"):
            return ("neg", self.product())
        self.take("+")
        return self.product()

    def product(self) -> Node:
        left = self.signed() if self.here == "-" else self.factor()
        while True:
            if self.take(r"\cdot"):
                left = ("mul", left, self.factor())
            elif self.take("/"):
                left = ("div", left, self.factor())
            elif self.here in (r"\rvert", "|"):
                left = self.bar(left)
            elif self.starts():
                left = ("mul", left, self.factor())
            else:
                return left

    def starts(self) -> bool:
        here = self.here
        known = (r"\frac", r"\tfrac", r"\sum", r"\partial", r"\begin", r"\underbrace", "(")
        return here in known or here.startswith("word:") or re.fullmatch(r"[A-Za-z]|\d.*", here)  # type: ignore[return-value]

    def factor(self) -> Node:
        node = self.atom()
        while self.here in ("_", "^"):
            if self.take("_"):
                subs = self.subscripts()
                node = ("sym", node[1], subs) if node[0] == "sym" else ("idx", node, subs)
            else:
                self.need("^")
                node = self.raised(node)
        return node

    def raised(self, node: Node) -> Node:
        if self.take("T", r"\top"):
            return ("T", node)
        return ("pow", node, self.argument())

    def argument(self) -> Node:
        if self.take("{"):
            node = self.sum()
            self.need("}")
            return node
        if self.here.isdigit():  # one digit, where no braces stand
            first, rest = self.here[0], self.here[1:]
            self.found[self.at : self.at + 1] = [first, rest] if rest else [first]
        return self.atom()

    def subscripts(self) -> tuple[str, ...]:
        if not self.take("{"):
            self.at += 1
            return (self.found[self.at - 1],)
        found = []
        while not self.take("}"):
            if not self.take(","):
                found.append(self.here)
                self.at += 1
        return tuple(found)

    def atom(self) -> Node:
        here = self.here
        self.at += 1
        if here[0].isdigit():
            return ("num", float(here))
        if here.startswith("word:"):
            return ("sym", here[5:], ())
        if here == "(":
            return self.tuple()
        if here in (r"\frac", r"\tfrac"):
            return self.fraction()
        if here == r"\partial":
            return self.slope()
        if here == r"\sum":
            return self.big()
        if here == r"\begin":
            return self.matrix()
        if here == r"\underbrace":
            return self.repeated()
        if re.fullmatch("[A-Za-z]", here):
            return ("sym", here, ())
        raise Unreadable(f"what is {here}?")

    def tuple(self) -> Node:
        entries = [self.sum()]
        while self.take(","):
            entries.append(self.sum())
        self.need(")")
        return entries[0] if len(entries) == 1 else ("vec", entries)

    def fraction(self) -> Node:
        if self.found[self.at : self.at + 2] != ["{", r"\partial"]:
            return ("div", self.argument(), self.argument())
        self.at += 2
        body = None if self.here == "}" else self.factor()
        self.need("}")
        self.need("{")
        self.need(r"\partial")
        by = self.factor()
        self.need("}")
        return ("d", self.factor() if body is None else body, by)

    def slope(self) -> Node:
        r"""`\partial a / \partial b` in a line."""
        body = self.factor()
        self.need("/")
        self.need(r"\partial")
        return ("d", body, self.factor())

    def big(self) -> Node:
        self.need("_")
        start = self.at
        names = tuple(n for n in self.subscripts() if n not in ("=",))
        if "=" not in self.found[start : self.at]:
            return ("sum", names, None, self.product())
        self.need("^")
        last = self.argument()
        return ("sum", names[:1], int(last[1]), self.product())

    def matrix(self) -> Node:
        for piece in "{pmatrix}":
            self.need(piece)
        rows: list[list[Node]] = [[]]
        while not self.take(r"\end"):
            if self.take(r"\\"):
                rows.append([])
            elif not self.take("&"):
                rows[-1].append(self.sum())
        for piece in "{pmatrix}":
            self.need(piece)
        return ("mat", rows)

    def repeated(self) -> Node:
        self.need("{")
        shown = []
        while not self.take("}"):
            if not self.take(r"\cdots", r"\cdot"):
                shown.append(self.factor())
        self.need("_")
        self.need("{")
        count = self.atom()
        self.need("word:times")
        self.need("}")
        if any(node != shown[0] for node in shown):
            raise Unreadable("not the same factor")
        return ("rep", shown[0], int(count[1]))

    def bar(self, body: Node) -> Node:
        self.at += 1
        self.need("_")
        self.need("{")
        points = []
        while not self.take("}"):
            name = self.factor()
            self.need("=")
            points.append((name, self.sum()))
            self.take(",")
        return ("bar", body, points)


# --- computing -----------------------------------------------------------------------------------


@dataclass
class Meant:
    """A definition: `name_indices = body`, or a function of `param`."""

    indices: tuple[str, ...]
    body: Node
    param: str | None = None


@dataclass
class World:
    """Values of symbols, and definitions; what is defined is computed once, so slopes of it are
    those of one recorded graph."""

    base: Mapping[str, torch.Tensor]
    meant: Mapping[str, Meant]
    made: dict[str, torch.Tensor] = field(default_factory=dict)

    def value(self, name: str) -> torch.Tensor:
        if name not in self.made:
            if name in self.meant:
                meant = self.meant[name]
                self.made[name] = self.all(meant.body, meant.indices)
            elif name in self.base:
                self.made[name] = self.base[name].detach().clone().requires_grad_()
            else:
                raise Unreadable(f"{name} is unknown")
        return self.made[name]

    def all(self, node: Node, indices: Sequence[str]) -> torch.Tensor:
        """The node for all values of these indices, in the shape of what they run over."""
        shapes = [self.reach(index, [node]) for index in indices]
        spans = [range(torch.Size(shape).numel()) for shape in shapes]
        parts = [
            self.of(node, dict(zip(indices, places, strict=True))) for places in product(*spans)
        ]
        whole = torch.stack(parts) if indices else parts[0]
        lead = tuple(n for shape in shapes for n in shape)
        return whole.reshape(lead + parts[0].shape)

    def reach(self, index: str, nodes: Sequence[Node]) -> tuple[int, ...]:
        """The shape that an index runs over: of the first symbol that carries it."""
        for node in nodes:
            for name, subs in carried(node):
                if index in subs and name not in ("I", ""):
                    meant = self.meant.get(name)
                    if meant and meant.param:
                        continue
                    shape = tuple(self.value(name).shape)
                    return shape if len(subs) == 1 else (shape[subs.index(index)],)
        for node in nodes:
            for body, subs in indexed(node):
                if index in subs:
                    shape = tuple(n for n in self.of(body, {}).shape if n != 1)
                    return shape if len(subs) == 1 else (shape[subs.index(index)],)
        raise Unreadable(f"{index} runs over nothing")

    def of(self, node: Node, ix: Index) -> torch.Tensor:
        result: torch.Tensor = getattr(self, f"_{node[0]}")(*node[1:], ix)
        return result

    def _num(self, value: float, _: Index) -> torch.Tensor:
        return torch.tensor(value, dtype=torch.float64)

    def _sym(self, name: str, subs: Sequence[str], ix: Index) -> torch.Tensor:
        if name == "I" and subs and subs[0].isdigit():
            return torch.eye(int(subs[0]), dtype=torch.float64)
        return picked(self.value(name), subs, ix)

    def _idx(self, body: Node, subs: Sequence[str], ix: Index) -> torch.Tensor:
        return picked(self.of(body, ix).squeeze(), subs, ix)

    def _add(self, terms: Sequence[Node], ix: Index) -> torch.Tensor:
        values = [self.of(term, ix) for term in terms]
        if len({value.shape for value in values}) > 1:
            raise Unreadable("a sum of different shapes")
        return torch.stack(values).sum(0)

    def _neg(self, body: Node, ix: Index) -> torch.Tensor:
        return -self.of(body, ix)

    def _mul(self, left: Node, right: Node, ix: Index) -> torch.Tensor:
        meant = self.meant.get(left[1]) if left[0] == "sym" else None
        if meant is not None and meant.param is not None:
            inner = World({**self.base, **self.made, meant.param: self.of(right, ix)}, self.meant)
            inner.made[meant.param] = self.of(right, ix)
            return inner.of(meant.body, {})
        a, b = self.of(left, ix), self.of(right, ix)
        if a.dim() == 0 or b.dim() == 0:
            return a * b
        try:
            return a @ b
        except RuntimeError as error:
            raise Unreadable(str(error)) from None

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

    def _sum(self, names: Sequence[str], last: int | None, body: Node, ix: Index) -> torch.Tensor:
        spans = [range(last or torch.Size(self.reach(name, [body])).numel()) for name in names]
        parts = [
            self.of(body, {**ix, **dict(zip(names, places, strict=True))})
            for places in product(*spans)
        ]
        return torch.stack(parts).sum(0)

    def _rep(self, body: Node, count: int, ix: Index) -> torch.Tensor:
        value = self.of(body, ix)
        result = value
        for _ in range(count - 1):
            result = result @ value if value.dim() else result * value
        return result

    def _bar(self, body: Node, points: Sequence[tuple[Node, Node]], ix: Index) -> torch.Tensor:
        base = dict(self.base)
        for (_, name, _subs), node in points:
            base[name] = torch.zeros_like(self.value(name)) + self.of(node, ix)
        return World(base, self.meant).of(body, ix)

    def _d(self, body: Node, by: Node, ix: Index) -> torch.Tensor:
        if by[0] != "sym":
            raise Unreadable("a slope along no symbol")
        along = self.value(by[1])
        meant = self.meant.get(body[1]) if body[0] == "sym" else None
        if meant is not None and meant.param == by[1]:
            body = meant.body
        value = self.of(body, ix)
        rows = [slope_of(entry, along) for entry in value.reshape(-1)]
        whole = torch.stack(rows).reshape(value.shape + along.shape)
        if not by[2]:
            return whole
        return torch.stack([picked(row, by[2], ix) for row in rows]).reshape(value.shape)


def slope_of(value: torch.Tensor, along: torch.Tensor) -> torch.Tensor:
    if not value.requires_grad:
        return torch.zeros_like(along)
    (found,) = torch.autograd.grad(value, along, retain_graph=True, allow_unused=True)
    return torch.zeros_like(along) if found is None else found


def picked(value: torch.Tensor, subs: Sequence[str], ix: Index) -> torch.Tensor:
    """An entry; one index on a table counts all of its entries."""
    if not subs:
        return value
    try:
        places = [int(sub) - 1 if sub.isdigit() else ix[sub] for sub in subs]
        flat = value.reshape(-1) if len(places) == 1 else value
        found: torch.Tensor = flat[tuple(places)]
    except (KeyError, IndexError, TypeError) as error:
        raise Unreadable(repr(error)) from None
    if found.dim():
        raise Unreadable("an entry that is no number")
    return found


def parts(node: object) -> Iterator[Node]:
    if isinstance(node, tuple) and node and isinstance(node[0], str) and node[0] in KINDS:
        yield node
        for part in node[1:]:
            yield from parts(part)
    elif isinstance(node, list | tuple):
        for part in node:
            yield from parts(part)


KINDS = {n.removeprefix("_") for n in vars(World) if re.fullmatch("_[a-zT]+", n)}


def carried(node: Node) -> list[tuple[str, tuple[str, ...]]]:
    """Every symbol with the subscripts it carries."""
    return [(part[1], part[2]) for part in parts(node) if part[0] == "sym" and part[2]]


def indexed(node: Node) -> list[tuple[Node, tuple[str, ...]]]:
    return [(part[1], part[2]) for part in parts(node) if part[0] == "idx"]


def free(node: Node) -> list[str]:
    """The letters that stand as subscripts and that no sum inside binds, in order."""
    bound = {name for part in parts(node) if part[0] == "sum" for name in part[1]}
    bound |= {
        sub for part in parts(node) if part[0] == "bar" for (_, _, subs), _ in part[2]
        for sub in subs if not any(sub in s for _, s in carried(part[1]))
    }  # fmt: skip
    letters = [sub for part in parts(node) if part[0] in ("sym", "idx") for sub in part[2]]
    return [x for x in dict.fromkeys(letters) if x.isalpha() and x not in bound]


# --- judging -------------------------------------------------------------------------------------

FUNCTION = re.compile(r"\s*([a-z])\(([a-z])\)\s*=(.*)", re.DOTALL)


@dataclass
class Paper:
    """A page read from top to bottom: what it has defined."""

    meant: dict[str, Meant] = field(default_factory=dict)

    def holds(
        self, tex: str, at: Mapping[str, Any], equals: Any, defines: bool, seed: int = 5
    ) -> bool:
        """Whether a display is true, at random points and in the run; it may define names.

        Raises Unreadable where it has no value.
        """
        values = {k: torch.as_tensor(v, dtype=torch.float64) for k, v in at.items()}
        sides = self._take(tex, values, equals, defines)
        generator = torch.Generator().manual_seed(seed)
        draw = {
            k: torch.rand(v.shape, generator=generator, dtype=torch.float64) * 1.5 + 0.3
            for k, v in values.items()
        }
        near = r"\approx" in tex
        return all(
            self._same(chain, draw, values, near) for chain in sides
        ) and self._as_in_the_run(sides[-1], values, equals)

    def _take(
        self, tex: str, values: Mapping[str, torch.Tensor], equals: Any, defines: bool
    ) -> list[list[Node]]:
        """The chains, with definitions stored."""
        function = FUNCTION.match(tex)
        if function:
            (chain,) = chains(function[3])
            self.meant[function[1]] = Meant((), chain[0], function[2])
            return [chain]
        found = chains(tex)
        for chain in found:
            left = chain[0]
            new = left[0] == "sym" and left[1] not in self.meant and left[1] not in values
            plain = left[0] == "sym" and all(sub.isalpha() for sub in left[2])
            if plain and (defines or (new and equals is not None)):
                self.meant[left[1]] = Meant(left[2], chain[1])
        return found

    def _same(
        self,
        chain: Sequence[Node],
        draw: Mapping[str, torch.Tensor],
        values: Mapping[str, torch.Tensor],
        near: bool,
    ) -> bool:
        """Every side against the next: at random points, or in the run where one is a number."""
        for left, right in pairwise(chain):
            number = any(not any(p[0] == "sym" for p in parts(side)) for side in (left, right))
            base = values if number or near else draw
            if not self._equal(left, right, base, chain):
                return False
        return True

    def _equal(
        self, left: Node, right: Node, base: Mapping[str, torch.Tensor], chain: Sequence[Node]
    ) -> bool:
        world = self.world(base)
        indices = list(dict.fromkeys(x for side in chain for x in free(side)))
        a, b = (self._over(world, side, indices, chain) for side in (left, right))
        return a.numel() == b.numel() and torch.allclose(
            a.reshape(-1), b.reshape(-1), 1e-6, 1e-9, equal_nan=False
        )

    def _over(
        self, world: World, side: Node, indices: Sequence[str], chain: Sequence[Node]
    ) -> torch.Tensor:
        spans = [range(torch.Size(world.reach(x, list(chain))).numel()) for x in indices]
        found = [
            world.of(side, dict(zip(indices, places, strict=True))) for places in product(*spans)
        ]
        return torch.stack(found)

    def world(self, base: Mapping[str, torch.Tensor]) -> World:
        """The values of a point; what is defined comes from its definition."""
        return World({k: v for k, v in base.items() if k not in self.meant}, self.meant)

    def _as_in_the_run(
        self, chain: Sequence[Node], values: Mapping[str, torch.Tensor], equals: Any
    ) -> bool:
        world = self.world(values)
        for name, value in values.items():
            if name in self.meant and not close(world.value(name), value):
                return False
        if equals is None:
            return True
        expected = torch.as_tensor(equals, dtype=torch.float64)
        indices = list(dict.fromkeys(x for side in chain for x in free(side)))
        return all(close(self._over(world, side, indices, chain), expected) for side in chain)


def close(a: torch.Tensor, b: torch.Tensor) -> bool:
    """Equal as float32 values are, entry by entry."""
    return a.numel() == b.numel() and torch.allclose(
        a.reshape(-1), b.reshape(-1), 1e-5, 1e-5 * float(b.abs().max())
    )
