r"""Functions without arguments, (fg)' and f \circ g; rows x_i of a matrix, samples x^{(i)}, i'."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from livecells.formula import Context, FormulaError

FUNCTIONS = (r"f(x) = x^3", r"g(x) = \sin x", r"k(u) = e^u")
AT = {"x": 0.4, "c": 1.3, "A": [[1.0, 2.0], [3.0, 5.0]], "B": [[0.5, 0.1], [0.7, 1.0]]}
Q = np.array([[1.0, 2.0, 0.5], [0.3, 1.0, 2.0]])
K = np.array([[1.0, 0.2, 0.5], [3.0, 1.0, 0.2], [1.0, 1.2, 2.0], [0.1, 0.4, 0.6]])
Y = np.array([1.0, 2.0, 0.4, 0.6])
W = np.array([0.3, 1.4, 0.5])
ROWS = {"q": Q, "k": K, "x": K, "y": Y, "w": W, "b": 0.3, "n": 4, "d": 3.0, "V": Q}


def checked(tex: str, at: Mapping[str, Any], *before: str, **options: Any) -> None:
    page = Context()
    for definition in before:
        page.define(definition)
    report = page.check(tex, at, **options)
    assert all(statement.mark == "points" for statement in report.statements), tex


def refusal(tex: str, at: Mapping[str, Any], *before: str, **options: Any) -> str:
    with pytest.raises(FormulaError) as caught:
        checked(tex, at, *before, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    "tex",
    [
        r"(f \circ g)(x) = f(g(x)) = \sin^3 x",
        r"(f \circ g)'(x) = f'(g(x))\,g'(x)",
        r"(f \circ g)' = (f' \circ g) \cdot g'",
        r"(k \circ f \circ g)' = k(f(g(x))) \cdot 3 \sin^2 x \cdot \cos x",
        r"(fg)' = f'g + fg'",
        r"(fg)^{\prime\prime} = f''g + 2f'g' + fg''",
        r"\left(\frac{f}{g}\right)'(x) = \frac{f'(x)g(x) - f(x)g'(x)}{g(x)^2}",
        r"\left(\frac{1}{f}\right)' = -\frac{f'}{f^2}",
        r"(cf - g)' = cf' - g'",
        r"(x f)' = f + x f'",
        r"(f + g)(2) = 8 + \sin 2",
        r"\frac{d}{dx}(f \circ g)(x) = f'(g(x)) g'(x)",
        r"(\sin \circ f)(x) = \sin(x^3)",
        r"(\ln f)' = \frac{f'}{f}",
        r"(\sqrt{f})'(x) = \frac{f'(x)}{2 \sqrt{f(x)}}",
        r"(A \circ B)_{ij} = A_{ij} B_{ij}",
    ],
)
def test_functions_stand_without_their_arguments(tex: str) -> None:
    checked(tex, AT, *FUNCTIONS)


@pytest.mark.parametrize(
    ("tex", "says"),
    [
        (r"(f \circ g)(x) = g(f(x))", "this step is wrong"),
        (r"(f \circ g)' = (f' \circ g) \cdot f'", "this step is wrong"),
        (r"(fg)' = f'g'", "this step is wrong"),
        (r"(f^2)' = 0", "this step is wrong"),
        (r"(\ln f)' = 0", "this step is wrong"),
        (r"|f|' = 0", "a prime needs a name or a function"),
        (r"(f + g)(x) = x f(x) + x g(x)", "this step is wrong"),
        (r"(f + c)(x) = x f(x) + c x", "a product, or a function at an argument"),
        (r"(f \circ x)' = f'", "composes functions"),
        (r"(fk)' = f'k + fk'", "several letters"),
        (r"x \circ c = x c", "multiplies arrays"),
        (r"A \circ B = A B", "this step is wrong"),
    ],
)
def test_functions_are_told_from_products(tex: str, says: str) -> None:
    assert says in refusal(tex, AT, *FUNCTIONS)


def test_a_composition_defines_a_function() -> None:
    page = Context()
    page.define(FUNCTIONS[0])
    page.define(FUNCTIONS[1])
    page.define(r"h = f \circ g")
    assert page.check("h'(x) = f'(g(x)) g'(x)", {"x": 0.4}).statements[0].mark == "points"


@pytest.mark.parametrize(
    ("tex", "value"),
    [
        (r"S_{ij} = q_i^\top k_j / \sqrt d", Q @ K.T / 3**0.5),
        (r"S_{ij} = \langle q_i, k_j \rangle", Q @ K.T),
        (r"S_{ij} = q_i \cdot k_j", Q @ K.T),
        (r"D_{ij} = \lVert q_i - k_j \rVert^2", ((Q[:, None] - K) ** 2).sum(-1)),
        (r"h_j = V k_j", K @ Q.T),
        (r"z_i = w^\top x_i + b", K @ W + 0.3),
        (r"s = x_1^\top w - \lVert x_2 \rVert", K[0] @ W - np.linalg.norm(K[1])),
        (r"m = \frac{1}{n} \sum_{i=1}^n x_i", K.mean(0)),
        (r"m = \frac{1}{n} \sum_{i=1}^n y_i x_i", Y @ K / 4),
        (r"C = \sum_{i=1}^n x_i x_i^\top", K.T @ K),
        (r"L = \frac{1}{n} \sum_{i=1}^n (w^\top x^{(i)} + b - y^{(i)})^2",
         ((K @ W + 0.3 - Y) ** 2).mean()),
        (r"s = \sum_{i=1}^n x^{(i)}_2", K[:, 1].sum()),
        (r"z^{(i)} = w^\top x^{(i)} + b", K @ W + 0.3),
        (r"s = \sum_i x_i^2", (K**2).sum()),
        (r"P_{ij} = \frac{e^{q_i^\top k_j}}{\sum_{j'} e^{q_i^\top k_{j'}}}",
         np.exp(Q @ K.T) / np.exp(Q @ K.T).sum(1, keepdims=True)),
        (r"p_i = \frac{e^{y_i}}{\sum_{i^\prime=1}^{n} e^{y_{i^\prime}}}",
         np.exp(Y) / np.exp(Y).sum()),
    ],
)  # fmt: skip
def test_rows_of_matrices_are_read_where_the_statement_says_so(tex: str, value: Any) -> None:
    assert Context().define(tex, ROWS, value).compared is not None
    with pytest.raises(FormulaError, match=r"another value|shapes differ"):
        Context().define(tex, ROWS, np.asarray(value) + 0.01)


def test_rows_are_differentiated_by_and_hold_at_other_sizes() -> None:
    page = Context()
    page.define(r"L = \frac{1}{n} \sum_{i=1}^n (w^\top x_i + b - y_i)^2")
    right = r"\frac{\partial L}{\partial w} = \frac{2}{n} \sum_{i=1}^n (w^\top x_i + b - y_i)"
    page.check(f"{right} x_i", ROWS, fixed=["n"])
    for wrong in (right, rf"{right} x_i^\top w", f"{right} y_i"):
        with pytest.raises(FormulaError):
            page.check(wrong, ROWS, fixed=["n"])
    norm = r"\lVert q_i - k_j \rVert^2 = \lVert q_i \rVert^2 - 2 q_i^\top k_j + \lVert k_j \rVert^2"
    checked(norm, ROWS)
    assert "this step is wrong" in refusal(norm.replace("- 2", "+ 2"), ROWS)


def test_the_entries_of_a_function_define_it() -> None:
    page = Context()
    page.define(r"f(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}")
    slope = r"\frac{\partial f(z)_i}{\partial z_j} = f(z)_i (\delta_{ij} - f(z)_j)"
    page.check(slope, {"z": Y})
    page.check(r"f(2z)_i = \operatorname{softmax}(2z)_i", {"z": Y})
    with pytest.raises(FormulaError, match="this step is wrong"):
        page.check(slope.replace("- f", "+ f"), {"z": Y})
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().define(r"\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{2z_j}}", {"z": Y})
    with pytest.raises(FormulaError, match="indices left"):
        Context().define("f(z)_k = e^{z_i}", {"z": Y})
