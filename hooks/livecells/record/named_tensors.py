"""The tensors of a namespace and the names by which an author knows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from torch import Tensor
from torch.nn import Module


def named_tensors(namespace: Mapping[str, object]) -> Iterator[tuple[str, Tensor]]:
    """The tensors of a namespace as its author calls them: `w`, `model.0.weight`, `params[1]`."""
    for name, thing in list(namespace.items()):
        if name.startswith("_"):
            continue
        if isinstance(thing, Tensor):
            yield name, thing
        elif isinstance(thing, Module):
            yield from ((f"{name}.{part}", tensor) for part, tensor in thing.named_parameters())
        elif isinstance(thing, list | tuple | dict):
            yield from _entries(name, thing)


def _entries(
    name: str, thing: list[object] | tuple[object, ...] | dict[object, object]
) -> Iterator[tuple[str, Tensor]]:
    pairs: Iterable[tuple[object, object]]
    pairs = thing.items() if isinstance(thing, dict) else enumerate(thing)
    for key, entry in pairs:
        if isinstance(entry, Tensor):
            yield f"{name}[{key!r}]", entry
