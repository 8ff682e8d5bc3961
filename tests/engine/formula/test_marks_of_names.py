r"""Marks of a name: W^{(1)\top}, y^{LS}, x_{k+1} = ..., x^\top below \partial."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from livecells.formula import Context, FormulaError

S = np.array([[2.0, 0.5], [0.5, 3.0]])
A = np.array([[2.0, 0.5], [0.7, 3.0]])
X = np.array([0.4, 1.2])
AT: dict[str, Any] = {"A": A, "S": S, "x": X, "W^{(1)}": A, "v": [0.3, 1.1]}
DEFINED = (
    r"o = v^\top A x", "z = A x", r"q = x^\top A x", "f(x) = x_1^2 x_2", r"h(x) = x^\top S x",
)  # fmt: skip
SLOPE = r"\frac{\partial}{\partial x}(x^\top S x)"


def run(tex: str, at: dict[str, Any] = AT) -> str:
    """What is said of a check: its marks, or the first line of the refusal."""
    page = Context()
    for definition in DEFINED:
        page.define(definition)
    try:
        return " ".join(statement.mark for statement in page.check(tex, at).statements)
    except FormulaError as error:
        return error.message.split("\n")[0]


@pytest.mark.parametrize(
    ("tex", "says"),
    [
        (r"W^{(1)\top} x = (W^{(1)})^\top x", "points"),
        (r"W^{(1)\top} x = W^{(1)} x", "this step is wrong (entry 1)"),
        (r"W^{(1)T}_{ij} = W^{(1)}_{ji}", "points"),
        (r"\frac{\partial o}{\partial x^\top} = v^\top A", "points"),
        (r"\frac{\partial o}{\partial x^\top} = A^\top v",
         "shapes differ: a row of 2 on the left, (2,) on the right"),
        (r"\frac{\partial z}{\partial x^\top} = A", "points"),
        (r"\frac{\partial z}{\partial x^\top} = A^\top", "this step is wrong (entry 1, 2)"),
        (r"\frac{\partial^2 q}{\partial x \partial x^T} = A + A^\top", "points"),
        (r"\frac{\partial^2 q}{\partial x \partial x^T} = 2A", "this step is wrong (entry 1, 2)"),
        (SLOPE + " = 2 S x", "this step is wrong (entry 2)"),
        (SLOPE + r" = 2 S x, \quad S = S^\top", "points"),
        (SLOPE + r" = 2 S x \quad \text{for } S^\top = S", "points"),
        (r"\nabla h(x) = 2 S x, \quad S = S^\top", "points"),
        (r"\nabla h(x) = 2 S x", "this step is wrong (entry 2)"),
        (SLOPE + r" = 3 S x, \quad S = S^\top", "this step is wrong (entry 2)"),
    ],
)  # fmt: skip
def test_what_is_raised_beside_a_name(tex: str, says: str) -> None:
    assert run(tex) == says


def test_a_matrix_that_is_not_symmetric_is_not_taken_for_one() -> None:
    said = run(SLOPE + r" = 2 S x, \quad S = S^\top", {**AT, "S": A})
    assert said == "the condition does not hold at the run's values"


@pytest.mark.parametrize(
    ("tex", "at", "value"),
    [
        (r"y_k^{LS} = (1 - a) y_k + a / 2", {"y": [0.0, 1.0], "a": 0.1}, [0.05, 0.95]),
        (r"\hat\beta^{ridge} = (X^\top X + c I)^{-1} X^\top y",
         {"X": A, "y": X, "c": 0.5}, np.linalg.solve(A.T @ A + 0.5 * np.eye(2), A.T @ X)),
        (r"\delta^l = (w^{l+1})^\top \delta^{l+1} \odot z^l",
         {"w^{l+1}": A, r"\delta^{l+1}": X, "z^l": [0.2, 0.7]}, A.T @ X * [0.2, 0.7]),
        (r"x_{k+1} = x_k - \eta g_k", {"x_k": X, "g_k": [1.0, 3.0], r"\eta": 0.1}, X - [0.1, 0.3]),
        (r"B_{k+1} = B_k + \frac{y_k y_k^\top}{y_k^\top y_k}", {"B_k": A, "y_k": X},
         A + np.outer(X, X) / (X @ X)),
    ],
)  # fmt: skip
def test_new_names_have_marks(tex: str, at: dict[str, Any], value: Any) -> None:
    assert Context().define(tex, at, value).compared is not None
    with pytest.raises(FormulaError, match="the run gives another value"):
        Context().define(tex, at, np.asarray(value) * 1.01)


def test_a_sequence_with_a_range_runs() -> None:
    tex = r"x_{k+1} = \frac{x_k}{2}, \quad k = 1, 2"
    assert Context().check(tex, {"x_k": [4.0, 2.0, 1.0]}).statements[0].mark == "run"


DIRECTION = {"x": X, "u": [0.3, 0.8]}


@pytest.mark.parametrize(
    ("tex", "says"),
    [
        (r"D_u f(x) = \nabla f(x) \cdot u", "points"),
        (r"D_u f(x) = 2 x_1 x_2 u_1 + x_1^2 u_2", "points"),
        ("D_u f(x) = 0", "this step is wrong"),
        (r"\nabla^2 f(x)^{-1} \nabla f(x) = (\nabla^2 f(x))^{-1} \nabla f(x)", "points"),
        (r"\nabla^2 f(x)^{-1} = \nabla^2 f(x)", "this step is wrong (entry 2, 2)"),
        (r"\lVert x \rVert_1 \le \sqrt{n}\,\lVert x \rVert_2, \quad x \in \mathbb{R}^n", "points"),
        (r"x + x = 2x, \quad x \in \mathbb{R}^3", "x has another shape here: (2,)"),
    ],
)
def test_directions_and_sizes_that_are_stated(tex: str, says: str) -> None:
    assert run(tex, DIRECTION) == says


def test_a_matrix_without_inverse_is_not_compared() -> None:
    page = Context()
    page.define(r"c = (M^\top M)^{-1} M^\top y")
    at = {"M": np.array([[1.0, 0.2], [0.5, 1.5], [0.3, 2.0]]), "y": [0.3, 1.0, 2.5]}
    page.check(r"M^\top M c = M^\top y", at)
    with pytest.raises(FormulaError, match="this step is wrong"):
        page.check(r"M^\top M c = 2 M^\top y", at)
    with pytest.raises(FormulaError):
        Context().check(r"M^\top (M M^\top)^{-1} M = I_2", at)
