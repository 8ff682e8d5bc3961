"""The names of real torch as the stand-in keeps them: run this file to write them anew."""

from __future__ import annotations

import importlib
import inspect
import json
import re
import sys
import textwrap
from pathlib import Path
from types import FunctionType
from typing import Any

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from tests.engine.browser import torch_keywords, torch_members

STAND_IN = Path(__file__).resolve().parents[3] / "hooks/livecells/browser/torch"
MODULES = {
    "TORCH": "torch",
    "NN": "torch.nn",
    "FUNCTIONAL": "torch.nn.functional",
    "INIT": "torch.nn.init",
    "UTILS": "torch.nn.utils",
    "OPTIM": "torch.optim",
    "LR_SCHEDULER": "torch.optim.lr_scheduler",
    "TORCH_UTILS": "torch.utils",
    "DATA": "torch.utils.data",
    "CHECKPOINT": "torch.utils.checkpoint",
    "AUTOGRAD": "torch.autograd",
    "AUTOGRAD_FUNCTIONAL": "torch.autograd.functional",
    "AUTOGRAD_FUNCTION": "torch.autograd.function",
    "GRAPH": "torch.autograd.graph",
    "FUNC": "torch.func",
    "LINALG": "torch.linalg",
    "ATTENTION": "torch.nn.attention",
    "DISTRIBUTIONS": "torch.distributions",
    "SPECIAL": "torch.special",
    "FORWARD_AD": "torch.autograd.forward_ad",
    "AMP": "torch.amp",
    "FFT": "torch.fft",
}
# What each type of torch's schemas takes, by the letters of `_argument_types.py`.
LETTERS = {
    "Tensor": "t",
    "int": "in",
    "float": "fibn",
    "number": "fibcn",
    "bool": "b",
    "str": "s",
    "List[Tensor]": "LE",
    "List[Optional[Tensor]]": "LE",
    "List[int]": "IE",
    "List[float]": "IFE",
    "List[bool]": "BE",
}
PLACES = [torch, torch.Tensor]
# The same for what the functions of torch.nn.functional say of themselves, in Python.
ANNOTATED = {"Tensor": "t", "int": "i", "float": "fi", "bool": "b", "str": "s", "dtype": "d"}
HEAD_OF_TYPES = '"""What torch\'s functions take at each place, from its own schemas."""'
HEAD = '"""Names that torch has, from its `dir()`: what of them is missing here is refused."""'


def public(thing: object) -> list[str]:
    return sorted(name for name in dir(thing) if not name.startswith("_"))


def names() -> dict[str, list[str]]:
    """Each set under its name in the stand-in."""
    found = {"TENSOR": public(torch.Tensor), "MODULE": public(torch.nn.Linear(1, 1))}
    for key, module in MODULES.items():
        found[key] = public(importlib.import_module(module))
    found["TORCH"] = sorted({*found["TORCH"], *(n for n in torch._lazy_modules if n[0] != "_")})
    found["OPTIMIZER"] = public(torch.optim.SGD([torch.zeros(1)]))
    return found


def texts() -> dict[str, str]:
    """The modules as they are written."""
    blocks = {
        key: f'{key} = frozenset(\n    """\n{textwrap.fill(" ".join(words), 99)}\n""".split()\n)'
        for key, words in names().items()
    }
    large = [blocks.pop("TENSOR"), blocks.pop("TORCH")]
    return {
        "_names.py": written(large),
        "_names_below.py": written(list(blocks.values())),
        "_takes.py": f"{HEAD_OF_TYPES}\n\n{types()}\n{functional_types()}\n",
        "_takes_named.py": torch_keywords.text(known_here(), readable, taken),
        "_members.py": torch_members.text(),
    }


def known_here() -> set[str]:
    """All words of the stand-in, but for the lists that are written."""
    files = [file for file in STAND_IN.rglob("*.py") if file.name not in torch_members.WRITTEN]
    return set(re.findall(r"\w+", "\n".join(file.read_text("utf-8") for file in files)))


