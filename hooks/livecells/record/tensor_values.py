"""Read tensors and nodes as plain data, without changing or keeping any of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeAlias

import torch
from torch import Tensor

from livecells.record.schema import Entries, Entry, Value

Raw: TypeAlias = "complex | Entry | list[Raw]"  # numbers as torch gives them

FULL = 64  # elements: up to here a tensor is copied whole
RANGE = 1_000_000  # elements: up to here the smallest and largest are looked up


# ----- Tensors as numbers -----


def describe(tensor: Tensor) -> Value:
    """A tensor as plain data; nothing of the tensor is kept.

    Returns:
        All numbers of up to `FULL` entries, the smallest and largest of up to `RANGE`, and of
        larger tensors, or of those that are not `readable`, the shape and the dtype alone.
    """
    dtype = str(tensor.dtype).removeprefix("torch.")
    if not is_plain(tensor) or tensor.is_nested:  # whose sizes may be no numbers
        return {"shape": [], "dtype": dtype, "note": f"a {type(tensor).__name__}"}
    value: Value = {"shape": list(tensor.shape), "dtype": dtype}
    if not readable(tensor):
        return value
    if tensor.numel() <= FULL:
        value["data"] = plain_numbers(tensor.tolist())
    elif tensor.numel() <= RANGE and not tensor.is_complex() and tensor.dtype != torch.bool:
        with torch.no_grad():
            value["range"], odd = _range(tensor)
            if odd:
                value["odd"] = odd
    return value


def _range(tensor: Tensor) -> tuple[list[Entry], dict[str, int]]:
    """Smallest and largest, and how many entries are no finite numbers, where there are any."""
    bounds: list[Entry] = [bound.item() for bound in tensor.aminmax()]
    if tensor.isfinite().all():
        return bounds, {}
    kinds = {"nan": tensor.isnan(), "inf": tensor.isposinf(), "-inf": tensor.isneginf()}
    odd = {name: int(found.sum()) for name, found in kinds.items() if found.any()}
    finite = tensor[tensor.isfinite()]
    return [bound.item() for bound in finite.aminmax()] if finite.numel() else [], odd


def readable(tensor: Tensor) -> bool:
    """Whether the numbers can be read: not of a fake, sparse, quantized or vmapped tensor."""
    return (
        is_plain(tensor)
        and tensor.layout == torch.strided
        and tensor.device.type == "cpu"
        and not tensor.is_quantized
        and not torch._C._functorch.is_functorch_wrapped_tensor(tensor)
        and not torch._C._functorch.is_legacy_batchedtensor(tensor)
        and not tensor._is_zerotensor()
        and not tensor.is_nested
    )


def is_plain(tensor: Tensor) -> bool:
    """Whether a tensor is of torch's own class; another one may answer what it is asked itself."""
    return type(tensor) in (Tensor, torch.nn.Parameter)


def plain_numbers(numbers: Raw) -> Entries:
    """Numbers that JSON knows stay, in lists as they are; others become strings."""
    if isinstance(numbers, list):
        return [plain_numbers(entry) for entry in numbers]
    return _plain_number(numbers)


def _plain_number(number: complex | Entry) -> Entry:
    if isinstance(number, complex) or (isinstance(number, float) and not math.isfinite(number)):
        return str(number)
    return number


def tensors_in(thing: object) -> Iterator[Tensor]:
    """The tensors in an argument or result, also in (nested) lists and tuples."""
    if isinstance(thing, Tensor):
        yield thing
    elif isinstance(thing, list | tuple):
        for entry in thing:
            yield from tensors_in(entry)
