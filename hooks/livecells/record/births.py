"""What is noted of an operation at the moment torch runs it, before its node can be reached."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from weakref import ref

from torch import Tensor
from torch._ops import OpOverload

from livecells.record.schema import Constant, Entry, Value, stem
from livecells.record.tensor_values import describe, tensors_in

MOST = 4096  # births kept; those of results that nobody used are forgotten after so many more

# Where a tensor comes from: the key of its node and the output number.
Place = tuple[object, int]
_NUMBERS = ("number", "Optional[number]", "Tensor", "Optional[Tensor]")


@dataclass(eq=False)
class Birth:
    """One operation that made a node: its name, what it read, and what it gave.

    `reads` are the values that it read, by where they come from; `unplaced` those of tensors whose
    node may not be asked for, with the tensors.
    """

    operation: str
    constants: list[Constant]
    reads: dict[Place, Value] = field(default_factory=dict)
    unplaced: list[tuple[Callable[[], Tensor | None], int, Value]] = field(default_factory=list)
    results: list[Callable[[], Tensor | None]] = field(default_factory=list)
    made: list[Value] = field(default_factory=list)
    taken: bool = False

    def is_of(self, operation: str) -> bool:
        """Whether a node of this class name can be the one: `addmm` makes `AddmmBackward0`."""
        return _letters(self.operation).startswith(_letters(stem(operation)))

    def read(self, tensor: Tensor, place: Place | None) -> None:
        """Note a tensor that went in, as it is now; None where its node may not be asked for."""
        if place is None:
            self.unplaced.append((ref(tensor), tensor._version, describe(tensor)))
        else:
            self.reads[place] = describe(tensor)

    def gave(self, result: object) -> None:
        """Note the results, as they are now; whole numbers have no place in a graph."""
        for tensor in tensors_in(result):
            self.results.append(ref(tensor))
            if tensor.is_floating_point() or tensor.is_complex():
                self.made.append(describe(tensor))


def _letters(name: str) -> str:
    return name.replace("_", "").lower()


class Births:
    """The births of nodes that are not known yet, by torch's sequence number."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[int, Birth] = OrderedDict()

    def add(self, numbers: range, birth: Birth) -> None:
        """Keep a birth until its node is known, which has one of these numbers."""
        for number in numbers:
            self._waiting[number] = birth
        while len(self._waiting) > MOST:
            self._waiting.popitem(last=False)

    def inside(self, number: int | None) -> str | None:
        """The operation in place that a `CopySlices` node holds: its own node came just before."""
        birth = self._waiting.get(number - 1) if number is not None else None
        return None if birth is None else birth.operation

    def take(self, number: int | None, operation: str) -> Birth | None:
        """The birth of a node, once; None where torch made it in another way."""
        birth = self._waiting.pop(number, None) if number is not None else None
        if birth is None or birth.taken or not birth.is_of(operation):
            return None
        birth.taken = True
        return birth


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
