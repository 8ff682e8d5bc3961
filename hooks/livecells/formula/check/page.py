"""What a page has stated so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livecells.formula.check.report import Floats
from livecells.formula.evaluate.definitions import Definition

if TYPE_CHECKING:
    from livecells.formula.check.hidden import Part
    from livecells.formula.check.laws import Law
    from livecells.formula.evaluate.definitions import Shape

UNKNOWN = "is not known here"  # in what is said of a name that nothing gives a meaning


class Page:
    """The definitions of a page and the symbols that it was given; nothing is changed in place."""

    def __init__(self) -> None:
        self.definitions: dict[str, Definition] = {}
        self.shapes: dict[str, Shape] = {}
        self.whole: dict[str, Floats] = {}  # whole numbers given so far, which may count and choose
        self.lengths: dict[str, int] = {}  # n of a sum up to n, by the entries that it counts
        self.hidden: tuple[Part, ...] = ()  # parts of definitions that nothing has tested yet
        self.laws: tuple[Law, ...] = ()  # without a formula, of one display
        self.used: frozenset[int] = frozenset()  # the definitions of which something was tested
