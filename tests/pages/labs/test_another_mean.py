"""Lab: the mean of (x + 2) squared plus 3."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

LAB = "labs/another_mean"
SLOPES = torch.tensor([4 / 3, 2.0, 8 / 3])
FORWARD = "out = ((x + 2) ** 2 + 3).mean()\n"
HAND = "by_hand = torch.tensor([4 / 3, 2.0, 8 / 3])\n"


def test_solution_gradient(run):
    module = run(LAB, upto="solution")
    assert_close(module.x.grad, SLOPES)
    assert_close(module.x.grad, module.by_hand)


def test_solution_agrees_with_finite_differences():
    x = torch.tensor([0.0, 1.0, 2.0], dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda t: ((t + 2) ** 2 + 3).mean(), x)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_asks_for_step_one_at_the_start(judge):
    assert "start with step 1" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        f"{FORWARD}by_hand = 2 * (x.detach() + 2) / 3\nout.backward()",
        "out = (x.pow(2) + 4 * x + 7).sum() / 3\n"
        "by_hand = torch.tensor([1.3333334, 2.0, 2.6666667])\nout.backward()",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("out = (x + 2) ** 2 + 3", "take the mean"),
        ("out = ((x + 2) ** 2).mean()", "should be"),
        (FORWARD, "step 2"),
        (f"{FORWARD}by_hand = None", "tensor of numbers"),
        (f"{FORWARD}by_hand = torch.tensor(2.0)", "should have the shape (3,)"),
        (f"{FORWARD}by_hand = torch.tensor([4.0, 6.0, 8.0])", "divides by 3"),
        (f"{FORWARD}by_hand = torch.tensor([1.0, 2.0, 3.0])", "differentiate one term"),
        (FORWARD + HAND, "call out.backward()"),
        (f"{FORWARD}{HAND}out.backward()\n{FORWARD}out.backward()", "a second backward adds"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    "answer",
    [
        "out = ((x + 2) ** 2 + 3).mean()\n"
        "by_hand = torch.tensor([4 / 3, 2, 8 / 3], dtype=torch.float64)\nout.backward()",
        "out = ((x + 2) ** 2 + 3).mean()\nby_hand = [4 / 3, 2, 8 / 3]\nout.backward()",
    ],
)
def test_check_takes_right_answers_of_other_kinds(judge, answer):
    assert judge(LAB, answer) is None
