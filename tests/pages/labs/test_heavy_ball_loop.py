"""Lab: momentum by hand."""

import pytest
import torch
from torch.func import grad
from torch.testing import assert_close

LAB = "labs/heavy_ball_loop"
RIGHT = """velocity = torch.zeros(2)
for _ in range(20):
    loss_of(w).backward()
    with torch.no_grad():
        velocity = momentum * velocity + w.grad
        w -= lr * velocity
    w.grad = None
"""
BESIDE = """other = {}
sgd = torch.optim.SGD([other], lr=lr, momentum=momentum)
for _ in range(20):
    sgd.zero_grad()
    loss_of(other).backward()
    sgd.step()
"""


def test_solution_agrees_with_optim(run):
    module = run(LAB, upto="solution")
    w = torch.zeros(2, requires_grad=True)
    sgd = torch.optim.SGD([w], lr=0.02, momentum=0.9)
    for _ in range(20):
        sgd.zero_grad()
        module.loss_of(w).backward()
        sgd.step()
    assert_close(module.w, w)


def test_solution_agrees_with_a_formula_for_the_slopes(run):
    """Another route: slopes on paper, and a velocity for each weight."""
    module = run(LAB, upto="solution")
    w, v = [0.0, 0.0], [0.0, 0.0]
    for _ in range(20):
        slopes = [2 * (w[0] - 3), 20 * (w[1] + 1)]
        v = [0.9 * old + new for old, new in zip(v, slopes, strict=True)]
        w = [there - 0.02 * speed for there, speed in zip(w, v, strict=True)]
    assert module.w.tolist() == pytest.approx(w, rel=1e-4)
    at = torch.tensor([0.4, -0.3])
    assert_close(grad(module.loss_of)(at), torch.tensor([2 * (0.4 - 3), 20 * (-0.3 + 1)]))


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "has not moved yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT.replace("+ w.grad", "+ lr * w.grad").replace("w -= lr * velocity", "w -= velocity"),
        RIGHT + BESIDE.format("torch.zeros(2, requires_grad=True)") + "torch.allclose(w, other)\n",
        "v = None\nfor _ in range(20):\n    (g,) = torch.autograd.grad(loss_of(w), w)\n"
        "    v = g if v is None else v.mul_(momentum).add_(g)\n"
        "    with torch.no_grad():\n        w.sub_(v, alpha=lr)",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (RIGHT.replace("momentum * velocity + w.grad", "w.grad"), "without momentum"),
        (RIGHT.replace("+ w.grad", "+ (1 - momentum) * w.grad"), "no factor 1 - momentum"),
        (RIGHT.replace("w -= lr * velocity", "w -= lr * (w.grad + momentum * velocity)"), "Nest"),
        (RIGHT.replace("    w.grad = None\n", ""), "earlier steps are still in w.grad"),
        (RIGHT.replace("w -= lr", "w = w - lr").replace("no_grad", "enable_grad"), "not the leaf"),
        (RIGHT.replace("range(20)", "range(19)"), "after 20 steps"),
    ],
)
@pytest.mark.filterwarnings("ignore:The .grad attribute")
def test_check_explains_wrong_answers(judge, answer, message):
    if "enable_grad" in answer:
        answer = answer.replace("range(20)", "range(1)")
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "sgd = torch.optim.SGD([w], lr=lr, momentum=momentum)\nfor _ in range(20):\n"
            "    sgd.zero_grad()\n    loss_of(w).backward()\n    sgd.step()\n",
            "make the steps by hand",
        ),
        (
            BESIDE.format("torch.zeros(2, requires_grad=True)")
            + "with torch.no_grad():\n    w.copy_(other)\n",
            "torch counts 1 edit",
        ),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
