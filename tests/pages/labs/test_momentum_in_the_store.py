"""Lab: momentum with .grad as its only store."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad

LAB = "labs/momentum_in_the_store"
LOOP = """for _ in range(5):
    bowl(w).backward()
    with torch.no_grad():
        w.sub_(lr * w.grad)
    w.grad *= mu
"""
FADE = "    w.grad *= mu\n"
WALK = "    bowl(w).backward()\n"


def test_solution_is_sgd_with_momentum(run):
    module = run(LAB, upto="solution")
    w = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1, momentum=0.9)
    for _ in range(5):
        optimizer.zero_grad()
        module.bowl(w).backward()
        optimizer.step()
    assert module.w.item() == pytest.approx(w.item(), rel=1e-6)
    buffer = optimizer.state[w]["momentum_buffer"].item()
    assert module.w.grad.item() == pytest.approx(0.9 * buffer, rel=1e-5)


def test_solution_agrees_with_a_walk_on_paper_and_torch_func(run):
    module = run(LAB, upto="solution")
    assert gradcheck(module.bowl, torch.tensor(0.0, dtype=torch.float64, requires_grad=True))
    w, store = 0.0, 0.0
    for _ in range(5):
        slope = 2 * (w - 3)
        assert grad(module.bowl)(torch.tensor(w)).item() == pytest.approx(slope, rel=1e-5)
        store = 0.9 * store + slope
        w -= 0.1 * store
    assert module.w.item() == pytest.approx(w, rel=1e-5)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "has not moved" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        LOOP.replace("w.grad *= mu", "w.grad = mu * w.grad"),
        LOOP.replace("w.grad *= mu", "w.grad.mul_(0.9)"),
        LOOP + "v = torch.tensor(0.0, requires_grad=True)\n"
        "sgd = torch.optim.SGD([v], lr=lr, momentum=mu)\nfor _ in range(5):\n"
        "    sgd.zero_grad()\n    bowl(v).backward()\n    sgd.step()\n",
        LOOP.replace(FADE, "").replace(
            WALK, "    if w.grad is not None:\n        w.grad *= mu\n" + WALK
        ),
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (LOOP.replace("w.grad *= mu", "w.grad = None"), "All old slopes are forgotten"),
        (LOOP.replace(FADE, ""), "Nothing fades"),
        (LOOP.replace("*= mu", "*= 1 - mu"), "1 - mu"),
        (LOOP.replace(FADE, "").replace(WALK, WALK + FADE), "newest slope fades too"),
        (LOOP.replace("range(5)", "range(4)"), "should be"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "sgd = torch.optim.SGD([w], lr=lr, momentum=mu)\nfor _ in range(5):\n"
            "    sgd.zero_grad()\n    bowl(w).backward()\n    sgd.step()\n",
            "make the steps by hand",
        ),
        (
            "v = 0.0\nfor _ in range(5):\n    bowl(w).backward()\n"
            "    with torch.no_grad():\n        v = mu * v + w.grad\n"
            "        w.sub_(lr * v)\n    w.grad = None\n",
            "It should be the only store",
        ),
        ("with torch.no_grad():\n    w.fill_(4.741296)\n", "It should be the only store"),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
