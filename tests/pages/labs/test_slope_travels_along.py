"""Lab: forward mode by hand."""

import pytest
import torch
from torch.func import jvp
from torch.testing import assert_close

LAB = "labs/slope_travels_along"
SQUARE = "square, dsquare = x * x, 2 * x * dx\n"
GROWN = "grown, dgrown = square.exp(), square.exp() * dsquare\n"


def test_solution_agrees_with_jvp_and_backward(run):
    module = run(LAB, upto="solution")
    f, at = (lambda x: (x * x).exp() + x), torch.tensor(0.5)
    assert_close((module.y, module.dy), jvp(f, (at,), (module.dx,)))
    leaf = at.clone().requires_grad_()
    f(leaf).backward()
    assert_close(module.dy, leaf.grad * module.dx)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `dsquare` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "right",
    [
        SQUARE + GROWN + "y, dy = grown + x, dgrown + dx\n",
        SQUARE
        + "grown = torch.exp(square)\ndgrown = grown * dsquare\ny = grown + x\ndy = dgrown + dx",
    ],
)
def test_check_passes_other_right_answers(judge, right):
    assert judge(LAB, right) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("square, dsquare = x * x, x * dx\n", "two terms"),
        ("square, dsquare = x * x, 2 * x\n", "Multiply it by dx"),
        (SQUARE + GROWN + "y, dy = grown + x, dgrown + 1\n", "add dx, not 1"),
        (SQUARE, "no `dgrown` yet"),
        (SQUARE + "dgrown = dsquare.exp()\n", "dgrown should be"),
        (SQUARE + GROWN + "y, dy = grown + x, dgrown\n", "add dx"),
        (SQUARE + GROWN + "y, dy = grown + x, dgrown * dx + x\n", "dy should be"),
    ],
)
def test_check_explains_wrong_answers(judge, wrong, message):
    assert message in judge(LAB, wrong)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "square, dsquare = x * x, 2 * x * dx\n"
            "grown, dgrown = square.exp(), square.exp() * dsquare\n"
            "y, dy = grown - x, dgrown + dx\n",
            "`y` should be",
        ),
        (
            "square, dsquare = x * x, 2 * x * dx\n"
            "grown, dgrown = square.exp(), square.exp() * dsquare\n"
            "y, dy = grown + 0 * x, dgrown + dx\n",
            "`y` should be",
        ),
        (
            "square, dsquare = x + 7, 2 * x * dx\n"
            "grown, dgrown = (x * x).exp(), (x * x).exp() * dsquare\n"
            "y, dy = grown + x, dgrown + dx\n",
            "`square` should be",
        ),
        ("dsquare, dgrown, dy = 3.0, 3.8520763, 6.8520763\n", "no `square` yet"),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
