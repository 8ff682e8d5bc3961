"""What a gradient says of its own graph: the names that torch has, or a refusal."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import product
from typing import Any

import pytest

from ...conftest import Drawn
from .test_operations import read, told_by

# Expressions of the list, each with tensors of other sizes and types in their places.
OTHERS = {
    "x": ["s", "m", "t3", "one", "w1", "q", "d", "(x*1)", "m.t()"],
    "m": ["q", "one", "t3", "m.t()", "x"],
    "z": ["x", "one", "w1", "s"],
}
Graphs = dict[str, Any]
SOME = 800  # expressions, of some thousands


@cache
def expressions() -> list[str]:
    lines = [line for line in read("operations") if "save" not in line and "load" not in line]
    return list(
        dict.fromkeys(
            [*lines, *(_with(line, a, b) for line, a in product(lines, OTHERS) for b in OTHERS[a])]
        )
    )


def _with(line: str, name: str, other: str) -> str:
    return re.sub(rf"\b{name}\b", other, line)


def alike(torchs: Any, ours: Any) -> bool:
    """Whether a graph is torch's as far as it is told."""
    if ours == "?":
        return True
    if not isinstance(torchs, list) or not isinstance(ours, list):
        return bool(torchs == ours)
    if ours[1:] == ["?"]:
        return bool(torchs[0] == ours[0])
    return len(torchs) == len(ours) and all(map(alike, torchs, ours))


@cache
def compared(drawn: Drawn) -> list[tuple[str, Any, Any]]:
    texts = drawn("gradient graphs", expressions(), SOME)
    real, ours = (told_by("gradient_graphs", texts, by_torch=each) for each in (True, False))
    return [
        (f"{text}: {name or 'itself'}", graph, other[name])
        for text in texts
        for one, two in zip(real[text] or (), ours[text] or (), strict=False)
        for name, graph in one.items()
        if (other := two).get(name) is not None
    ]


@pytest.mark.slow
def test_graphs_of_gradients_are_those_of_torch_where_they_are_told(drawn: Drawn) -> None:
    wrong = [each for each in compared(drawn) if not alike(each[1], each[2])]
    assert not wrong, "\n".join(f"{at}\n  {one}\n  {two}" for at, one, two in wrong)


@pytest.mark.slow
def test_most_graphs_of_first_gradients_are_told(drawn: Drawn) -> None:
    first = [each for each in compared(drawn) if " of " not in each[0] and "itself" not in each[0]]
    found = Counter(ours == "?" for _, _, ours in first)
    chance = 3 * (0.15 * len(first)) ** 0.5 if drawn.seed else 0  # three standard deviations
    assert found[True] <= 0.15 * len(first) + chance, found
