"""Lab: the sum of 25 entries."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

LAB = "labs/sum_of_entries"


def test_solution_gradient_is_all_ones(run):
    module = run(LAB, upto="solution")
    assert_close(module.total.detach(), module.x.detach().sum())
    assert_close(module.x.grad, torch.ones(5, 5))
    assert gradcheck(torch.sum, module.x.detach().double().requires_grad_())


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_asks_for_step_one_at_the_start(judge):
    assert "start with step 1" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "x = torch.arange(25.0).reshape(5, 5).requires_grad_()\n"
        "total = torch.sum(x)\ntotal.backward()",
        "x = torch.nn.Parameter(torch.zeros(5, 5))\n"
        "total = x.sum(0).sum()\ntotal.backward(torch.ones_like(total))",
        "x = torch.randn(5, 5)\nx.requires_grad = True\n"
        "total = sum(row[i] for row in x for i in range(5))\ntotal.backward()",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("x = torch.ones(5, 5)\ntotal = x.sum()", "requires_grad=True"),
        ("x = torch.ones(5, requires_grad=True)", "5 by 5"),
        ("x = torch.ones(5, 5, requires_grad=True)", "step 2"),
        ("x = torch.ones(5, 5, requires_grad=True)\ntotal = x.sum().item()", ".item()"),
        ("x = torch.ones(5, 5, requires_grad=True)\ntotal = sum(x)", "5 entries"),
        (
            "x = torch.ones(5, 5, requires_grad=True)\ntotal = x.detach().sum()",
            "compute it from `x`",
        ),
        (
            "x = torch.ones(5, 5, requires_grad=True)\ntotal = x.mean()\ntotal.backward()",
            "not the sum",
        ),
        ("x = torch.ones(5, 5, requires_grad=True)\ntotal = x.sum()", "call total.backward()"),
        (
            "x = torch.ones(5, 5, requires_grad=True)\ntotal = x.sum()\n"
            "total.backward()\ntotal.backward()",
            "a second backward adds",
        ),
        (
            "x = torch.ones(5, 5, requires_grad=True)\nx = x * 1\ntotal = x.sum()",
            "a name of their own",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
