"""What is fixed while a part of a formula is evaluated, and what its parts ask of the evaluator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.tree import Node, Sym

if TYPE_CHECKING:
    from livecells.formula.evaluate.definitions import Definition, Shape
    from livecells.formula.evaluate.sympy_cells import Cells
    from livecells.formula.evaluate.tensors import Tensor


@dataclass(frozen=True)
class Scope:
    """What is fixed while a part of a formula is evaluated.

    Args:
        tex: The LaTeX, for errors.
        base: The first value of an index, 0 or 1.
        indices: The values of running indices.
        bound: The arguments of a function of the page.
        stop: Names that are kept as variables and not expanded.
        lengths: How far indices run that are stated beside the formula.
    """

    tex: str
    base: int = 1
    indices: Mapping[str, int] = field(default_factory=dict)
    bound: Mapping[str, Tensor] = field(default_factory=dict)
    stop: frozenset[str] = frozenset()
    lengths: Mapping[str, int] = field(default_factory=dict)

    def at(self, values: Mapping[str, int]) -> Scope:
        """The same with values for more indices."""
        return replace(self, indices={**self.indices, **values})

    def keeping(self, names: frozenset[str]) -> Scope:
        """The same with more names kept as variables."""
        return replace(self, stop=self.stop | names)


class Evaluates(Protocol):
    """What `indices` and `derivatives` need of `Evaluator`, which uses them."""

    definitions: Mapping[str, Definition]
    shapes: Mapping[str, Shape]
    whole: dict[str, int]

    def knows(self, name: str, scope: Scope) -> bool:
        """Whether the name has a meaning here."""

    def resolve(self, node: Sym, scope: Scope) -> tuple[str, tuple[Node, ...]]:
        """The name meant and its indices."""

    def is_index(self, node: Node, scope: Scope) -> bool:
        """Whether a subscript is a running index."""

    def shape(self, name: str, scope: Scope) -> Shape:
        """The shape of a name."""

    def integer(self, node: Node, scope: Scope) -> int:
        """A subscript or a limit as a whole number."""

    def value(self, node: Node, scope: Scope) -> Tensor:
        """The tensor that a node stands for."""

    def named(self, name: str, scope: Scope) -> Tensor:
        """The value of a name of the page."""

    def variables(self, name: str, shape: Shape) -> Cells:
        """The components of a symbol as SymPy variables."""

    def apply(self, meant: Definition, args: list[Tensor], scope: Scope) -> Tensor:
        """A function of the page at its arguments."""


@contextmanager
def located(node: Node, scope: Scope) -> Iterator[None]:
    """Give an error from the arithmetic below the spot in the LaTeX that it is about."""
    try:
        yield
    except FormulaError as error:
        if error.tex:
            raise
        raise FormulaError(error.message, scope.tex, node.span) from None
