"""Evaluates expressions on the torch that is there, with gradients and second gradients."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

F = nn.functional


FLOATING = ("x", "m", "s", "d", "t3", "z")


def tensors() -> dict[str, Any]:
    """The tensors that expressions use."""
    return {
        "x": torch.tensor([0.5, -1.25, 2.0]),
        "m": torch.tensor([[0.3, 1.7, -0.6], [2.2, -0.9, 0.4]]),
        "s": torch.tensor(0.7),
        "d": torch.tensor([0.5, -1.25, 2.0], dtype=torch.float64),
        "t3": (torch.arange(12.0) / 7).reshape(2, 3, 2),
        "z": torch.tensor([1.0, 0.0, 2.0]),
        "i": torch.tensor([2, 0, 1]),
        "k": torch.tensor([[0, 2], [1, 1]]),
        "b": torch.tensor([True, False, True]),
    }


def inputs(made: dict[str, Any] | None = None) -> dict[str, Any]:
    """The names that expressions use; of the tensors all that have a gradient record."""
    names = made or tensors()
    for name in FLOATING:
        tensor = names[name]
        if tensor.is_floating_point() or tensor.is_complex():
            tensor.requires_grad_()
    return {**names, "y": names["x"] * 2, "torch": torch, "nn": nn, "F": F}


def told(expression: str) -> list[str]:
    """What an expression gives, its gradients, and theirs; or the error."""
    names = inputs()
    return answer(expression, names, gradients, [names[name] for name in FLOATING])


def answer(
    expression: str,
    names: dict[str, Any],
    more: Callable[[Any, list[Any]], list[str]],
    leaves: list[Any],
) -> list[str]:
    """What an expression gives, and what `more` tells of that; or the error."""
    torch.manual_seed(0)
    found: list[str] = []
    try:
        try:
            value = eval(expression, names)
        except SyntaxError:
            exec(expression, names)
            return ["done"]
        found.append(repr(value))
        found += more(value, leaves)
    except Exception as error:
        found.append(f"{type(error).__name__}: {error}".partition("\n")[0])
    except BaseException:
        found.append("REFUSED")
    return found


def recording(value: Any) -> list[Any]:
    """The tensors of a result, or of several, that record."""
    parts = value if isinstance(value, tuple | list) else [value]
    return [part for part in parts if isinstance(part, torch.Tensor) and part.requires_grad]


def gradients(value: Any, leaves: list[Any]) -> list[str]:
    """Those of the sum of squares of all that records, and the same of them."""
    parts = recording(value)
    if not parts:
        return []
    loss = sum((part * part * 1.5).sum() for part in parts)
    first = torch.autograd.grad(loss, leaves, create_graph=True, allow_unused=True)
    shown = [repr([None if g is None else g.detach() for g in first])]
    again = [g for g in first if g is not None and g.requires_grad]
    if again:
        total = sum((g * g).sum() for g in again)
        shown.append(repr(torch.autograd.grad(total, leaves, allow_unused=True)))
    return shown


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump({text: told(text) for text in json.load(sys.stdin)}, sys.stdout)
