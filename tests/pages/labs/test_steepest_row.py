"""Lab: the gradient of each row, and the longest of them."""

import pytest
from torch.autograd.functional import jacobian
from torch.testing import assert_close

LAB = "labs/steepest_row"
HAND = "per_row = 2 * (rows @ w - targets)[:, None] * rows\n"
LAST = "steepest = int(per_row.norm(dim=1).argmax())\n"


def test_solution_agrees_with_the_jacobian_of_all_losses(run):
    module = run(LAB, upto="solution")
    rows = jacobian(lambda w: (module.rows @ w - module.targets) ** 2, module.w)
    assert_close(module.per_row, rows)
    assert module.steepest == max(range(6), key=lambda i: float(rows[i].norm()))


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `per_row` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "right",
    [
        HAND + LAST,
        "from torch.func import jacrev\n"
        "per_row = jacrev(lambda w: (rows @ w - targets) ** 2)(w)\n" + LAST,
    ],
)
def test_check_passes_other_right_answers(judge, right):
    assert judge(LAB, right) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            "per_row = torch.func.grad(lambda w: ((rows @ w - targets) ** 2).sum())(w)",
            "whole batch",
        ),
        (HAND + "per_row = per_row / 6\n" + LAST, "divided them by 6"),
        ("per_row = (rows @ w - targets)[:, None] * rows\n" + LAST, "A row's gradient is"),
        (HAND, "no `steepest` yet"),
        (HAND + "steepest = per_row.norm(dim=1).argmax()\n", "use .item()"),
        (HAND + "steepest = int(per_row.norm(dim=1).argmin())\n", "Longest is"),
    ],
)
def test_check_explains_wrong_answers(judge, wrong, message):
    assert message in judge(LAB, wrong)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "per_row = 2 * (rows @ w - targets)[:, None] * rows\n"
            "steepest = int(per_row.abs().sum(1).argmax())\n",
            "Longest is",
        ),
        (
            "per_row = 2 * (rows @ w - targets)[:, None] * rows\n"
            "steepest = int(per_row.sum(1).argmax())\n",
            "Longest is",
        ),
        (HAND + "steepest = int(per_row.abs().amax(1).argmax())\n", "Longest is"),
        (HAND + "steepest = int((rows @ w - targets).abs().argmax())\n", "Longest is"),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
