"""The names that torch's classes and their objects have, as the stand-in keeps them.

`torch_names.py` writes them with the rest. Of a class they are those of `dir()`, of its objects
also what they are given when they are made; parameters are left out, since a module without one
has no such name.
"""

from __future__ import annotations

import importlib
import re
import textwrap
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils import data

STAND_IN = Path(__file__).resolve().parents[3] / "hooks/livecells/browser/torch"
PLACES = (
    "torch",
    "torch.nn",
    "torch.optim",
    "torch.optim.lr_scheduler",
    "torch.utils.data",
    "torch.utils.checkpoint",
    "torch.autograd",
    "torch.autograd.graph",
    "torch.autograd.forward_ad",
    "torch.nn.attention",
    "torch.distributions",
    "torch.amp",
)
WRITTEN = (
    "_names.py",
    "_names_below.py",
    "_takes.py",
    "_takes_named.py",
    "_members.py",
    "_saves.py",
)
OPERATORS = [
    *(
        "__add__",
        "__radd__",
        "__iadd__",
        "__sub__",
        "__mul__",
        "__rmul__",
        "__imul__",
        "__truediv__",
    ),
    *("__pow__", "__and__", "__or__", "__contains__", "__delitem__", "__setitem__", "__getitem__"),
    *("__len__", "__iter__", "__next__", "__reversed__", "__enter__", "__exit__", "__call__"),
    *("__int__", "__float__", "__index__", "__neg__"),
]
BASES = (torch.Tensor, nn.Module, torch.optim.Optimizer)  # those are bases in the stand-in too
ARGUMENTS = ("", "1", "1, 1", "2, 2, 2", "1, 1, 1, 1", "[x]", "opt", "opt, 1", "opt, [1]")
ARGUMENTS += ("opt, one", "opt, 0.1, 3", "rows", "rows, 1", "rows, [0]", "[rows]", "rows, 1, True")
ARGUMENTS += ("p, p", "'cpu'", "True", "one, one")
HEAD = '"""Names that torch\'s classes have, from `dir()`: what of them is missing is refused."""'


def public(thing: object) -> set[str]:
    return {name for name in dir(thing) if not name.startswith("_")}


def operators(cls: type) -> set[str]:
    """What a class does with `+`, `in`, `del x[0]` and the like."""
    return {name for name in OPERATORS if hasattr(cls, name) and not hasattr(object, name)}


def classes() -> Iterator[tuple[str, type]]:
    """Each class of torch's that the stand-in has, under its public name."""
    files = [file for file in sorted(STAND_IN.rglob("*.py")) if file.name not in WRITTEN]
    text = "\n".join(file.read_text("utf-8") for file in files)
    here = set(re.findall(r"^(?:class )?(\w+)(?= =|:|\()", text, re.MULTILINE))
    for place in PLACES:
        module = importlib.import_module(place)
        for name, value in sorted(vars(module).items()):
            if isinstance(value, type) and name in here:
                yield f"{place}.{name}", value


def made(cls: type) -> Any:
    """An object of a class, by the first arguments that it takes; None where none fit."""
    x = torch.ones(2, requires_grad=True)
    rows = data.TensorDataset(torch.ones(4, 2))
    given = {"x": x, "opt": torch.optim.SGD([x], lr=0.1), "rows": rows, "one": lambda _: 1.0}
    given["p"] = torch.tensor([0.5, 0.5])
    for arguments in ARGUMENTS:
        with suppress(Exception):
            return eval(f"cls({arguments})", {**given, "cls": cls})
    return None


def names(cls: type) -> set[str]:
    """What a class and its objects have, without what its base in the stand-in has."""
    if cls is torch.Tensor:
        return operators(cls)  # the rest stands in `_names.py`
    found, one = public(cls) | operators(cls), made(cls)
    found |= public(one) if type(one) is cls else set()  # a Variable is a tensor
    if isinstance(one, nn.Module):
        found -= set(one._parameters)
    for base in BASES:
        if issubclass(cls, base) and cls is not base:
            found -= public(base)
    inherited = torch.Tensor if issubclass(cls, torch.Tensor) else object
    found -= operators(inherited) if cls is not inherited else set()
    return found


def objects() -> Iterator[tuple[str, set[str]]]:
    """What is made by functions: steps of a graph, contexts, handles, results of several parts."""
    x = torch.ones(2, requires_grad=True)

    class Own(torch.autograd.Function):
        @staticmethod
        def forward(_ctx: Any, t: torch.Tensor) -> torch.Tensor:
            return t * 2

    own: Any = Own.apply(x)
    yield "Node", public((x * 2).grad_fn)
    yield "Context", public(own.grad_fn)
    yield "RemovableHandle", public(x.register_hook(print))
    yield "result", public(x.max(0)) - {"indices", "values"}
    yield "GradientEdge", public(torch.autograd.graph.get_gradient_edge(own))


def text() -> str:
    """The module as it is written."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = {name: names(cls) for name, cls in classes()}
        found |= dict(objects())
    rows = [f"{name}: {' '.join(sorted(words))}" for name, words in sorted(found.items()) if words]
    return "\n".join([HEAD, "", 'MEMBERS = """', *map(wrapped, rows), '"""']) + "\n"


def wrapped(row: str) -> str:
    """A row in lines, those after the first with a space before them."""
    return textwrap.fill(row, 99, subsequent_indent=" ", break_on_hyphens=False)
