"""Tensors of the stand-in, and what its nodes keep, as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from livecells.record.schema import Constant, Entries, Entry, Saved, Value

FULL = 64  # elements: up to here a tensor is copied whole
RANGE = 1_000_000  # elements: up to here the smallest and largest are looked up
# How torch calls the inputs of its operations, where it is not `self` and `other`.
INPUTS = {
    "MmBackward0": ("self", "mat2"),
    "MvBackward0": ("self", "vec"),
    "DotBackward0": ("self", "tensor"),
    "BmmBackward0": ("self", "mat2"),
    "AddmmBackward0": (),  # inside a layer, where torch tells of none
    "PowBackward1": ("self", "exponent"),
    "PowBackward2": ("self", "exponent"),
    "MseLossBackward0": ("self", "target"),
    "BinaryCrossEntropyWithLogitsBackward0": ("self", "target"),
    "BinaryCrossEntropyBackward0": ("self", "target"),
}
SETTINGS = {"PowBackward0": ("exponent",), "ClampBackward1": ("min", "max")}


def describe(tensor: Any) -> Value:
    """A tensor as plain data; nothing of the tensor is kept."""
    value: Value = {"shape": list(tensor.shape), "dtype": tensor.dtype.name}
    if tensor.numel() <= FULL:
        value["data"] = plain(tensor._nested())  # also of a row in vmap, which tells no program
    elif tensor.numel() <= RANGE and tensor.dtype.code not in "FDb":
        value.update(_range(tensor.vals()))  # type: ignore[typeddict-item]
    return value


def _range(numbers: Sequence[float]) -> dict[str, object]:
    """Smallest and largest, and how many entries are no finite numbers, where there are any."""
    finite = [v for v in numbers if math.isfinite(v)]
    bounds = [min(finite), max(finite)] if finite else []
    odd = {
        "nan": sum(1 for v in numbers if v != v),
        "inf": sum(1 for v in numbers if v == math.inf),
        "-inf": sum(1 for v in numbers if v == -math.inf),
    }
    odd = {name: count for name, count in odd.items() if count}
    return {"range": bounds, "odd": odd} if odd else {"range": bounds}


def plain(numbers: Any) -> Entries:
    """Numbers that JSON knows stay, in lists as they are; others become strings."""
    if isinstance(numbers, list):
        return [plain(entry) for entry in numbers]
    return _plain_number(numbers)


def _plain_number(number: Any) -> Entry:
    odd = isinstance(number, complex) or (isinstance(number, float) and not math.isfinite(number))
    return str(number) if odd else number


def saved_by(node: Any) -> Iterator[Saved]:
    """What a node has kept for its backward pass."""
    if node.custom:
        yield from _saved_by_custom(node)
        return
    for name in sorted(node.saved):
        yield from _saved(name, node.saved[name], node)


def _saved(name: str, thing: Any, node: Any) -> Iterator[Saved]:
    if hasattr(thing, "load"):
        if thing.hook:
            yield {"name": name, "note": "packed by a saved-tensor hook"}
            return
        tensor = thing.load(node)
        size = tensor.numel() * tensor.element_size()
        yield {"name": name, "value": describe(tensor), "bytes": size}
    elif isinstance(thing, bool | int | float):
        yield {"name": name, "setting": thing}
    elif isinstance(thing, tuple):
        yield {"name": name, "setting": list(thing)}


def _saved_by_custom(node: Any) -> Iterator[Saved]:
    for name in sorted(node.saved, key=int):
        yield from _saved(f"saved_tensors[{name}]", node.saved[name], node)
    for name, thing in vars(node.ctx).items() if hasattr(node, "ctx") else ():
        if not name.startswith("_") and isinstance(thing, bool | int | float | str):
            yield {"name": name, "setting": thing}


def constants_in(node: Any, inputs: Sequence[Any]) -> Iterator[Constant]:
    """What went in and needs no gradient, by torch's own names: `other` is the 2 of `x + 2`."""
    operation = node.step
    names = INPUTS.get(operation, ("self", "other"))
    for name, (fn, _), tensor in zip(names, node.edges, inputs, strict=False):
        if fn is None and tensor is not None:
            wrapped = getattr(tensor, "_wrapped", False)
            yield {"name": name, "value": tensor._nested() if wrapped else describe(tensor)}
    for name in SETTINGS.get(operation, ()):
        if isinstance(node.saved.get(name), bool | int | float):
            yield {"name": name, "value": node.saved[name]}
