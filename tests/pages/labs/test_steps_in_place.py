"""Lab: two steps downhill by editing a leaf."""

import pytest
import torch
from torch.func import grad
from torch.testing import assert_close

LAB = "labs/steps_in_place"
STEP = "(w ** 2).sum().backward()\nwith torch.no_grad():\n    w -= lr * w.grad\n"
EMPTY = "w.grad = None\n"


def test_solution_scales_by_the_square_of_one_minus_two_lr(run):
    module = run(LAB, upto="solution")
    assert_close(module.w.detach(), torch.tensor([0.64, 1.28]))
    assert module.w.is_leaf
    assert module.w._version == 2


def test_solution_agrees_with_torch_func(run):
    w = torch.tensor([1.0, 2.0])
    for _ in range(2):
        w = w - 0.1 * grad(lambda t: (t**2).sum())(w)
    assert_close(run(LAB, upto="solution").w.detach(), w)


def test_solution_agrees_with_sgd(run):
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    sgd = torch.optim.SGD([w], lr=0.1)
    for _ in range(2):
        sgd.zero_grad()
        (w**2).sum().backward()
        sgd.step()
    assert torch.equal(run(LAB, upto="solution").w, w)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "write the two steps" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "opt = torch.optim.SGD([w], lr=lr)\nfor _ in range(2):\n"
        "    opt.zero_grad()\n    (w ** 2).sum().backward()\n    opt.step()",
        "for _ in range(2):\n    (slope,) = torch.autograd.grad((w * w).sum(), w)\n"
        "    with torch.no_grad():\n        w.copy_(w - lr * slope)",
        (STEP + EMPTY) * 2,
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (STEP, "go two"),
        (STEP * 2, "empty w.grad after each step"),
        ("(w ** 2).sum().backward()\nw = w - lr * w.grad", "names another tensor"),
        (
            "(w ** 2).sum().backward()\nw.data -= lr * w.grad\n" + EMPTY,
            "its version did not",
        ),
        ((STEP + EMPTY).replace("-=", "+=") * 2, "uphill"),
        (STEP + EMPTY + "w.requires_grad_(False)", "leave its flag"),
        (STEP + EMPTY + STEP + EMPTY + STEP, "after two steps"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "sgd = torch.optim.SGD([w], lr=lr, fused=True)\nfor _ in range(2):\n"
            "    sgd.zero_grad()\n    (w**2).sum().backward()\n    sgd.step()\n",
            "A fused optimizer is right for the weights",
        ),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
