"""Calls of torch's functions with arguments of each type, right and wrong: `program("7")`.

Which functions there are and what they take is read from torch's own schemas, so that no name of
torch is left out because nobody thought of it.
"""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import torch

HEAD = """import torch
F = torch.nn.functional
leaves = [torch.tensor([0.5, -1.25, 2.0]), torch.tensor([[0.3, 1.7, -0.6], [2.2, -0.9, 0.4]])]
leaves += [torch.tensor(0.7), torch.tensor([1.0, 0.0, 2.0], dtype=torch.float64)]
leaves += [(torch.arange(12.0) / 7).reshape(2, 3, 2), torch.tensor([[2.0, 0.5], [0.5, 1.0]])]
for leaf in leaves: leaf.requires_grad_()
x, m, s, d, t3, q = [leaf * 1 for leaf in leaves]
n, e, one = torch.tensor([float("nan"), 1.0, float("inf")]), torch.ones(0), torch.ones(1, 3)
i, k, b = torch.tensor([2, 0, 1]), torch.tensor([[0, 1], [1, 1]]), torch.tensor([True, False, True])
"""
TAIL = """print(r)
parts = [p for p in (r if isinstance(r, (tuple, list)) else [r]) if isinstance(p, torch.Tensor)]
print([(p.dtype, tuple(p.shape), p.is_leaf) for p in parts])
parts = [p for p in parts if p.requires_grad]
if parts:
    loss = sum((p * p).sum() for p in parts)
    g = torch.autograd.grad(loss, leaves, create_graph=True, allow_unused=True)
    print([None if p is None else p.detach() for p in g])
    g = [p for p in g if p is not None and p.requires_grad]
    if g: print(torch.autograd.grad(sum((p * p).sum() for p in g), leaves, allow_unused=True))
"""
# What a program shows last: how the gradients hang together, which is refused now and then.
GRAPHS = "print(g if parts else r)"
TENSORS = ["x", "x", "m", "m", "m", "s", "d", "t3", "q", "q", "n", "e", "one", "i", "i", "k", "b"]
WRONG = ["0.5", "True", "None", "'a'", "s", "[0.5]", "1.0", "x", "i"]
VALUES = {
    "Tensor": TENSORS,
    "int": ["0", "1", "-1", "2", "-2", "3", "5"],
    "SymInt": ["0", "1", "-1", "2", "3"],
    "float": ["0.5", "2.0", "-1.5", "0.0", "1", "3"],
    "number": ["0.5", "2", "-1.5", "0", "3", "1.0"],
    "bool": ["True", "False"],
    "str": ["'floor'", "'trunc'", "'ij'", "'fro'"],
    "List[int]": ["[0]", "(0, 1)", "[1, 0]", "(2, 3)", "[-1]", "(3,)", "[1, 1, 3]", "0"],
    "List[Tensor]": ["[x, x]", "[x, m]", "(m, m)", "[s, s]", "[x, i]", "[m]", "[]"],
    "List[bool]": ["[True, False]"],
    "List[float]": ["[0.5, 0.25]"],
    "ScalarType": ["torch.float64", "torch.int64", "torch.bool"],
}
REDUCTIONS = ["'mean'", "'sum'", "'none'"]
PLACES = {"linalg": torch.linalg, "special": torch.special}
# What may be anything, or asks for a machine or a build that is not every one's.
LEFT_OUT = (
    "save",
    "from_file",
    "empty",
    "resize",
    "quantize",
    "cudnn",
    "mkldnn",
    "miopen",
    "sparse",
    "fbgemm",
    "sym_",
    "save",  # writes a file
    "from_file",
)
UNTYPED = ("Device", "Layout", "MemoryFormat", "Generator", "Storage", "Stream", "Dimname")


def spelled(name: str) -> list[str]:
    """The ways to call an operator; `{}` stands for the first argument of a method."""
    place, _, rest = name.partition("_")
    found = [f"torch.{name}"] if callable(getattr(torch, name, None)) else []
    if place in PLACES and hasattr(PLACES[place], rest):
        found.append(f"torch.{place}.{rest}")
    if callable(getattr(torch.nn.functional, name, None)):
        found.append(f"F.{name}")
    if callable(getattr(torch.Tensor, name, None)):
        found.append(f"{{}}.{name}")
    return found


@cache
def operators() -> dict[str, list[Any]]:
    """The schemas of all operators that a program can name, by name."""
    found: dict[str, list[Any]] = {}
    for schema in torch._C._jit_get_all_schemas():
        space, _, name = schema.name.partition("::")
        left_out = name.startswith("_") or any(word in name for word in LEFT_OUT)
        if space != "aten" or left_out or any(a.is_out for a in schema.arguments):
            continue
        if schema.arguments and spelled(name):
            found.setdefault(name, []).append(schema)
    return found


class Caller:
    """Writes one call, the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)

    def value(self, argument: Any) -> str:
        """Text for an argument, now and then of a type that it has not."""
        if self.random.random() < 0.04:
            return self.random.choice(WRONG)
        if argument.name == "reduction":
            return self.random.choice(REDUCTIONS)
        kind = str(argument.type).replace("SymInt", "int")
        optional = kind.startswith("Optional[")
        if optional and self.random.random() < 0.3:
            return "None"
        kind = kind.removeprefix("Optional[").removesuffix("]") if optional else kind
        kind = f"{kind}]" if kind.startswith("List[") and not kind.endswith("]") else kind
        return self.random.choice(VALUES.get(kind, ["None"]))

    def arguments(self, schema: Any) -> list[str]:
        """Those of a call; one that is left out makes the next ones keywords."""
        given: list[str] = []
        named = False
        for argument in schema.arguments:
            skipped = argument.has_default_value() and self.random.random() < 0.6
            if skipped or any(word in str(argument.type) for word in UNTYPED):
                named = True
                continue
            value = self.value(argument)
            named = named or argument.kwarg_only
            given.append(f"{argument.name}={value}" if named else value)
        return given

    def call(self, name: str) -> str:
        """A call of an operator, as a function or as a method."""
        way = self.random.choice(spelled(name))
        given = self.arguments(self.random.choice(operators()[name]))
        if way.startswith("{}"):
            first = given[0] if given and given[0] in TENSORS else self.random.choice(TENSORS)
            return f"{way.format(first)}({', '.join(given[1:])})"
        return f"{way}({', '.join(given)})"


def program(name: str, seed: str) -> str:
    """A program that calls an operator and tells its result and two orders of gradients."""
    return f"{HEAD}r = {Caller(f'{name} {seed}').call(name)}\n{TAIL}"
