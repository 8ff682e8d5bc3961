"""The same statement with arrays of other sizes than those of the run.

What holds for two entries only, 1/n^2 for 1/(2n), or for square matrices, is no formula. Lengths
that have to be the same are found by trying: each has a size of its own, until none differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from livecells.formula.check.printed import is_number
from livecells.formula.check.report import Floats
from livecells.formula.check.tempting import RELATIONS
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.definitions import Definition
from livecells.formula.evaluate.points import Names
from livecells.formula.evaluate.values import MismatchError, Shape
from livecells.formula.syntax.tree import (
    Chain,
    Index,
    Node,
    Num,
    Reduction,
    Slice,
    Sym,
    walk,
)

if TYPE_CHECKING:
    from livecells.formula.check.statement import StatementCheck

# The smallest sizes that are tried, an odd and an even one; those of arrays of three axes and more.
_FIRST, _FIRST_OF_MANY = (5, 8), (2, 3)
_FEWEST = (1, 2, 3)
_BEYOND = 32  # up to here a larger size than the run's is tried
_MANY = (50, 400)  # for bounds of vectors: \log n is below 3 for twenty entries
_FAR = 7  # how much larger one size is than another where they are not to be near
TRIES = 12
Place = tuple[str, int]  # a symbol and one of its axes


class Sizes:
    """Sizes for the axes of symbols: one for each group of axes that have to be equal.

    Args:
        names: The symbols.
        pinned: Axes that keep the size they have.
        letters: Letters for numbers of entries, with the lengths that they go with.
    """

    def __init__(
        self, names: Names, pinned: Iterable[Place], letters: Mapping[str, int] | None = None
    ) -> None:
        self.shapes = {
            name: shape for name, shape in names.shapes.items() if name not in names.whole
        }
        many = any(len(shape) > 2 for shape in self.shapes.values())
        largest = max((size for shape in self.shapes.values() for size in shape), default=0)
        beyond = largest + 2 - largest % 2  # what is bounded for a few entries grows with more
        odd, even = _FIRST
        self.firsts = (odd, beyond if even <= beyond <= _BEYOND else even)
        self.firsts = _FIRST_OF_MANY if many else self.firsts
        self.first, self.apart = self.firsts[0], 1
        keep = set(pinned)
        free = [
            (name, axis)
            for name, shape in self.shapes.items()
            for axis in range(len(shape))
            if (name, axis) not in keep
        ]
        self.group = {place: number for number, place in enumerate(free)}
        self.letters = {n: g for n, v in (letters or {}).items() if (g := self._joined(v)) >= 0}
        self.beyond = {n: int(names.whole[n]) - v for n, v in (letters or {}).items()}

    def _joined(self, value: int) -> int:
        """The group of all axes of so many entries, made one; -1 where there is none."""
        alike = [place for place in self.group if self.shapes[place[0]][place[1]] == value]
        number = min((self.group[place] for place in alike), default=-1)
        self.group |= dict.fromkeys(alike, number)
        return number

    def whole(self) -> dict[str, Floats]:
        """The letters for numbers of entries, as they are to be tried next."""
        return {n: np.array(float(self._of(g) + self.beyond[n])) for n, g in self.letters.items()}

    def ways(self, signs: Collection[str]) -> Iterator[int]:
        """The sizes to begin with, and where n has to exceed a d + 2 larger ones for the first.

        A bound such as 2n - 5 for n is one for many entries only: `signs` has its sign.
        """
        few = _FEWEST if {"<=", ">="} & set(signs) else _FEWEST[1:]
        bounds = bool(RELATIONS.keys() & set(signs))
        many = _MANY if bounds and all(len(shape) < 2 for shape in self.shapes.values()) else ()
        for first in (*self.firsts, *(few if bounds else ()), *many):
            self.first, self.apart = first, 1
            yield first
        if self.letters:
            self.first = self.firsts[0] + _FAR * max(self.group.values(), default=0)
            self.apart = -_FAR
            yield self.first

    def _of(self, number: int) -> int:
        return self.first + self.apart * number

    def __bool__(self) -> bool:
        return bool(self.group)

    def tried(self) -> dict[str, Shape]:
        """The shapes to try next."""
        return {
            name: tuple(self._size(name, axis, size) for axis, size in enumerate(shape))
            for name, shape in self.shapes.items()
        }

    def _size(self, name: str, axis: int, size: int) -> int:
        number = self.group.get((name, axis))
        return size if number is None else self._of(number)

    def square(self) -> bool:
        """Take the axes of square matrices to be one; False where they are so already."""
        before = dict(self.group)
        for name, shape in self.shapes.items():
            ends = (name, 0), (name, 1)
            if len(shape) == 2 and shape[0] == shape[1] and all(e in self.group for e in ends):
                kept, gone = sorted(self.group[end] for end in ends)
                self._join(kept, gone)
        return self.group != before

    def _join(self, kept: int, gone: int) -> None:
        self.group = {p: kept if g == gone else g for p, g in self.group.items()}
        self.letters = {n: kept if g == gone else g for n, g in self.letters.items()}

    def learn(self, error: MismatchError) -> bool:
        """Take two lengths to be one, or one to be fixed; False where that is no help."""
        numbers = {self._of(number): number for number in self.group.values()}
        known = [numbers[size] for size in error.sizes if size in numbers]
        if not known or (known[0] == known[-1] and len(known) == 2):
            return False
        if len(known) == 2:
            self._join(*known)
        else:
            self.group = {p: g for p, g in self.group.items() if g != known[-1]}
            self.letters = {n: g for n, g in self.letters.items() if g != known[-1]}
        return True


def pinned(
    exprs: Iterable[Node],
    definitions: Iterable[Definition],
    names: Names,
    letters: Mapping[str, int],
) -> set[Place] | None:
    """The axes that keep their size, because entries or limits are written as numbers.

    An axis that a letter of `letters` counts does not: x_5 beside x_n is a slip.

    Returns:
        None where no size can change: entries are chosen by an array of whole numbers.
    """
    if any(value.dim() for value in names.whole.values()):
        return None
    nodes = [n for root in (*exprs, *(d.body for d in definitions)) for n in walk(root)]
    counted = {n.index for n in nodes if isinstance(n, Reduction) and _has_number(n)}
    found: set[Place] = set()
    by_letter: set[Place] = set()
    running = {n.index for n in nodes if isinstance(n, Reduction) and _ends(n) & letters.keys()}
    for node in nodes:
        if isinstance(node, Index) and not all(isinstance(s, Sym | Slice) for s in node.subs):
            return None
        if isinstance(node, Sym) and node.subs:
            shape = names.shapes.get(node.name, ())
            axes = range(len(shape)) if len(node.subs) == 1 else None
            for axis, sub in enumerate(node.subs):
                within = {n.name for n in walk(sub) if isinstance(n, Sym)}
                if within & (letters.keys() | running):
                    by_letter |= {(node.name, k) for k in (axes or (axis,))}
                if within & counted or any(isinstance(n, Num) for n in walk(sub)):
                    found |= {(node.name, k) for k in (axes or (axis,))}
    found -= {p for p in found & by_letter if _size(names, p) in letters.values()}
    same = {int(v) for n, v in names.whole.items() if n not in letters}
    same |= {int(names.run[n]) for n in names.fixed & names.run.keys() if not names.shapes[n]}
    for name, shape in names.shapes.items():
        whole = name in names.fixed
        found |= {(name, k) for k, size in enumerate(shape) if whole or size in same}
    return found


def _size(names: Names, place: Place) -> int:
    name, axis = place
    return dict(enumerate(names.shapes.get(name, ()))).get(axis, 0)


def _ends(node: Reduction) -> set[str]:
    ends = [end for end in (node.low, node.high) if end is not None]
    return {n.name for end in ends for n in walk(end) if isinstance(n, Sym)}


def _has_number(node: Reduction) -> bool:
    """Whether a limit is a number above 1: how far the index runs is then written."""
    return isinstance(node.high, Num) or node.among is not None


def is_for_all_sizes(chain: Chain, place: int) -> bool:
    """Whether a relation is to hold for arrays of any size; that a sum is 3 may say how many."""
    if chain.relations[place] in RELATIONS:
        return True
    numbers = any(is_number(expr) for expr in chain.exprs[place : place + 2])
    return chain.relations[place] == "=" and not numbers


def hold_at(other: StatementCheck, places: Iterable[int], check: StatementCheck) -> None:
    """Refuse what does not hold with other sizes than those of the run.

    Args:
        other: The statement with other sizes.
        places: The relations to look at.
        check: The statement with those of the run.
    """
    try:
        for place in places:
            other.at_sizes(place)
    except FormulaError as error:
        if not error.message.startswith("this step is wrong"):
            return
        shapes = _size_text(other.names.shapes, check.names)
        reason = (
            f"this holds for the sizes of the run only, not with {shapes}; if it is about these "
            f"alone, say so beside it, as in x \\in \\mathbb{{R}}^3\n{error.message}"
        )
        raise FormulaError(reason, error.tex, error.span) from None


def _size_text(shapes: Mapping[str, Shape], names: Names) -> str:
    """The new shapes, for a message."""
    shown = [
        f"{name} of shape {shape}" if len(shape) > 1 else f"{name} of {shape[0]} entries"
        for name, shape in shapes.items()
        if shape and shape != names.shapes[name]
    ]
    return ", ".join(shown[:4]) or "other sizes"
