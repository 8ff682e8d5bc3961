"""What is fixed while a part of a formula is evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Protocol

import torch

from livecells.formula.errors import FormulaError, in_words
from livecells.formula.evaluate.definitions import Definition
from livecells.formula.evaluate.symbols import Symbols
from livecells.formula.evaluate.values import Shape, Value
from livecells.formula.syntax.tree import Cases, Node, Reduction


@dataclass(frozen=True)
class Running:
    """An index that runs over `size` values from `start` on, or over the values of a set.

    `value` holds them along an axis of its own, as a reader counts them.
    """

    value: Value
    start: int | None = None

    @property
    def size(self) -> int:
        """How many values it takes."""
        return self.value.data.shape[1]

    @property
    def axis(self) -> str:
        """The name of its axis."""
        return self.value.axes[0]


def counting(axis: str, start: int, size: int) -> Running:
    """An index that runs over `size` whole numbers from `start` on."""
    return Running(Value(_whole_numbers(start, size), (axis,)), start)


@lru_cache(256)
def _whole_numbers(start: int, size: int) -> torch.Tensor:
    return torch.arange(start, start + size, dtype=torch.float64).unsqueeze(0)


@dataclass(frozen=True)
class Scope:
    """What is fixed while a part of a formula is evaluated.

    Args:
        tex: The LaTeX, for errors.
        base: The first value of an index, 0 or 1.
        running: The indices that run.
        bound: The arguments of a function of the page, and what takes values inside of a limit.
        lengths: How far indices run that are stated beside the formula.
        starts: Where such an index begins, if not at the base.
        heads: Letters that are indices on the left: as the end of a sum they run, too.
        constants: Letters that are said to depend on nothing.
        squared: Whether the norm that stands here is squared.
        masked: Whether some values of an index are left out again: positions outside are no error.
    """

    tex: str
    base: int = 1
    running: Mapping[str, Running] = field(default_factory=dict)
    bound: Mapping[str, Value] = field(default_factory=dict)
    lengths: Mapping[str, int] = field(default_factory=dict)
    starts: Mapping[str, int] = field(default_factory=dict)
    heads: frozenset[str] = frozenset()
    constants: frozenset[str] = frozenset()
    masked: bool = False
    squared: bool = False

    def over(self, index: str, run: Running, masked: bool = False) -> Scope:
        """The same with one more running index."""
        bound = {name: value for name, value in self.bound.items() if name != index}
        running = {**self.running, index: run}
        return replace(self, running=running, bound=bound, masked=self.masked or masked)

    def binding(self, name: str, value: Value) -> Scope:
        """The same with a value for one more name."""
        running = {index: run for index, run in self.running.items() if index != name}
        return replace(self, running=running, bound={**self.bound, name: value})


FAULTS = (FormulaError, RuntimeError, ArithmeticError, ValueError, IndexError, MemoryError)


@contextmanager
def located(node: Node, scope: Scope) -> Iterator[None]:
    """Give an error from the arithmetic below the spot in the LaTeX that it is about."""
    try:
        yield
    except FAULTS as error:
        raise placed(error, node, scope) from error.__cause__


def placed(error: Exception, node: Node, scope: Scope) -> FormulaError:
    """The error with its spot; one of the arithmetic as an error of the formula."""
    if not isinstance(error, FormulaError):
        return FormulaError(in_words(error), scope.tex, node.span)
    if not error.tex:
        error.place(scope.tex, node.span)
    return error


class Chooses(Protocol):
    """What decides between formulas, and remembers where it turns."""

    switches: list[Any]
    counts: torch.Tensor | None
    diverges: torch.Tensor | None
    doubts: list[torch.Tensor] | None
    settles: bool

    def turns(self, difference: Value, plain: bool = True, written: bool = False) -> None:
        """Remember a difference whose sign decides."""

    def kink(self, name: str, value: Value) -> None:
        """Remember where a function such as relu has its kink."""

    def extreme(self, name: str, args: Sequence[Value]) -> Value:
        """The maximum or minimum of its arguments."""

    def condition(self, evaluator: Evaluates, node: Node, scope: Scope) -> Value:
        """A condition: 1 where it holds, else 0."""

    def unsettled(self, where: torch.Tensor, grows: torch.Tensor) -> None:
        """Remember the points at which a sum without end has no value in numbers, or none."""

    def elsewhere(self) -> AbstractContextManager[None]:
        """Within, other points are looked at: what turns or has no value there is forgotten."""

    def cases(self, evaluator: Evaluates, node: Cases, scope: Scope) -> Value:
        """The value of the row whose condition holds."""


class Evaluates(Protocol):
    """What the parts of the evaluator ask of it."""

    symbols: Symbols
    choices: Chooses
    confirm: bool
    rough: float

    def fork(self) -> Evaluates:
        """Another that knows the same, to put other values into."""

    def knows(self, name: str, scope: Scope) -> bool:
        """Whether the name has a value here."""

    def shape(self, name: str, scope: Scope) -> Shape:
        """The shape of a name."""

    def axis(self, letter: str) -> str:
        """A name for an axis that no other has."""

    def value(self, node: Node, scope: Scope) -> Value:
        """What a node stands for."""

    def whole(self, node: Node, scope: Scope) -> Value:
        """Subscripts and limits: whole numbers."""

    def number(self, node: Node, scope: Scope) -> int:
        """One whole number."""

    def length(self, node: Reduction, scope: Scope) -> int | None:
        """How many entries the index of a sum has, by what carries it."""

    def free(self, node: Node, scope: Scope) -> dict[str, Shape]:
        """The free indices of an expression, with what they run over."""

    def over_indices(self, node: Node, running: Mapping[str, Shape], scope: Scope) -> Value:
        """The expression for every value of its free indices."""

    def apply(self, meant: Definition, args: Sequence[Value]) -> Value:
        """A function of the page at its arguments."""
