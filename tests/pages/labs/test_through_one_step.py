"""Lab: through one step of gradient descent."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/through_one_step"
GOOD = """(g,) = torch.autograd.grad(loss(w), w, create_graph=True)
for_rate, for_w = torch.autograd.grad(loss(w - rate * g), (rate, w))
"""
BY_FUNC = """from torch.func import grad
for_rate, for_w = grad(lambda r, w: loss(w - r * grad(loss)(w)), (0, 1))(rate, w)
"""


def test_solution_agrees_with_differences(run):
    module = run(LAB, upto="solution")

    def after(rate, w):
        return ((w - rate * w**3) ** 4).sum() / 4

    rate, w = torch.tensor(0.1).double(), torch.tensor([2.0, -1.0]).double()
    nudge = 1e-5
    by_rate = (after(rate + nudge, w) - after(rate - nudge, w)) / (2 * nudge)
    assert_close(module.for_rate.double(), by_rate, rtol=1e-4, atol=1e-6)
    for place, unit in enumerate(torch.eye(2).double()):
        slope = (after(rate, w + nudge * unit) - after(rate, w - nudge * unit)) / (2 * nudge)
        assert_close(module.for_w[place].double(), slope, rtol=1e-4, atol=1e-6)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `for_rate` yet" in judge(LAB, "")


@pytest.mark.parametrize("answer", [BY_FUNC, GOOD.replace("(g,) =", "g, =")])
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (GOOD.replace(", create_graph=True", ""), "counted as a constant"),
        (GOOD.replace("w - rate", "w + rate") + "for_rate = -for_rate\n", "for_rate"),
        (GOOD + "for_rate = -for_rate", "The sign is wrong"),
        (GOOD + "for_w = g", "before the step"),
        (GOOD + "for_w = for_w.sum()", "shape"),
        (GOOD + "for_w = 2 * for_w", "not right yet"),
        (GOOD.replace("rate * g", "0 * rate - 0.1 * g"), "minus the slope"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    "answer",
    [
        "(slope,) = torch.autograd.grad(loss(w), w, create_graph=True)\n"
        "for_rate, for_w = torch.autograd.grad(loss(w - rate * slope), (rate, w))\n"
        "for_rate, for_w = for_rate.item(), for_w.tolist()\n",
    ],
)
def test_check_takes_right_answers_of_other_kinds(judge, answer):
    assert judge(LAB, answer) is None
