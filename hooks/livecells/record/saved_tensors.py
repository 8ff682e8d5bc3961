"""What a node keeps for its backward: saved tensors and settings, read from `_saved_*`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import cache
from typing import Protocol

from torch import Tensor
from torch.autograd.function import BackwardCFunction
from torch.autograd.graph import Node

from livecells.record.schema import Entries, Saved
from livecells.record.tensor_values import describe, plain_numbers, tensors_in


class _SavedTensor(Protocol):
    """What stands behind `_raw_saved_*`, as far as it is read."""

    unpack_hook: object


@cache
def _saved_names(node_type: type) -> list[str]:
    return [name[len("_saved_") :] for name in dir(node_type) if name.startswith("_saved_")]


def saved_by(node: Node) -> list[Saved]:
    """What a node has saved, read from the attributes `_saved_*` that torch gives it.

    Tensors packed by a hook of the snippet are named, not unpacked. (torch's notes on autograd,
    "Saved tensors", describe the attributes.)
    """
    if isinstance(node, BackwardCFunction):
        return [*_saved_by_custom(node), *_settings_of_custom(node)]
    entries = (entry for name in _saved_names(type(node)) for entry in _saved(node, name))
    return list(entries)


def saved_tensors(node: Node) -> Iterator[Tensor]:
    """The tensors themselves that a node of torch's own has saved, as far as they can be had."""
    if isinstance(node, BackwardCFunction):
        return
    for name in _saved_names(type(node)):
        if not _is_packed(getattr(node, f"_raw_saved_{name}", None)):
            with contextlib.suppress(RuntimeError):
                yield from tensors_in(getattr(node, f"_saved_{name}"))


def _saved(node: Node, name: str) -> Iterator[Saved]:
    if _is_packed(getattr(node, f"_raw_saved_{name}", None)):
        yield {"name": name, "note": "packed by a saved-tensor hook"}
        return
    try:
        thing = getattr(node, f"_saved_{name}")
    except RuntimeError:  # an old graph: freed by a backward, or changed in place since
        yield {"name": name, "note": "no longer available"}
        return
    yield from _saved_thing(name, thing)


def _is_packed(raw: _SavedTensor | tuple[_SavedTensor, ...] | None) -> bool:
    if isinstance(raw, tuple):
        return any(_is_packed(entry) for entry in raw)
    return raw is not None and raw.unpack_hook is not None


def _saved_thing(name: str, thing: object) -> Iterator[Saved]:
    if isinstance(thing, Tensor):
        size = thing.numel() * thing.element_size()
        yield {"name": name, "value": describe(thing), "bytes": size}
    elif isinstance(thing, tuple) and any(isinstance(entry, Tensor) for entry in thing):
        for place, entry in enumerate(thing):
            yield from _saved_thing(f"{name}[{place}]", entry)
    elif (setting := _setting(thing)) is not None:
        yield {"name": name, "setting": setting}


def _setting(thing: object) -> Entries | None:
    """A number, a word, or a list; torch keeps negative dimensions as unsigned integers."""
    if isinstance(thing, tuple):
        entries = [entry for entry in map(_setting, thing) if entry is not None]
        return entries if len(entries) == len(thing) else None
    if isinstance(thing, int) and not isinstance(thing, bool) and thing >= 2**63:
        return thing - 2**64
    return plain_numbers(thing) if isinstance(thing, bool | int | float | complex | str) else None


def _saved_by_custom(node: BackwardCFunction) -> Iterator[Saved]:
    if any(_is_packed(raw) for raw in node._raw_saved_tensors or ()):
        yield {"name": "saved_tensors", "note": "packed by a saved-tensor hook"}
        return
    try:
        yield from _saved_thing("saved_tensors", tuple(node.saved_tensors))
    except RuntimeError:
        yield {"name": "saved_tensors", "note": "no longer available"}


def _settings_of_custom(node: BackwardCFunction) -> Iterator[Saved]:
    for name, thing in vars(node).items():
        setting = _setting(thing)
        if setting is not None and not name.startswith("_"):
            yield {"name": name, "setting": setting}
