"""Evaluates expressions on inputs of other kinds: empty, infinite, turned, of another type.

The names are those of `expressions`, so that each expression that is listed can be tried on all.
"""

from __future__ import annotations

import json
import math
import sys
import warnings
from collections.abc import Callable
from typing import Any

import torch
from expressions import FLOATING, answer, inputs, recording, tensors

nan, inf = math.nan, math.inf
made, empty = torch.tensor, torch.empty
NONE = {"dtype": torch.int64}
SINGLE = ("x", "m", "s", "t3", "z")


def nothing() -> dict[str, Any]:
    return {"x": empty(0), "z": empty(0), "i": empty(0, **NONE)}


# By name what is another one.
KINDS: dict[str, Callable[[], dict[str, Any]]] = {
    "no rows": lambda: {
        **nothing(),
        "m": empty(0, 3),
        "d": empty(0, dtype=torch.float64),
        "t3": empty(0, 3, 2),
        "k": empty(0, 2, **NONE),
        "b": empty(0, dtype=torch.bool),
    },
    "no columns": lambda: {"m": empty(2, 0), "t3": empty(2, 0, 2), "k": empty(2, 0, **NONE)},
    "no numbers": lambda: {**nothing(), "m": empty(2, 0), "t3": empty(2, 3, 0)},
    "one": lambda: {
        "x": made([0.5]),
        "m": made([[0.3]]),
        "d": made([0.5], dtype=torch.float64),
        "t3": made([[[0.25]]]),
        "z": made([0.0]),
        "i": made([0]),
        "k": made([[0]]),
        "b": made([True]),
    },
    "no axes": lambda: {
        "x": made(0.5),
        "m": made(-0.25),
        "d": made(0.5, dtype=torch.float64),
        "t3": made(1.5),
        "z": made(0.0),
        "i": made(0),
        "k": made(0),
        "b": made(True),
    },
    "not finite": lambda: {
        "x": made([nan, -1.25, inf]),
        "m": made([[0.0, -0.0, -inf], [nan, -0.9, 3.0]]),
        "s": made(inf),
        "d": made([0.0, nan, -inf], dtype=torch.float64),
        "z": made([-0.0, 0.0, nan]),
    },
    "zeros": lambda: {
        "x": made([0.0, -0.0, 1.0]),
        "m": made([[0.0, 1.0, -1.0], [-0.0, 0.5, 0.0]]),
        "s": made(0.0),
        "d": made([0.0, 1.0, -1.0], dtype=torch.float64),
        "t3": torch.zeros(2, 3, 2),
        "z": torch.zeros(3),
    },
    "ties": lambda: {
        "x": made([2.0, 2.0, 2.0]),
        "m": torch.ones(2, 3),
        "t3": torch.ones(2, 3, 2),
        "d": made([1.0, 1.0, 0.0], dtype=torch.float64),
        "z": made([2.0, 2.0, 2.0]),
        "i": made([1, 1, 1]),
        "k": made([[0, 0], [0, 0]]),
        "b": made([True, True, True]),
    },
    "whole": lambda: {
        "x": made([2, -1, 3]),
        "m": made([[1, 2, -3], [0, 5, 2]]),
        "s": made(2),
        "t3": torch.arange(12).reshape(2, 3, 2),
        "z": made([1, 0, 2]),
        "d": made([2, -1, 3], dtype=torch.int32),
    },
    "masks": lambda: {
        "x": made([True, False, True]),
        "m": made([[True, False, False], [True, True, False]]),
        "s": made(True),
        "t3": torch.arange(12).reshape(2, 3, 2) % 2 == 0,
        "z": made([True, False, False]),
    },
    "turned": lambda: {
        "x": made([0.5, 9.0, -1.25, 9.0, 2.0, 9.0])[::2],
        "m": made([[0.3, 2.2], [1.7, -0.9], [-0.6, 0.4]]).t(),
        "t3": (torch.arange(12.0) / 7).reshape(3, 2, 2).transpose(0, 1),
        "z": made([1.0]).expand(3),
        "k": made([[0, 1], [2, 1]]).t(),
    },
    "four": lambda: {
        "x": made([0.5, -1.25, 2.0, 3.0]),
        "m": (torch.arange(16.0) / 5 - 1).reshape(4, 4),
        "d": made([0.5, -1.25, 2.0, 1.0], dtype=torch.float64),
        "t3": (torch.arange(64.0) / 37).reshape(4, 4, 4),
        "z": made([1.0, 0.0, 2.0, 1.0]),
        "i": made([2, 0, 1, 3]),
        "k": made([[0, 2], [1, 1], [3, 3], [2, 0]]),
        "b": made([True, False, True, True]),
    },
    "double": lambda: {name: tensors()[name].double() for name in SINGLE},
    "bfloat16": lambda: {name: tensors()[name].to(torch.bfloat16) for name in SINGLE},
    "complex": lambda: {
        "x": made([0.5 + 1j, -1.25, 2.0 - 0.5j]),
        "s": made(0.7 - 0.2j),
        "z": made([1.0, 0.0, 2.0j]),
    },
}


def told(kind: str, expression: str) -> list[str]:
    """What an expression gives of such inputs, and its gradients; or the error."""
    names = inputs(tensors() | KINDS[kind]())
    leaves = [names[name] for name in FLOATING if names[name].requires_grad]
    return answer(expression, names, slopes, leaves)


def slopes(value: Any, leaves: list[Any]) -> list[str]:
    """The gradients of the sum of squares of all that records."""
    parts = recording(value)
    if not parts or not leaves:
        return []
    loss = sum((part * part.conj()).real.sum() * 1.5 for part in parts)
    return [repr(torch.autograd.grad(loss, leaves, allow_unused=True))]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    asked = json.load(sys.stdin)
    json.dump({f"{kind}: {text}": told(kind, text) for kind, text in asked}, sys.stdout)