def types() -> str:
    """Each function with the letters of its places, for those that C++ reads the arguments of."""
    known = known_here()
    found: dict[str, list[set[str]]] = {}
    for schema in torch._C._jit_get_all_schemas():
        space, _, name = schema.name.partition("::")
        of_tensors = any("Tensor" in str(a.type) for a in (*schema.arguments, *schema.returns))
        here = name.removeprefix("linalg_").removeprefix("special_") in known
        if space == "aten" and of_tensors and here and readable(name):
            places = [a for a in schema.arguments if not a.kwarg_only and not a.is_out]
            told = found.setdefault(name, [])
            told += [set() for _ in places[len(told) :]]
            for letters, argument in zip(told, places, strict=False):
                letters |= set(taken(argument))
    rows = {name: ",".join("".join(sorted(p)) for p in told) for name, told in found.items()}
    words = [f"{name}:{letters}" for name, letters in sorted(rows.items())]
    return f'TAKES = """\n{textwrap.fill(" ".join(words), 99)}\n"""'


def functional_types() -> str:
    """Each function of torch.nn.functional with the names and letters of its places."""
    functional, words = torch.nn.functional, []
    for name in public(functional):
        function = getattr(functional, name)
        places: dict[str, str] = {}
        if isinstance(function, FunctionType) and function.__module__ == functional.__name__:
            known = inspect.signature(function).parameters.values()
            starred = any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in known)
            places = {} if starred else {p.name: said(p.name, p.annotation) for p in known}
        elif not isinstance(function, FunctionType):
            places = of_schemas(f"aten::{name}")
        told = ",".join(f"{place}={letters}" for place, letters in places.items())
        words += [f"{name}:{told}"] if told else []
    filled = textwrap.fill(" ".join(words), 99, break_long_words=False, break_on_hyphens=False)
    return f'FUNCTIONAL = """\n{filled}\n"""'


def of_schemas(name: str) -> dict[str, str]:
    """The names and letters of an operator's places, of all its overloads together."""
    places: dict[str, set[str]] = {}
    for schema in torch._C._jit_get_all_schemas():
        for argument in schema.arguments if schema.name == name else ():
            if not argument.is_out:
                place = places.setdefault(argument.name.replace("self", "input"), set())
                place.update(taken(argument))
    return {place: "".join(sorted(letters)) for place, letters in places.items()}


def said(name: str, annotation: object) -> str:
    """The letters of a place by its annotation: `*` for what is not told apart."""
    if name == "dtype":
        return "do"
    text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    if "[" in text or text == "None":  # what TorchScript reads otherwise has no annotation left
        return "*"
    kinds = {each.strip().rpartition(".")[2] for each in text.split("|")}
    optional = "None" in kinds
    letters = {ANNOTATED.get(kind, "*") for kind in kinds - {"None"}}
    together = "".join(sorted(set("".join(letters))))
    return "*" if "*" in letters else together + "o" * optional


def readable(name: str) -> bool:
    """Whether nothing of a name is a function of Python, which reads its arguments itself."""
    below, _, rest = name.partition("_")
    places = {"linalg": [torch.linalg], "special": [torch.special]}.get(below)
    ways = [getattr(place, rest if places else name, None) for place in places or PLACES]
    return any(ways) and not any(isinstance(way, FunctionType) for way in ways) and name != "to"


def taken(argument: Any) -> str:
    """The letters of one place: `*` for what is not told apart."""
    if argument.name == "dtype":
        return "do"
    kind = str(argument.type).replace("SymInt", "int")
    optional = kind.startswith("Optional[")
    kind = kind[len("Optional[") : -1] if optional else kind
    sized = "i" if kind == "List[int]" and argument.N else ""
    return LETTERS.get(kind, "*") + sized + ("o" if optional else "")


def written(blocks: list[str]) -> str:
    return "\n".join([HEAD, "", *blocks]) + "\n"


if __name__ == "__main__":  # in a process of its own: `dir(torch)` grows with what is imported
    made = texts()
    if "--print" in sys.argv:
        json.dump(made, sys.stdout)
    else:
        for file, text in made.items():
            (STAND_IN / file).write_text(text, "utf-8")
