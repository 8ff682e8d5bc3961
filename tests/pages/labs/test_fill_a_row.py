"""Lab: a row of squares of squares, without a late edit."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

LAB = "labs/fill_a_row"
LATE = "row = torch.zeros(4)\nrow[0] = x\nfor i in range(3):\n    row[i + 1] = row[i] ** 2\n"
STACK = "row = torch.stack([x, x ** 2, x ** 4, x ** 8])\n"
WALK = "row.sum().backward()\n"


def test_solution_has_the_slope_of_four_powers(run):
    x = run(LAB, upto="solution").x
    value = x.detach()
    assert_close(x.grad, 1 + 2 * value + 4 * value**3 + 8 * value**7)


def test_solution_agrees_with_finite_differences():
    x = torch.tensor(1.1, dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda t: torch.stack([t, t**2, (t**2) ** 2, ((t**2) ** 2) ** 2]), x)


def test_the_row_of_the_task_raises(cells):
    names = {}
    exec(cells(LAB)["start"] + "\n" + LATE, names)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        names["row"].sum().backward()


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "start with step 1" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        STACK + WALK,
        LATE.replace("row[i] ** 2", "row[i].clone() ** 2") + WALK,
        "row = x.reshape(1)\nfor _ in range(3):\n    row = torch.cat([row, row[-1:] ** 2])\n"
        + WALK,
        "row = x ** torch.tensor([1., 2., 4., 8.])\n" + WALK,
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("row = [x, x ** 2, x ** 4, x ** 8]", "torch.stack makes one"),
        ("row = torch.stack([x, x ** 2, x ** 4])", "4 entries"),
        ("row = torch.stack([x, x ** 2, x ** 3, x ** 4])", "square of the last"),
        ("row = torch.tensor([x.item() ** p for p in (1, 2, 4, 8)])", "was not recorded"),
        (STACK, "run backward()"),
        (STACK + "row.sum().backward(retain_graph=True)\n" + WALK, "twice the slope"),
        (LATE.replace("row[i] ** 2", "row[i].detach() ** 2") + WALK, "a cut record"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
