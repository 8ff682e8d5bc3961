"""Lab: a soft count, so that the bar gets a gradient."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

LAB = "labs/soft_count"


def answer(expression):
    return f"def count_above(scores, bar, steepness):\n    return {expression}\n"


def test_solution_is_a_sum_of_sigmoids(run):
    module = run(LAB, upto="solution")
    s = torch.sigmoid(10 * (module.scores - 0.5))
    assert_close(module.bar.grad, (-10 * s * (1 - s)).sum())
    scores = module.scores.double()
    bar = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda t: module.count_above(scores, t, 10.0), bar)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "write the function" in judge(LAB, "")


@pytest.mark.parametrize(
    "right",
    [
        answer("(1 / (1 + torch.exp(steepness * (bar - scores)))).sum()"),
        answer("sum(torch.sigmoid(steepness * (one - bar)) for one in scores)"),
        answer("(0.5 + torch.atan(steepness * (scores - bar)) / torch.pi).sum()"),
        answer("(0.5 + 0.5 * torch.tanh(steepness * (scores - bar))).sum()"),
    ],
)
def test_check_passes_other_right_answers(judge, right):
    assert judge(LAB, right) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (answer("torch.sigmoid(steepness * (scores - bar)).sum().item()"), "no record"),
        (answer("torch.sigmoid(steepness * (scores - bar))"), "one number"),
        (answer("(scores > bar).sum()"), "leaves the record"),
        (answer("torch.sigmoid(steepness * (bar - scores)).sum()"), "mind the sign"),
        (answer("torch.sigmoid(steepness * (scores - bar)).round().sum()"), "gives none"),
        (answer("torch.sigmoid(scores - bar).sum()"), "should be nearly 2"),
    ],
)
def test_check_explains_wrong_answers(judge, wrong, message):
    assert message in judge(LAB, wrong)


WAVES = """def count_above(scores, bar, steepness):
    one = torch.sigmoid(steepness * (scores - bar))
    return (one + 0.3 * torch.sin(2 * torch.pi * one)).sum()
"""
HALF_DETACHED = """def count_above(scores, bar, steepness):
    low = torch.sigmoid(steepness * (scores - bar.detach()))
    return torch.where(scores < bar, low, torch.sigmoid(steepness * (scores - bar))).sum()
"""


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            answer("torch.sigmoid(steepness * (scores - bar))[scores >= bar].sum()"),
            "A higher score should count more than",
        ),
        (
            answer("torch.sigmoid((10 if steepness < 10 else 1000) * (scores - bar)).sum()"),
            "Just above the bar a score should",
        ),
        (
            answer("torch.sigmoid(steepness * (scores.abs() - bar.abs())).sum()"),
            "A score far below the bar",
        ),
        (WAVES, "A higher score should count more than"),
        (HALF_DETACHED, "is a part of the count detached?"),
    ],
)
def test_check_refuses_what_fits_few_scores_alone(judge, wrong, message):
    assert message in judge(LAB, wrong)
