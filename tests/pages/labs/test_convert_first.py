"""Lab: convert and scale first, switch the flag on last."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

LAB = "labs/convert_first"
LEAF = "w = (raw.to(torch.float64) / 10).requires_grad_()\n"
LOSS = "loss = (w ** 2).sum()\n"


def test_solution_fills_the_leaf(run):
    module = run(LAB, upto="solution")
    assert module.w.is_leaf
    assert_close(module.w.grad, torch.tensor([0.2, 0.4, 0.6], dtype=torch.float64))
    assert_close(module.w.grad, torch.func.grad(lambda t: (t**2).sum())(module.w.detach()))


def test_solution_agrees_with_finite_differences():
    w = torch.tensor([0.1, 0.2, 0.3], dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda t: (t**2).sum(), w)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_asks_for_step_one_at_the_start(judge):
    assert "start with step 1" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "w = torch.tensor([0.1, 0.2, 0.3], dtype=torch.float64, requires_grad=True)\n"
        f"{LOSS}loss.backward()",
        "w = torch.nn.Parameter(raw.double() / 10)\nloss = w @ w\nloss.backward()",
        "scaled = raw.double().mul(0.1)\nw = scaled.detach().requires_grad_(True)\n"
        "loss = w.pow(2).sum()\ntorch.autograd.backward(loss)",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("w = raw.double() / 10", "does not record"),
        ("w = raw.double().requires_grad_() / 10", "switch on the flag last"),
        ("w = (raw / 10).requires_grad_().double()", "switch on the flag last"),
        ("w = (raw / 10).requires_grad_()", "convert to torch.float64"),
        ("w = raw.double().requires_grad_()", "divided by 10"),
        (LEAF, "step 2"),
        (f"{LEAF}loss = w ** 2", "3 entries"),
        (f"{LEAF}loss = (w ** 2).sum().item()", "end the record"),
        (f"{LEAF}{LOSS}", "call loss.backward()"),
        (f"{LEAF}{LOSS}loss.backward()\n{LOSS}loss.backward()", "a second backward adds"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("w = (raw / 10).double().requires_grad_()", "the digits of float32 only"),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
