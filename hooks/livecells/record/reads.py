"""What is noted of an operation just before torch runs it: what it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from weakref import ref

from torch import Tensor
from torch._ops import OpOverload

from livecells.record.schema import Constant, Entry, Value
from livecells.record.tensor_values import describe

# Where a tensor comes from: the key of its node and the output number.
Place = tuple[object, int]
_NUMBERS = ("number", "Optional[number]", "Tensor", "Optional[Tensor]")


@dataclass(eq=False)
class Reads:
    """What an operation reads: values by where they come from.

    `unplaced` are tensors whose node may not be asked for, with their version and value;
    `learned` says how many nodes had been learned of before.
    """

    places: dict[Place, Value] = field(default_factory=dict)
    unplaced: list[tuple[Callable[[], Tensor | None], int, Value]] = field(default_factory=list)
    learned: int = 0

    def add(self, tensor: Tensor, place: Place | None) -> None:
        """Note a tensor that goes in, as it is now; None where its node may not be asked for."""
        if place is None:
            self.unplaced.append((ref(tensor), tensor._version, describe(tensor)))
        else:
            self.places[place] = describe(tensor)


def constants_in(
    func: OpOverload, args: Sequence[object], kwargs: Mapping[str, object]
) -> list[Constant]:
    """What went in and needs no gradient, by torch's own names: `other` is the 2 of `x + 2`."""
    return [
        {"name": name, "value": value}
        for name, kind, thing in _arguments(func, args, kwargs)
        for value in _constant(kind, thing)
    ]


def _arguments(
    func: OpOverload, args: Sequence[object], kwargs: Mapping[str, object]
) -> Iterator[tuple[str, str, object]]:
    declared = func._schema.arguments
    for place, argument in enumerate(declared):
        kind = str(argument.type)
        if place < len(args):
            yield argument.name, kind, args[place]
        elif argument.name in kwargs:
            yield argument.name, kind, kwargs[argument.name]


def _constant(kind: str, thing: object) -> Iterator[Value | Entry]:
    if isinstance(thing, Tensor):
        if not thing.requires_grad:
            yield describe(thing)
    elif kind in _NUMBERS and isinstance(thing, bool | int | float):
        yield thing
    elif kind in _NUMBERS and isinstance(thing, complex):
        yield str(thing)
