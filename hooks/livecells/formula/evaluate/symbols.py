"""The symbols of an equation with their values at a batch of points."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.definitions import Definition
from livecells.formula.evaluate.values import Value, of


class Symbols:
    """Values given, definitions and lengths by name.

    A definition is computed once and kept, so that all that uses it hangs on one tensor.

    Args:
        leaves: Values of shape (points, *shape), or (1, *shape) where they are the same everywhere.
        definitions: What the page defined.
        lengths: The numbers of entries that the page calls by name.
        expand: Computes a definition.
    """

    def __init__(
        self,
        leaves: Mapping[str, Tensor],
        definitions: Mapping[str, Definition],
        lengths: dict[str, int],
        expand: Callable[[Definition], Value],
    ) -> None:
        self.definitions, self.lengths = definitions, lengths
        self.leaves = {
            name: Value(data) for name, data in leaves.items() if name not in definitions
        }
        self.points = max((data.shape[0] for data in leaves.values()), default=1)
        self._expand = expand
        self._defined: dict[str, Value] = {}
        self._under_way: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self.definitions or name in self.leaves or name in self.lengths

    def value(self, name: str) -> Value:
        """The value of a name, without its indices."""
        if name in self.definitions:
            return self._definition(self.definitions[name])
        if name in self.leaves:
            return self.leaves[name]
        if name in self.lengths:
            return of(self.lengths[name])
        raise FormulaError(f"{name} is not known here: give it in `at`, or define it before")

    def put(self, name: str, value: Value) -> None:
        """Let a name have this value from now on; what was computed of it is forgotten."""
        (self._defined if name in self.definitions else self.leaves)[name] = value
        for other in dependents(self.definitions, name):
            self._defined.pop(other, None)

    def fork(self, other: Symbols) -> None:
        """Take the values that another has computed."""
        self.leaves, self._defined = dict(other.leaves), dict(other._defined)
        self.points = other.points

    def repeat(self, times: int, few: slice) -> None:
        """A few of the points so many times, one batch behind the other."""
        self.leaves = {n: repeated(value, times, few) for n, value in self.leaves.items()}
        self._defined = {n: repeated(value, times, few) for n, value in self._defined.items()}
        self.points = len(range(self.points)[few]) * times

    def variable(self, name: str) -> Tensor:
        """The tensor of a name, as something to differentiate by."""
        value = self.value(name)
        if not value.data.requires_grad:
            if name not in self.definitions:
                raise FormulaError(
                    f"{name} is a whole number or an index here: no derivative by it"
                )
            value = value.with_data(value.data.clone().requires_grad_())
            self.put(name, value)
        return value.data

    def _definition(self, meant: Definition) -> Value:
        if meant.name not in self._defined:
            with self.expanding(meant):
                value = self._expand(meant)
            points = max(self.points, value.data.shape[0])  # more where parts are moved
            data = value.data.expand(points, *value.data.shape[1:])
            self._defined[meant.name] = value.with_data(data)
        return self._defined[meant.name]

    @contextmanager
    def expanding(self, meant: Definition) -> Iterator[None]:
        """Refuse a definition within itself."""
        if meant.name in self._under_way:
            raise FormulaError(f"{meant.name} is defined by itself", meant.tex)
        self._under_way.append(meant.name)
        try:
            yield
        finally:
            self._under_way.pop()


def repeated(value: Value, times: int, few: slice) -> Value:
    """A value at a few points so many times; one that is the same everywhere stays as it is."""
    many = value.data.shape[0] > 1
    return value.with_data(torch.cat([value.data[few]] * times)) if many else value


def dependents(definitions: Mapping[str, Definition], name: str) -> set[str]:
    """The definitions that are made of a name, directly or not."""
    found: set[str] = set()
    while True:
        made_of = {name, *found}
        more = {d.name for d in definitions.values() if d.mentions & made_of} - made_of
        if not more:
            return found
        found |= more


def made_of(definitions: Mapping[str, Definition], names: set[str]) -> set[str]:
    """The names and all that they are made of."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        meant = definitions.get(name)
        waiting |= (set(meant.mentions) - found) if meant else set()
    return found
