r"""Letters without a value are numbers, and of a number all norms are the same: none passes so."""

from __future__ import annotations

import pytest
import torch

from livecells.formula import Context, FormulaError

VECTOR = torch.tensor([1.0, -2.0, 3.0])
MATRIX = torch.tensor([[2.0, 1.0], [0.5, 3.0]])


@pytest.mark.parametrize(
    "tex",
    [
        r"\|x\|_1 \le \|x\|_2",
        r"\|x\|_1 = \|x\|_2",
        r"\|\mathbf{x}\|_\infty \ge \|\mathbf{x}\|_2",
        r"\|x\|_1 \le \|x\|_2 \quad \forall x \in \mathbb{R}^n",
        r"\nabla_x \|x\|_1 = \frac{x}{\|x\|_2}",
        r"\operatorname{tr}(A) = A",
        r"\nabla_A \operatorname{tr}(A^2) = 2 A",
        r"\langle x, y \rangle \le \|x\|_\infty \|y\|_\infty",
        r"\sigma(x) = \sigma(x^\top)",
        r"\max(x, y) = \max(y, x), \quad x, y \in \mathbb{R}^n",
    ],
)
def test_a_letter_of_a_norm_or_a_trace_needs_a_value(tex: str) -> None:
    with pytest.raises(FormulaError, match="is not known here: give it in `at`"):
        Context().check(tex)


@pytest.mark.parametrize(
    ("definition", "tex"),
    [
        (r"f(x) = \|x\|_1", r"f(x) \le \|x\|_2"),
        (r"f(x) = \|x\|_1", r"f'(x) = \frac{x}{\|x\|_2}"),
        (r"f(x) = x^\top x", r"f(x) = \|x\|_1^2"),
        (r"f(A) = \operatorname{tr}(A^2)", r"f(A) = \operatorname{tr}(A)^2"),
        (r"f(x) = \|x\|_1, \qquad g(x) = f(x) + 1", r"g(x) = \|x\|_2 + 1"),
    ],
)
def test_nor_is_an_argument_a_number_where_the_function_is_a_norm(
    definition: str, tex: str
) -> None:
    page = Context()
    page.define(definition)
    with pytest.raises(FormulaError, match="is not known here: give it in `at`"):
        page.check(tex)


def test_with_a_value_they_are_compared_as_arrays() -> None:
    page = Context()
    page.define(r"f(x) = \|x\|^2, \quad x \in \mathbb{R}^n")
    assert page.check(r"\nabla f(x) = 2 x", at={"x": VECTOR}).steps
    assert page.check(r"\|x\|_2 \le \|x\|_1", at={"x": VECTOR}).steps
    assert page.check(r"\nabla_A \operatorname{tr}(A^2) = 2 A^\top", at={"A": MATRIX}).steps
    for tex in (r"\|x\|_1 \le \|x\|_2", r"f(x) = \|x\|_1^2"):
        with pytest.raises(FormulaError, match="this step is wrong"):
            page.check(tex, at={"x": VECTOR})


@pytest.mark.parametrize(
    "tex",
    [
        r"\sigma(x) \ge 0, \quad x \in \mathbb{R}",
        r"|x| \ge x",
        r"\max(x, y) = \max(y, x)",
        r"\frac{d}{dx} x^2 = 2 x",
    ],
)
def test_other_letters_of_functions_and_slopes_are_numbers_as_before(tex: str) -> None:
    assert Context().check(tex).steps
