"""What a display may ask for: one that would take all memory, or all day, is refused in words."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from livecells.formula import Context, FormulaError

ROOM = 2**20  # kilobytes that the tests of this file may add, all together


def entries(*shape: int) -> np.ndarray:
    return np.random.default_rng(1).uniform(0.3, 1.7, shape)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tex", "at", "definition"),
    [
        (r"\sin(x_i + x_j + x_k) = 0", {"x": entries(400)}, None),
        (r"\sum_{i=1}^{9000} \sum_{j=1}^{9000} \sin\frac{x}{i j} = x", {"x": 2.0}, None),
        (
            r"\sum_{i=1}^{9000} \sum_{j=1}^{9000} \frac{x}{i j} + \frac{1}{i + j} = x",
            {"x": 2},
            None,
        ),
        (r"x I_{100000} = 2", {"x": 2.0}, None),
        (r"\mathbf{1}_{100000000} x = 2", {"x": 2.0}, None),
        (r"\operatorname{diag}(x) \operatorname{diag}(x) = x", {"x": entries(9000)}, None),
        (r"\operatorname{tr}(x x^\top) = x^\top x", {"x": entries(9000)}, None),
        (r"A A = A^\top A", {"A": entries(1700, 1700)}, None),
        (r"A^{1000000} = A", {"A": entries(700, 700)}, None),
        (r"A_{ij} A_{kl} = A_{kl} A_{ij}", {"A": entries(90, 90)}, None),
        (r"\frac{\partial y_i}{\partial x_j} = x_j", {"x": entries(9000)}, r"y_i = x_i^2"),
        (
            r"\frac{\partial^3 o}{\partial x_i \partial x_j \partial x_k} = 24",
            {"x": entries(300)},
            r"o = (\sum_i x_i)^4",
        ),
    ],
)
def test_more_entries_than_there_is_room_for_are_refused(
    tex: str, at: Mapping[str, Any], definition: str | None
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    page = Context()
    if definition:
        page.define(definition)
    with pytest.raises(FormulaError, match=r"too many entries to check: give smaller arrays"):
        page.check(tex, at)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < ROOM


@pytest.mark.parametrize(
    ("tex", "at"),
    [
        (r"\sum_i \sum_j \sum_k \sin(x_i x_j x_k) = \sum_{i,j,k} \sin(x_k x_j x_i)", {"x": 50}),
        (r"\sum_i |x_i| = \lVert x \rVert_1", {"x": 100_000}),
        (r"x^\top x = \sum_i x_i^2", {"x": 100_000}),
        (r"(A B)^\top = B^\top A^\top", {"A": (200, 200), "B": (200, 200)}),
    ],
)
def test_arrays_of_a_real_size_are_compared_at_fewer_points(
    tex: str, at: Mapping[str, Any]
) -> None:
    page = Context()
    report = page.check(tex, {name: entries(*np.atleast_1d(shape)) for name, shape in at.items()})
    assert report.statements[0].mark == "points"


@pytest.mark.parametrize(
    ("tex", "before", "at"),
    [
        (r"\log(p\mid_{c}) = 1", (), {"p": [0.2, 0.8]}),
        (r"i = u(2\pi)", (r"u(x) = \sin x",), {}),
        (r"\mathbb{E}_{x \sim \mathcal{N}(0, 1)}[", (), {}),
        (r"D_{KL}(\mathcal{N}(0, 1) \| ) = 1", (), {}),
        ("(f", ("f(x) = x",), {}),
        (r"f \circ = f", ("f(x) = x",), {}),
    ],
)
def test_odd_input_is_told_in_words(
    tex: str, before: tuple[str, ...], at: Mapping[str, Any]
) -> None:
    page = Context()
    for definition in before:
        page.define(definition)
    said = ""
    try:
        page.define(tex, at, 0.0)
    except FormulaError as error:
        said = error.message
    assert "cannot be computed" not in said
