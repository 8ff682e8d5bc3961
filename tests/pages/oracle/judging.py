r"""Whether a display is true: at random points, and in the run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import torch

from .computing import KNOWN, Meant, World
from .nodes import Node, Statement, Unreadable, free, letters, mentions
from .reading import statements

Values = Mapping[str, torch.Tensor]

HEAD = re.compile(r"(?:\\(?P<greek>[a-z]+)|(?P<letter>[A-Za-z]))\([A-Za-z](?:, [A-Za-z])*\)\s*&?=")
REGIONS = ((0.3, 1.8), (-1.8, 1.8))  # where logarithms live, and where signs differ


@dataclass
class Paper:
    """A page read from top to bottom: what it has defined, and the symbols that had values."""

    meant: dict[str, Meant] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()

    def copy(self) -> Paper:
        return Paper(dict(self.meant), self.seen)

    def holds(
        self,
        tex: str,
        at: Mapping[str, Any],
        equals: Any = None,
        defines: bool = False,
        fixed: Sequence[str] = (),
        approx: float = 1e-6,
    ) -> bool:
        """Whether a display is true, at random points and in the run; it may define names.

        Raises Unreadable where it has no value.
        """
        values = {k.lstrip("\\"): torch.as_tensor(v, dtype=torch.float64) for k, v in at.items()}
        keep = {k: values[k] for k in fixed}
        try:
            found = self._take(tex, values, equals, defines)
            return all(
                self._same(one, values, keep, approx) for one in found
            ) and self._as_in_the_run(found[-1], values, equals)
        except (RuntimeError, TypeError, ValueError) as error:  # torch's, int's
            raise Unreadable(repr(error)) from error

    # --- definitions ----------------------------------------------------------------------------

    def _take(self, tex: str, values: Values, equals: Any, defines: bool) -> list[Statement]:
        """The statements, with definitions stored."""
        self.seen |= values.keys()
        found = self._read(tex)
        for one in found:
            left = one.sides[0]
            new = left[0] in ("sym", "call") and left[1] not in {*self.meant, *self.seen, *KNOWN}
            if is_head(left) and (defines or (new and equals is not None)):
                self._store(left, one)
        return found

    def _read(self, tex: str) -> list[Statement]:
        functions = {name for name, meant in self.meant.items() if meant.params}
        heads = {head["greek"] or head["letter"] for head in HEAD.finditer(tex)}
        functions |= heads - self.meant.keys() - self.seen - KNOWN.keys()
        symbols = {*self.meant, *self.seen}
        found = statements(tex, functions, symbols)
        for side in (side for one in found for side in one.sides):
            if letters(side) & symbols:
                raise Unreadable(f"{letters(side) & symbols} are symbols, and indices here")
        return found

    def mentions(self, tex: str) -> set[str]:
        """The names in a display."""
        return {name for one in self._read(tex) for side in one.sides for name in mentions(side)}

    def _store(self, left: Node, one: Statement) -> None:
        """A name that is defined anew takes with it what was made of the old one."""
        call = left[0] == "call"
        params = tuple(arg[1] for arg in left[3]) if call else ()
        meant = Meant(() if call else left[2], one.sides[1], params, one.first, one.ranges)
        before = self.meant.get(left[1])
        if before is not None and before.body != meant.body:
            self._forget(left[1])
        self.meant[left[1]] = meant

    def _forget(self, name: str) -> None:
        self.meant.pop(name, None)
        for other in [key for key, meant in self.meant.items() if name in mentions(meant.body)]:
            self._forget(other)

    # --- at random points -----------------------------------------------------------------------

    def _same(self, one: Statement, values: Values, keep: Values, approx: float) -> bool:
        """Every side against the next: at random points, or in the run where one is a number."""
        draws = [{**draw, **keep} for draw in drawn(values)]
        for (left, right), mark in zip(pairwise(one.sides), one.marks, strict=True):
            number = any(not mentions(side) for side in (left, right))
            run = number or mark == r"\approx"
            for place, base in enumerate([values] if run else draws):
                a, b = (self.over(one, side, base, values) for side in (left, right))
                tolerance = approx if mark == r"\approx" else 1e-5 if run else 1e-7
                if not close(a, b, tolerance, lenient=place > 0):
                    return False
        return True

    def over(self, one: Statement, side: Node, base: Values, values: Values) -> torch.Tensor:
        """A side for all values of the statement's indices, or for some of very many."""
        known = {k: v for k, v in base.items() if k not in self.meant}
        world = World(known, self.meant, dict(wholes(values)), one.first, one.ranges)
        indices = list(dict.fromkeys(x for part in one.sides for x in free(part)))
        shapes = [world.reach(index, one.sides) for index in indices]
        return torch.stack(world.some(side, indices, shapes))

    # --- in the run -----------------------------------------------------------------------------

    def _as_in_the_run(self, one: Statement, values: Values, equals: Any) -> bool:
        for name, value in values.items():
            if name in self.meant and not self.meant[name].params:
                alone = Statement([("sym", name, ())], [])
                if not close(self.over(alone, alone.sides[0], values, values), value):
                    return False
        if equals is None:
            return True
        expected = torch.as_tensor(equals, dtype=torch.float64)
        return all(close(self.over(one, side, values, values), expected) for side in one.sides)


def is_head(left: Node) -> bool:
    """Whether it may be defined: x, x_i or f(x)."""
    if left[0] == "call":
        plain = all(arg[0] == "sym" and not arg[2] for arg in left[3])
        return plain and not left[2] and left[1] not in KNOWN
    return left[0] == "sym" and all(sub.isalpha() for sub in left[2])


def drawn(values: Values) -> Iterator[dict[str, torch.Tensor]]:
    for seed, (low, high) in enumerate(REGIONS):
        generator = torch.Generator().manual_seed(seed + 5)
        yield {
            k: torch.rand(v.shape, generator=generator, dtype=torch.float64) * (high - low) + low
            for k, v in values.items()
        }


def wholes(values: Values) -> Iterator[tuple[str, int]]:
    for name, value in values.items():
        if not value.dim() and float(value).is_integer():
            yield name, int(value)


def close(a: torch.Tensor, b: torch.Tensor, rtol: float = 1e-5, lenient: bool = False) -> bool:
    """Equal entry by entry, relative to the largest; `lenient` where both have no value."""
    if a.numel() != b.numel():
        return False
    a, b = a.reshape(-1), b.reshape(-1)
    if lenient:
        good = a.isfinite() & b.isfinite()
        a, b = a[good], b[good]
    if not bool((a.isfinite() & b.isfinite()).all()):
        return False
    largest = float(b.abs().max()) if b.numel() else 0.0
    return torch.allclose(a, b, 0, rtol * largest + 1e-12)
