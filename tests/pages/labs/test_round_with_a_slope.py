"""Lab: rounded values, with slope 1 by choice."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

LAB = "labs/round_with_a_slope"


def answer(expression):
    return f"def rounded(t):\n    return {expression}\n"


def test_solution_has_the_values_and_slope_one(run):
    module = run(LAB, upto="solution")
    assert_close(module.rounded(module.x).detach(), torch.tensor([0.0, 2.0, -2.0]))
    assert_close(module.x.grad, torch.ones(3))
    assert_close(grad(lambda t: module.rounded(t).sum())(module.x.detach()), torch.ones(3))


def test_solution_is_x_plus_a_constant(run):
    """The slope 1 by nudging, with the detached part held; that of the staircase itself is 0."""
    rounded = run(LAB, upto="solution").rounded
    x = torch.tensor([0.4, 1.6, -2.3], dtype=torch.float64, requires_grad=True)
    constant = (x.round() - x).detach()
    assert gradcheck(lambda t: t + constant, x)
    step = 1e-3
    assert torch.equal(rounded(x + step).round(), rounded(x - step).round())
    assert torch.autograd.grad(x.round().sum(), x)[0].tolist() == [0, 0, 0]


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "write the function" in judge(LAB, "")


@pytest.mark.parametrize(
    "right",
    [
        answer("t - t.detach() + t.round()"),
        answer("t.round().detach() + t - t.detach()"),
        "def rounded(t):\n"
        "    with torch.no_grad():\n"
        "        jump = t.round() - t\n"
        "    return t + jump\n",
    ],
)
def test_check_passes_other_right_answers(judge, right):
    assert judge(LAB, right) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (answer("t"), "The values should be"),
        (answer("None"), "should return a tensor"),
        (answer("t.round().detach()"), "does not record"),
        (answer("t.detach().round().requires_grad_()"), "begins a new one"),
        (answer("t.round()"), "The slopes are 0"),
        (answer("t + (t.round() - t)"), "The slopes are 0"),
        (answer("2 * t + (t.round() - 2 * t).detach()"), "should all be 1"),
    ],
)
def test_check_explains_wrong_answers(judge, wrong, message):
    assert message in judge(LAB, wrong)


OWN = """class Round(torch.autograd.Function):
    @staticmethod
    def forward(ctx, t):
        return t.round()
    @staticmethod
    def backward(ctx, gradient):
        return gradient
rounded = Round.apply
"""


def test_check_passes_a_function_of_ones_own(judge):
    assert judge(LAB, OWN) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            OWN.replace("return gradient", "return torch.ones_like(gradient)"),
            "arrives, the same should go on, not",
        ),
        (
            OWN.replace("return gradient", "return gradient.abs()"),
            "arrives, the same should go on, not",
        ),
        (
            OWN.replace("return gradient", "return gradient[:1] * torch.ones_like(gradient)"),
            "arrives, the same should go on, not",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, wrong, message):
    assert message in judge(LAB, wrong)
