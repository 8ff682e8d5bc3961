"""Lab: the middle one of three numbers gets the whole gradient."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad

LAB = "labs/middle_of_three"


def test_solution_sends_the_gradient_to_the_middle(run):
    module = run(LAB, upto="solution")
    assert [t.grad.item() for t in (module.a, module.b, module.c)] == [0, 0, 1]


@pytest.mark.parametrize("order", [(2.0, 7.0, 4.0), (4.0, 2.0, 7.0), (7.0, 4.0, 2.0)])
def test_solution_agrees_with_torch_func_and_finite_differences(run, order):
    middle = run(LAB, upto="solution").middle
    found = grad(middle, argnums=(0, 1, 2))(*map(torch.tensor, order))
    assert [gradient.item() for gradient in found] == [float(n == 4) for n in order]
    inputs = [torch.tensor(n, dtype=torch.float64, requires_grad=True) for n in order]
    assert gradcheck(middle, inputs)


def test_the_fork_of_the_solution_text_does_it_too():
    three = [torch.tensor(n, requires_grad=True) for n in (2.0, 7.0, 4.0)]
    stacked = torch.stack(three)
    (sum(three) - stacked.max() - stacked.min()).backward()
    assert [t.grad.item() for t in three] == [0, 0, 1]


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "start with step 1" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "def middle(a, b, c):\n    return sorted([a, b, c])[1]",
        "def middle(a, b, c):\n    return torch.stack([a, b, c]).median()",
        "def middle(a, b, c):\n    three = torch.stack([a, b, c])\n"
        "    return a + b + c - three.max() - three.min()",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("middle = c", "start with step 1"),
        ("def middle(a, b, c):\n    return sorted([a.item(), b.item(), c.item()])[1]", "not float"),
        ("def middle(a, b, c):\n    return torch.stack([a, b, c]).sort().values", "3 numbers"),
        ("def middle(a, b, c):\n    return c", "The middle of (2, 4, 7) is 4, not 7"),
        (
            "def middle(a, b, c):\n    return torch.stack([a, b, c]).mean()",
            "is 4, not 4.33333",
        ),
        (
            "def middle(a, b, c):\n"
            "    return torch.tensor([a.item(), b.item(), c.item()]).median()",
            "no record",
        ),
        (
            "def middle(a, b, c):\n    three = torch.stack([a, b, c]).detach()\n"
            "    return a + b + c - three.max() - three.min()",
            "outside the record",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


UNIT_SLOPE = """class Middle(torch.autograd.Function):
    @staticmethod
    def forward(ctx, *three):
        ctx.chosen = [n == sorted(three)[1] for n in three]
        return sorted(three)[1].clone()
    @staticmethod
    def backward(ctx, gradient):
        return tuple(chosen.float() for chosen in ctx.chosen)
middle = Middle.apply
"""
NOT_BELOW = """def middle(a, b, c):
    three = torch.stack([a, b, c]).relu()
    return three.sum() - three.max() - three.min()
"""


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "def middle(a, b, c):\n    return torch.stack([a, b, c]).abs().median()",
            "The middle of (",
        ),
        (NOT_BELOW, "The middle of ("),
        (UNIT_SLOPE, "arrives at the middle of ("),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
