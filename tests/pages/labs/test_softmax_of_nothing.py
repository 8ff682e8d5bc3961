"""Lab: a softmax over nothing."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/softmax_of_nothing"


def answer(body):
    return f"def masked_softmax(scores, keep):\n    return {body}\n"


def test_solution_agrees_with_the_jacobian_of_what_is_kept(run):
    module = run(LAB, upto="solution")
    jacobian = torch.func.jacrev(lambda row: row.softmax(0)[0])
    expected = torch.zeros(3, 3)
    for row, keep in enumerate(module.keep):
        if keep.any():
            expected[row, keep] = jacobian(module.scores[row, keep])
    assert_close(module.given.grad, expected)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `masked_softmax` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "body",
    [
        "scores.masked_fill(~keep, float('-inf')).softmax(1).nan_to_num()",
        "torch.where(keep, attention(scores, keep | ~keep.any(1, keepdim=True)), 0.0)",
        "(e := scores.exp() * keep) / e.sum(1, keepdim=True).clamp(min=1e-30)",
    ],
)
def test_check_passes_other_right_answers(judge, body):
    assert judge(LAB, answer(body)) is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("attention(scores, keep)", "still nan"),
        ("scores.masked_fill(~keep, -1e9).softmax(1)", "should be zeros"),
        ("scores.softmax(1) * keep", "rows that keep something have changed"),
        ("attention(scores.detach(), keep).nan_to_num()", "cut off"),
        ("attention(scores, keep).nan_to_num()", "a gradient is nan"),
        ("attention(scores, keep).masked_fill(~keep, 0.0)", "a gradient is nan"),
        ("torch.where(keep, attention(scores, keep), 0.0)", "a gradient is nan"),
        (
            "(e := scores.exp() * keep) / e.sum(1, keepdim=True).detach().clamp(min=1e-30)",
            "not that of the softmax",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, body, message):
    assert message in judge(LAB, answer(body))


BY_NUMBER = """def masked_softmax(scores, keep):
    hidden = scores.masked_fill(~keep, float("-inf"))
    return torch.cat([hidden[:1].softmax(1), 0 * scores[1:2], hidden[2:].softmax(1)])
"""
OVER = """def masked_softmax(scores, keep):
    powers = scores.exp() * keep
    return powers / torch.where(keep[:, :1], powers.sum(1, keepdim=True), 1.0)
"""
GIVEN = """def masked_softmax(values, keep):
    some = keep.any(1, keepdim=True)
    hidden = scores.masked_fill(some & ~keep, float("-inf"))
    return (hidden + values - values.detach()).softmax(1) * some
"""


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (BY_NUMBER, "For other scores, and where"),
        (
            answer("scores.masked_fill(~keep, -20.0).softmax(1) * keep.any(1, keepdim=True)"),
            "For other scores, and where",
        ),
        (OVER, "For other scores, and where"),
        (GIVEN, "For other scores, and where"),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, wrong, message):
    assert message in judge(LAB, wrong)
