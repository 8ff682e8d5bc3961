"""Operations with their arguments, and the graphs that torch records of them.

The cases stand in text files beside the tests: one expression a line, and what its inputs are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from livecells.record.recorder import GraphRecorder
from livecells.record.schema import Graph

FOLDER = Path(__file__).parent / "rule_cases"


def custom(name: str) -> type[torch.autograd.Function]:
    """A Function of the snippet with the name of one of torch's, and another slope."""

    def forward(ctx: Any, *inputs: Tensor) -> Tensor:
        ctx.count = len(inputs)
        return inputs[0] * 2

    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, ...]:
        return (gradient * 0.01,) * ctx.count

    body = {"forward": staticmethod(forward), "backward": staticmethod(backward)}
    return type(name, (torch.autograd.Function,), body)


def put(a: Tensor, b: Tensor | float, at: Any) -> Tensor:
    """A copy of `a` with a part replaced in place."""
    changed = a.clone()
    changed[at] = b
    return changed


def part(a: Tensor, change: Callable[[Tensor], object]) -> Tensor:
    """A copy of `a` with its first two entries changed in place."""
    changed = a.clone()
    change(changed[:2])
    return changed


def slope(function: Callable[[Tensor], Tensor], at: Tensor) -> Tensor:
    """A gradient that has a graph of its own."""
    (gradient,) = torch.autograd.grad(function(at).sum(), at, create_graph=True)
    return gradient


NAMES: dict[str, Any] = {
    "torch": torch,
    "F": torch.nn.functional,
    "put": put,
    "part": part,
    "slope": slope,
    "inf": math.inf,
    "nan": math.nan,
    "cond": torch.tensor([True, False, True]),
    "mask": torch.tensor([True, False]),
    "row": torch.tensor([0.5, 1.5, 2.0], dtype=torch.float64),
    "pick": torch.tensor([0, 1, 0]),
    "pick2": torch.tensor([2, 1, 2]),
    "pick01": torch.tensor([0, 1]),
    "order": torch.tensor([2, 0, 1]),
    "classes": torch.tensor([1, 0, 3]),
    "ignored": torch.tensor([1, -100, 3]),
    "weights": torch.tensor([1.0, 2.0, 3.0, 4.0], dtype=torch.float64),
    "soft": torch.tensor([[0.0, 1.0, 0.5], [1.0, 0.25, 0.0]], dtype=torch.float64),
    "signs": torch.tensor([1.0, -1.0, 1.0], dtype=torch.float64),
    "pixels": torch.tensor([[[0, 1], [2, 1]]]),
    "tri": torch.ones(3, 3, dtype=torch.bool).tril(),
    **{name: custom(name) for name in ("Relu", "Sum", "Mul", "Add", "AccumulateGrad")},
}


@dataclass(frozen=True)
class Case:
    """An expression and its inputs; `mark` is - for no rule, ~ for several operations."""

    expression: str
    inputs: str
    mark: str

    def __str__(self) -> str:
        return f"{self.expression} : {self.inputs}"


def cases() -> Iterator[Case]:
    """All cases of all files."""
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                mark = line[0] if line[:2] in ("- ", "~ ") else ""
                expression, _, inputs = line.removeprefix(f"{mark} ").rpartition(" : ")
                yield Case(expression, inputs, mark)


def _input(text: str, random: torch.Generator) -> Tensor:
    if text.startswith("["):
        entries = eval(text, {"nan": math.nan, "inf": math.inf})
        is_complex = "j" in text
        return torch.tensor(entries, dtype=torch.complex128 if is_complex else torch.float64)
    kind = text[-1] if text[-1] in "+%c" else ""
    sizes = text.rstrip("+%c")
    shape = () if sizes == "s" else tuple(map(int, sizes.split("x")))
    if kind == "c":
        return torch.randn(shape, dtype=torch.complex128, generator=random)
    if not kind:
        return torch.randn(shape, dtype=torch.float64, generator=random)
    entries = torch.rand(shape, dtype=torch.float64, generator=random)
    return entries * 0.8 + 0.1 if kind == "%" else entries + 0.5


def names_of(case: Case) -> dict[str, Any]:
    """The inputs of a case and all that its expression uses; the same each time."""
    if "dropout" in case.expression:
        torch.manual_seed(5)
    random = torch.Generator().manual_seed(5)
    inputs = [_input(text, random).requires_grad_() for text in case.inputs.split()]
    return {**NAMES, **dict(zip("abc", inputs, strict=False))}


def results(names: dict[str, Any]) -> list[Tensor]:
    """The tensors that an expression gave."""
    made = names["made"]
    return list(made) if isinstance(made, tuple | list) else [made]


def gradients_for(made: list[Tensor]) -> list[Tensor]:
    """A gradient for each result, no two entries alike."""
    random = torch.Generator().manual_seed(7)
    return [torch.randn(x.shape, dtype=x.dtype, generator=random) for x in made]


def expected(case: Case) -> dict[str, Tensor | None]:
    """What `torch.autograd.grad` gives for each input, in a plain run."""
    names = names_of(case)
    names["made"] = eval(case.expression, names)
    inputs = {letter: names[letter] for letter in "abc" if letter in names}
    made = results(names)
    found = torch.autograd.grad(made, list(inputs.values()), gradients_for(made), allow_unused=True)
    return dict(zip(inputs, found, strict=True))


def recorded(case: Case) -> Graph:
    """The graph of the first result, with a backward pass from all of them."""
    names = names_of(case)
    recorder = GraphRecorder(["first"])
    with recorder:
        names["made"] = eval(case.expression, names)
        made = results(names)
        names["first"] = made[0]
        recorder.after_cell(names)
        if case.mark != "-":
            torch.autograd.backward(made, gradients_for(made))
        recorder.after_cell(names)
        return recorder.graph("first", names)
