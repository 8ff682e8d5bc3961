"""The same statement with arrays of other sizes than those of the run.

What holds for two entries only, 1/n^2 for 1/(2n), or for square matrices, is no formula. Lengths
that have to be the same are found by trying: each has a size of its own, until none differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from livecells.formula.check.printed import is_number
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
_BEYOND = 32  # up to here a larger size than the run's is tried
TRIES = 12
Place = tuple[str, int]  # a symbol and one of its axes


class Sizes:
    """Sizes for the axes of symbols: one for each group of axes that have to be equal.

    Args:
        names: The symbols.
        pinned: Axes that keep the size they have.
    """

    def __init__(self, names: Names, pinned: Iterable[Place]) -> None:
        self.shapes = {
            name: shape for name, shape in names.shapes.items() if name not in names.whole
        }
        many = any(len(shape) > 2 for shape in self.shapes.values())
        largest = max((size for shape in self.shapes.values() for size in shape), default=0)
        beyond = largest + 2 - largest % 2  # what is bounded for a few entries grows with more
        odd, even = _FIRST
        self.firsts = (odd, beyond if even <= beyond <= _BEYOND else even)
        self.firsts = _FIRST_OF_MANY if many else self.firsts
        self.first = self.firsts[0]
        keep = set(pinned)
        free = [
            (name, axis)
            for name, shape in self.shapes.items()
            for axis in range(len(shape))
            if (name, axis) not in keep
        ]
        self.group = {place: number for number, place in enumerate(free)}

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
        return size if number is None else self.first + number

    def square(self) -> bool:
        """Take the axes of square matrices to be one; False where they are so already."""
        before = dict(self.group)
        for name, shape in self.shapes.items():
            ends = (name, 0), (name, 1)
            if len(shape) == 2 and shape[0] == shape[1] and all(e in self.group for e in ends):
                kept, gone = sorted(self.group[end] for end in ends)
                self.group = {p: kept if g == gone else g for p, g in self.group.items()}
        return self.group != before

    def learn(self, error: MismatchError) -> bool:
        """Take two lengths to be one, or one to be fixed; False where that is no help."""
        numbers = [size - self.first for size in error.sizes]
        known = [number for number in numbers if number in self.group.values()]
        if not known or (known[0] == known[-1] and len(known) == 2):
            return False
        for place, number in list(self.group.items()):
            if number == known[-1]:
                if len(known) == 2:
                    self.group[place] = known[0]
                else:
                    del self.group[place]
        return True


def pinned(
    exprs: Iterable[Node], definitions: Iterable[Definition], names: Names
) -> set[Place] | None:
    """The axes that keep their size, because entries or limits are written as numbers.

    Returns:
        None where no size can change: entries are chosen by an array of whole numbers.
    """
    if any(value.dim() for value in names.whole.values()):
        return None
    nodes = [n for root in (*exprs, *(d.body for d in definitions)) for n in walk(root)]
    counted = {n.index for n in nodes if isinstance(n, Reduction) and _has_number(n)}
    found: set[Place] = set()
    for node in nodes:
        if isinstance(node, Index) and not all(isinstance(s, Sym | Slice) for s in node.subs):
            return None
        if isinstance(node, Sym) and node.subs:
            shape = names.shapes.get(node.name, ())
            axes = range(len(shape)) if len(node.subs) == 1 else None
            for axis, sub in enumerate(node.subs):
                letters = {n.name for n in walk(sub) if isinstance(n, Sym)}
                if letters & counted or any(isinstance(n, Num) for n in walk(sub)):
                    found |= {(node.name, k) for k in (axes or (axis,))}
    same = {int(v) for v in names.whole.values()}
    same |= {int(names.run[n]) for n in names.fixed & names.run.keys() if not names.shapes[n]}
    for name, shape in names.shapes.items():
        whole = name in names.fixed
        found |= {(name, k) for k, size in enumerate(shape) if whole or size in same}
    return found


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
