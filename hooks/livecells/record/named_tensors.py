"""The tensors of a namespace and the names by which an author knows them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from torch import Tensor
from torch.nn import Module

from livecells.parsed import parsed

DEEP = 3  # containers and objects within each other, at most


def named_tensors(namespace: Mapping[str, object]) -> Iterator[tuple[str, Tensor]]:
    """The tensors of a namespace as its author calls them: `w`, `model.0.weight`, `params[1]`.

    Those in containers, and in objects of the snippet's own classes, come with their way there.
    """
    for name, thing in list(namespace.items()):
        if not name.startswith("_"):
            yield from _tensors(name, thing, str(namespace.get("__name__", "")), DEEP)


def _tensors(name: str, thing: object, home: str, deep: int) -> Iterator[tuple[str, Tensor]]:
    if isinstance(thing, Tensor):
        yield name, thing
    elif isinstance(thing, Module):
        yield from ((f"{name}.{part}", tensor) for part, tensor in thing.named_parameters())
    elif deep and isinstance(thing, list | tuple | dict):
        pairs: Iterable[tuple[object, object]]
        pairs = thing.items() if isinstance(thing, dict) else enumerate(thing)
        for key, entry in list(pairs):
            yield from _tensors(f"{name}[{key!r}]", entry, home, deep - 1)
    elif deep and type(thing).__module__ == home and hasattr(thing, "__dict__"):
        for part, entry in list(vars(thing).items()):
            yield from _tensors(f"{name}.{part}", entry, home, deep - 1)


def named_modules(namespace: Mapping[str, object]) -> Iterator[tuple[str, Module]]:
    """The modules of a namespace as its author calls them: `model`, `model.0`, `layers[1]`."""
    for name, thing in list(namespace.items()):
        if not name.startswith("_"):
            yield from _modules(name, thing, DEEP)


def _modules(name: str, thing: object, deep: int) -> Iterator[tuple[str, Module]]:
    if isinstance(thing, Module):
        yield from ((f"{name}.{part}" if part else name, m) for part, m in thing.named_modules())
    elif deep and isinstance(thing, list | tuple | dict):
        pairs: Iterable[tuple[object, object]]
        pairs = thing.items() if isinstance(thing, dict) else enumerate(thing)
        for key, entry in list(pairs):
            yield from _modules(f"{name}[{key!r}]", entry, deep - 1)


def tensor_called(name: str, namespace: Mapping[str, object]) -> Tensor | None:
    """The tensor that an author means by `state.hidden`, `layers[0].weight` or `d['k']['m']`.

    Parameters are found by torch's names of them too, as in `model.0.weight`.
    """
    try:
        thing = _thing(parsed(name, mode="eval").body, namespace)
    except (SyntaxError, ValueError, LookupError, AttributeError, TypeError):
        thing = None
    return thing if isinstance(thing, Tensor) else dict(named_tensors(namespace)).get(name)


def _thing(tree: ast.expr, namespace: Mapping[str, object]) -> object:
    if isinstance(tree, ast.Name):
        return namespace[tree.id]
    if isinstance(tree, ast.Attribute):
        return getattr(_thing(tree.value, namespace), tree.attr)
    if isinstance(tree, ast.Subscript):
        whole: object = _thing(tree.value, namespace)
        if isinstance(whole, list | tuple | dict | Module):
            return whole[ast.literal_eval(tree.slice)]  # type: ignore[index]  # of Sequential too
    raise ValueError(ast.unparse(tree))
