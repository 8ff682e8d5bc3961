"""Lab: the gradient for a line when some points count more."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

LAB = "labs/points_that_count_more"
RIGHT = "def slopes(w):\n    return 2 / 4 * X.T @ (v * (X @ w - t))\n"


@pytest.mark.parametrize("place", [[0.0, 0.0], [1.3, 0.8], [0.4, -1.1]])
def test_solution_agrees_with_torch_func_and_a_sum(run, place):
    module = run(LAB, upto="solution")
    w = torch.tensor(place)
    found = module.slopes(w)
    assert_close(found, grad(lambda u: (module.v * (module.X @ u - module.t) ** 2).mean())(w))
    summed = torch.zeros(2)
    for row, target, weight in zip(module.X, module.t, module.v, strict=True):
        summed += 2 / 4 * weight * (row @ w - target) * row
    assert_close(found, summed)


def test_solution_agrees_with_finite_differences(run):
    module = run(LAB, upto="start")
    rows, t, v = module.X.double(), module.t.double(), module.v.double()
    w = torch.tensor([0.4, -1.1], dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda u: (v * (rows @ u - t) ** 2).mean(), w)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `slopes` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "def slopes(w):\n    return ((X @ w - t) * v) @ X / 2",
        "def slopes(w):\n    return 0.5 * X.T @ torch.diag(v) @ (X @ w - t)",
        "def slopes(w):\n    total = torch.zeros(2)\n    for i in range(4):\n"
        "        total += v[i] * (X[i] @ w - t[i]) * X[i]\n    return total / 2",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("v * ", "", "where is v?"),
        ("2 / 4", "1 / 4", "the square brings"),
        ("2 / 4 *", "2 *", "slope of the sum"),
        ("v * ", "v**2 * ", "v is squared"),
        ("2 / 4 *", "2 / v.sum() *", "divides by 4"),
        ("X @ w - t", "t - X @ w", "signs are turned"),
        ("2 / 4 *", "3 *", "the slopes should be"),
        ("return", "_ =", "as one tensor"),
        ("X.T @ (v * (X @ w - t))", "v * (X @ w - t)", "shape (2,), not (4,)"),
    ],
)
def test_check_explains_wrong_answers(judge, old, new, message):
    assert old in RIGHT
    assert message in judge(LAB, RIGHT.replace(old, new))


@pytest.mark.parametrize(
    "answer",
    [
        "def slopes(w):\n    return (2 / 4 * X.T @ (v * (X @ w - t))).double()\n",
    ],
)
def test_check_takes_right_answers_of_other_kinds(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "def slopes(w):\n    leaf = w.clone().requires_grad_()\n"
            "    (v * (X @ leaf - t) ** 2).mean().backward()\n    return leaf.grad\n",
            "without autograd",
        ),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
