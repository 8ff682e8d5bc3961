"""Lab: weights in bfloat16 that move."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/master_copy"
GOOD = """master = w.detach().float()
for _ in range(steps):
    w.grad = None
    loss().backward()
    with torch.no_grad():
        master -= lr * w.grad.float()
        w.copy_(master)
"""
PLAIN = """for _ in range(steps):
    w.grad = None
    loss().backward()
    with torch.no_grad():
        w -= lr * w.grad
"""
BY_OPTIMIZER = """master = torch.nn.Parameter(w.detach().float())
optimizer = torch.optim.SGD([master], lr=lr)
for _ in range(steps):
    w.grad = None
    loss().backward()
    master.grad = w.grad.float()
    optimizer.step()
    w.data.copy_(master.data)
"""


def test_solution_is_where_float32_goes(run):
    module = run(LAB, upto="solution")
    w = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=module.lr)
    for _ in range(module.steps):
        optimizer.zero_grad()
        (w * module.pull).sum().backward()
        optimizer.step()
    assert_close(module.w.detach(), w.detach().bfloat16())


def test_a_step_is_below_what_bfloat16_tells_apart(run):
    module = run(LAB, upto="start")
    for pull in (*module.pull, torch.tensor(-4.0)):
        assert torch.tensor(1.0).bfloat16() - (module.lr * pull).bfloat16() == 1
    assert torch.tensor(1.0).bfloat16() - 0.001 == 1  # as the hint on the page says


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "No gradient has arrived" in judge(LAB, "")


@pytest.mark.parametrize("answer", [GOOD, BY_OPTIMIZER])
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (PLAIN, "still 1"),
        (GOOD.replace("master -=", "master = w.float() -"), "still 1"),
        (GOOD.replace("range(steps)", "range(steps // 2)"), "must not be lost"),
        (GOOD.replace("-=", "+="), "uphill"),
        (GOOD.replace("    w.grad = None\n", ""), "added up"),
        (GOOD + "w = master.bfloat16()\n", "does not record"),
        (GOOD + "w = master.requires_grad_()\n", "stay in bfloat16"),
        (GOOD + "w = w * 1\n", "no leaf"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "w.grad = torch.zeros_like(w)\nwith torch.no_grad():\n"
            "    w.copy_(1 - lr * steps * pull)\n",
            "The gradient of `w` is 0",
        ),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
