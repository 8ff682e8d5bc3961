"""The tensors and modules of a program on the stand-in, and the names that it gives them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

DEEP = 3  # containers and objects within each other, at most


def named_tensors(namespace: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
    """The tensors of a namespace as its author calls them: `w`, `model.0.weight`, `params[1]`."""
    for name, thing in list(namespace.items()):
        if not name.startswith("_"):
            yield from _tensors(name, thing, str(namespace.get("__name__", "")), DEEP)


def _tensors(name: str, thing: Any, home: str, deep: int) -> Iterator[tuple[str, Any]]:
    if isinstance(thing, _class("torch._tensor", "Tensor")):
        yield name, thing
    elif isinstance(thing, _class("torch.nn._module", "Module")):
        yield from ((f"{name}.{part}", tensor) for part, tensor in thing.named_parameters())
    elif deep and isinstance(thing, list | tuple | dict):
        for key, entry in _entries(thing):
            yield from _tensors(f"{name}[{key!r}]", entry, home, deep - 1)
    elif deep and type(thing).__module__ == home and hasattr(thing, "__dict__"):
        for part, entry in list(vars(thing).items()):
            yield from _tensors(f"{name}.{part}", entry, home, deep - 1)


def named_modules(namespace: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
    """The modules of a namespace as its author calls them: `model`, `model.0`, `layers[1]`."""
    for name, thing in list(namespace.items()):
        if not name.startswith("_"):
            yield from _modules(name, thing, DEEP)


def _modules(name: str, thing: Any, deep: int) -> Iterator[tuple[str, Any]]:
    if isinstance(thing, _class("torch.nn._module", "Module")):
        yield from ((f"{name}.{part}" if part else name, m) for part, m in thing.named_modules())
    elif deep and isinstance(thing, list | tuple | dict):
        for key, entry in _entries(thing):
            yield from _modules(f"{name}[{key!r}]", entry, deep - 1)


def _entries(thing: Any) -> Iterable[tuple[object, object]]:
    return list(thing.items() if isinstance(thing, dict) else enumerate(thing))


def _class(module: str, name: str) -> Any:
    """A class of the stand-in that the running program has imported."""
    return getattr(sys.modules[module], name)
