"""Lab: the sum of (2 x - 1) to the power of 3."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

LAB = "labs/inner_slope"
FORWARD = "out = ((2 * x - 1) ** 3).sum()\n"
HAND = "by_hand = torch.tensor([6.0, 6.0, 54.0])\n"


def test_solution_gradient(run):
    module = run(LAB, upto="solution")
    assert_close(module.x.grad, torch.tensor([6.0, 6.0, 54.0]))
    assert_close(module.x.grad, 3 * (2 * module.x.detach() - 1) ** 2 * 2)
    assert_close(module.x.grad, module.by_hand)


def test_solution_agrees_with_finite_differences():
    x = torch.tensor([0.0, 1.0, 2.0], dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda t: ((2 * t - 1) ** 3).sum(), x)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_asks_for_step_one_at_the_start(judge):
    assert "start with step 1" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        f"{FORWARD}by_hand = 6 * (2 * x.detach() - 1).square()\nout.backward()",
        f"u = 2 * x - 1\nout = (u * u * u).sum()\n{HAND}torch.autograd.backward(out)",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("out = (2 * x - 1) ** 3", "take the sum"),
        ("out = ((2 * x - 1) ** 2).sum()", "should be 27, not 11"),
        ("out = ((2 * x.detach() - 1) ** 3).sum()", "was not recorded"),
        (FORWARD, "step 2"),
        (f"{FORWARD}by_hand = torch.tensor(6.0)", "should have the shape (3,)"),
        (f"{FORWARD}by_hand = torch.tensor([3.0, 3.0, 27.0])", "lacks a factor"),
        (f"{FORWARD}by_hand = torch.tensor([-6.0, 6.0, 18.0])", "wrong power"),
        (f"{FORWARD}by_hand = torch.tensor([1.0, 2.0, 3.0])", "times the slope of 2 x - 1"),
        (FORWARD + HAND, "call out.backward()"),
        (f"{FORWARD}{HAND}out.backward()\n{FORWARD}out.backward()", "a second backward adds"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    "answer",
    [
        "out = ((2 * x - 1) ** 3).sum()\nby_hand = torch.tensor([6, 6, 54])\nout.backward()",
        "out = ((2 * x - 1) ** 3).sum()\n"
        "by_hand = torch.tensor([6, 6, 54], dtype=torch.float64)\nout.backward()",
        "out = ((2 * x - 1) ** 3).sum()\nby_hand = (6, 6, 54)\nout.backward()",
    ],
)
def test_check_takes_right_answers_of_other_kinds(judge, answer):
    assert judge(LAB, answer) is None
