"""What torch takes by name, as the stand-in keeps it: `torch_names.py` writes it."""

from __future__ import annotations

import importlib
import inspect
import re
import textwrap
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn

# What a place takes by its annotation: of Python's own types, and of names of torch's.
OF_TYPES = {"int": "i", "float": "fi", "bool": "b", "str": "s", "NoneType": "o", "None": "o"}
OF_TYPES |= {"Tensor": "t"}
CLASSES = ("torch.nn", "torch.optim", "torch.optim.lr_scheduler", "torch.distributions")
CLASSES += ("torch.utils.data", "torch.autograd", "torch.autograd.graph", "torch.amp")
FUNCTIONS = ("torch.autograd", "torch.autograd.functional", "torch.autograd.graph", "torch.func")
FUNCTIONS += ("torch.nn.init", "torch.nn.utils", "torch.utils.checkpoint", "torch.amp")
OTHERWISE = {"LSTM": nn.RNNBase, "GRU": nn.RNNBase}  # their own signatures tell of nothing
# What has other types in the schemas than in Python, or another name, or is read by Python.
UNTOLD = ("self", "input", "layout", "pin_memory", "memory_format", "data", "t")
OPEN = ("Module", "Parameter", "Optimizer", "LRScheduler", "Distribution", "Sequential")
HEAD = '"""What torch takes by name: by its schemas, and by what its Python says of types."""'


def text(known: set[str], readable: Callable[[str], bool], taken: Callable[[Any], str]) -> str:
    """The module as it is written, for the names that the stand-in knows."""
    blocks = {
        "KEYWORDS": named(of_schemas(known, readable, taken)),
        "CONSTRUCTORS": named(of_classes(known)),
        "IN_PYTHON": named(of_functions(known)),
        "FIRST": of_no_tensor(known),
    }
    return "\n".join([HEAD, "", *(block(key, rows) for key, rows in blocks.items())]) + "\n"


def named(rows: dict[str, dict[str, str]]) -> dict[str, str]:
    """Each row as text: what may be given by each name."""
    pairs = {
        name: [f"{key}={letters}" for key, letters in row.items()] for name, row in rows.items()
    }
    return {name: ",".join(row) for name, row in pairs.items()}


def block(key: str, rows: dict[str, str]) -> str:
    words = [f"{name}:{row}" for name, row in sorted(rows.items())]
    filled = textwrap.fill(" ".join(words), 99, break_long_words=False, break_on_hyphens=False)
    return f'{key} = """\n{filled}\n"""'


def of_no_tensor(known: set[str]) -> dict[str, str]:
    """With how many arguments each function says that the first of them has to be a tensor."""
    functions = {name: getattr(torch, name, None) for name in known}
    counts = {
        name: ",".join(str(count) for count in range(1, 6) if says_first(function, name, count))
        for name, function in functions.items()
        if isinstance(function, types.BuiltinFunctionType)
    }
    return {name: row for name, row in counts.items() if row}


def says_first(function: Callable[..., Any], name: str, count: int) -> bool:
    """Whether it says so of a text and tensors, so many in all."""
    try:
        function("a", *[torch.ones(2)] * (count - 1))
    except Exception as error:
        return str(error) == f"{name}(): argument 'input' (position 1) must be Tensor, not str"
    return False


def of_schemas(
    known: set[str], readable: Callable[[str], bool], taken: Callable[[Any], str]
) -> dict[str, dict[str, str]]:
    """Each function that C++ reads the arguments of, with the letters of its names."""
    found: dict[str, dict[str, str]] = {}
    for schema in torch._C._jit_get_all_schemas():
        space, _, name = schema.name.partition("::")
        of_tensors = any("Tensor" in str(a.type) for a in (*schema.arguments, *schema.returns))
        here = name.removeprefix("linalg_").removeprefix("special_").rstrip("_") in known
        for a in schema.arguments if space == "aten" and of_tensors and here else ():
            if not a.is_out and a.name not in UNTOLD and "Dimname" not in schema.overload_name:
                told = found.setdefault(name, {})
                told[a.name] = "".join(sorted({*told.get(a.name, ""), *taken(a)}))
    for told in found.values():
        for place in [place for place, letters in told.items() if "*" in letters]:
            del told[place]
    return {name: told for name, told in found.items() if told and readable(name)}


def of_classes(known: set[str]) -> dict[str, dict[str, str]]:
    """Each class with what it is made of."""
    found = {}
    for module in CLASSES:
        for name, cls in vars(importlib.import_module(module)).items():
            function = inspect.isclass(cls) and OTHERWISE.get(name, cls).__init__
            if inspect.isfunction(function) and name in known and name not in OPEN:
                found[name] = dict(places(signature(function)[1 + (name in OTHERWISE) :]))
    return {name: told for name, told in found.items() if {*told.values()} - {"*"}}


def of_functions(known: set[str]) -> dict[str, dict[str, str]]:
    """Each function of Python's with its arguments, under its name below torch."""
    found = {}
    for module in FUNCTIONS:
        for name, function in vars(importlib.import_module(module)).items():
            if inspect.isfunction(function) and name in known and not name.startswith("_"):
                said = f"{module}.{name}".removeprefix("torch.")
                found[said] = dict(places(signature(function)))
    return {said: told for said, told in found.items() if {*told.values()} - {"*"}}


def signature(function: Callable[..., Any]) -> list[inspect.Parameter]:
    return list(inspect.signature(function).parameters.values())


def places(known: list[inspect.Parameter]) -> Iterator[tuple[str, str]]:
    """The names and letters of arguments, up to the first that stands for any number of them."""
    for p in known:
        if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
            return
        letters = of_default(p.default) if p.annotation is p.empty else of_annotation(p.annotation)
        yield p.name, letters + "o" * (p.default is None and not {*letters} & {"*", "o"})


def of_default(value: object) -> str:
    """What a place takes that only its default tells of."""
    if isinstance(value, bool):
        return "b"
    return "fi" if isinstance(value, (int, float)) else "s" if isinstance(value, str) else "*"


def of_annotation(said: Any) -> str:
    """The letters of a type: `*` for what is not told apart."""
    if isinstance(said, str):
        return of_words(said)
    if typing.get_origin(said) in (typing.Union, types.UnionType):
        return together(map(of_annotation, typing.get_args(said)))
    if typing.get_origin(said) is typing.Literal:
        return "s"
    listed = [each for each in typing.get_args(said) if each is not Ellipsis]
    if typing.get_origin(said) in (list, tuple):
        return "EI" if listed and all(each is int for each in listed) else "*"
    return OF_TYPES.get(getattr(said, "__name__", ""), "*")


def of_words(said: str) -> str:
    """The same of an annotation that is text."""
    if optional := re.fullmatch(r"Optional\[(\w+)\]", said):
        return together([of_words(optional[1]), "o"])
    if "[" not in said and "|" in said:
        return together(map(of_words, said.split("|")))
    return OF_TYPES.get(said.strip().rpartition(".")[2], "*")


def together(kinds: Any) -> str:
    """What several types take."""
    letters = "".join(dict.fromkeys("".join(kinds)))
    return "*" if "*" in letters else letters
