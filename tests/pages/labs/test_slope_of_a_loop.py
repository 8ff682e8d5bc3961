"""Lab: three ways through a loop with a branch."""

import pytest
import torch
from torch.autograd import gradcheck

LAB = "labs/slope_of_a_loop"
HAND = "by_hand = 4.5\n"
NUDGE = "by_nudge = (thrice(0.41) - thrice(0.39)) / 0.02\n"
WALK = "x = torch.tensor(0.4, requires_grad=True)\nthrice(x).backward()\n"
READ = "by_walk = x.grad.item()"


def test_solution_agrees_three_ways(run):
    module = run(LAB, upto="solution")
    assert module.by_hand == 4.5
    assert module.by_nudge == pytest.approx(4.5, rel=1e-8)
    assert module.by_walk == 4.5


def test_solution_agrees_with_finite_differences_of_torch(run):
    thrice = run(LAB, upto="solution").thrice
    assert gradcheck(thrice, torch.tensor(0.4, dtype=torch.float64, requires_grad=True))
    assert thrice(0.4) == pytest.approx(1.5)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "step 1 on paper" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        f"{HAND}{NUDGE}{WALK}by_walk = x.grad",
        "by_hand = 9 / 2\nby_nudge = (thrice(0.4 + 1e-6) - thrice(0.4)) / 1e-6\n"
        "x = torch.tensor([0.4], dtype=torch.float64, requires_grad=True)\n"
        "(by_walk,) = torch.autograd.grad(thrice(x), x)",
        "by_hand = 4.5\nt, h = torch.tensor(0.4), 1e-3\n"
        f"by_nudge = (thrice(t + h) - thrice(t - h)) / (2 * h)\n{WALK}{READ}",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("by_hand = 27", "which branch then"),
        ("by_hand = 3", "all three rounds"),
        ("by_hand = thrice(0.4)", "asked for is its slope"),
        ("by_hand = 9.0", "the values are 1.2, 0.5 and 1.5"),
        (HAND, "do step 2"),
        (f"{HAND}by_nudge = (thrice(0.41) - thrice(0.39)) / 0.01", "divide the rise by 2 * h"),
        (f"{HAND}{NUDGE}", "do step 3"),
        (f"{HAND}{NUDGE}x = torch.tensor(0.4, requires_grad=True)\nby_walk = x.grad", "is None"),
        (f"{HAND}{NUDGE}{WALK}thrice(x).backward()\n{READ}", "a second backward() adds"),
        (f"{HAND}{NUDGE}{WALK}by_walk = thrice(x).item()", "is it the .grad"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
