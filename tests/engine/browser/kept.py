"""What the steps of an expression keep: a second walk, and walks after an edit of what it read."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from typing import Any

import expressions
import torch

LEAVES = ("x", "m", "s", "d", "t3", "z")


def told(expression: str) -> list[str]:
    """How it ends, for each way; nothing where the expression itself fails."""
    used = [name for name in LEAVES if name in expression]
    ways: list[Callable[[dict[str, Any], Any], None]] = [twice, edited_result]
    return [outcome(expression, way) for way in ways + [edited(name) for name in used]]


def results() -> dict[str, Any]:
    """The tensors that expressions use, as results: they may be edited in place."""
    torch.manual_seed(0)
    names = expressions.inputs()
    names |= {name: names[name] * 1 for name in LEAVES}
    return names | {"y": names["x"] * 2}


def outcome(expression: str, way: Callable[[dict[str, Any], Any], None]) -> str:
    """The error of a walk, or that there was none."""
    names = results()
    try:
        value = eval(expression, names)
    except Exception:
        return ""
    except BaseException:
        return "REFUSED"
    try:
        way(names, value)
    except Exception as error:
        return f"{type(error).__name__}: {error}".partition("\n")[0]
    except BaseException:
        return "REFUSED"
    return "walked"


def back(value: Any) -> None:
    """Walk back from the first result that records."""
    parts = value if isinstance(value, tuple | list) else [value]
    parts = [part for part in parts if isinstance(part, torch.Tensor) and part.requires_grad]
    if parts:
        parts[0].sum().backward(retain_graph=False)


def twice(_: dict[str, Any], value: Any) -> None:
    back(value)
    back(value)


def edited_result(_: dict[str, Any], value: Any) -> None:
    first = value[0] if isinstance(value, tuple | list) else value
    if isinstance(first, torch.Tensor) and first.requires_grad:
        first.mul_(2)
    back(value)


def edited(name: str) -> Callable[[dict[str, Any], Any], None]:
    """A walk after an edit of an input."""

    def way(names: dict[str, Any], value: Any) -> None:
        names[name].mul_(2)
        back(value)

    return way


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump({text: told(text) for text in json.load(sys.stdin)}, sys.stdout)
