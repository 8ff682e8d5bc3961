"""Lab: two batches to a step."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad

LAB = "labs/step_every_second_batch"
LOOP = """for k in range(6):
    (0.5 * mean_loss(k)).backward()
    if k % 2 == 1:
        with torch.no_grad():
            w.sub_(lr * w.grad)
        w.grad = None
"""
EMPTY = "        w.grad = None\n"


def test_solution_is_three_steps_with_batches_of_eight(run):
    module = run(LAB, upto="solution")
    w = 0.0
    for x, y in zip(module.inputs.reshape(3, 8), module.targets.reshape(3, 8), strict=True):
        w -= 0.5 * (2 * x * (w * x - y)).mean().item()
    assert module.w.item() == pytest.approx(w, rel=1e-5)


def test_solution_agrees_with_torch_func_and_gradcheck(run):
    module = run(LAB, upto="solution")
    w = torch.tensor(0.0, dtype=torch.float64)
    for pair in (slice(0, 2), slice(2, 4), slice(4, 6)):
        x, y = module.inputs[pair].double(), module.targets[pair].double()

        def mean(w, x=x, y=y):
            return ((w * x - y) ** 2).mean()

        assert gradcheck(mean, w.clone().requires_grad_())
        w = w - 0.5 * grad(mean)(w)
    assert module.w.item() == pytest.approx(w.item(), rel=1e-5)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "has not moved" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "optimizer = torch.optim.SGD([w], lr=lr)\n"
        "for k in range(0, 6, 2):\n"
        "    optimizer.zero_grad()\n"
        "    (mean_loss(k) / 2).backward()\n"
        "    (mean_loss(k + 1) / 2).backward()\n"
        "    optimizer.step()",
        "for k in range(6):\n"
        "    mean_loss(k).backward(torch.tensor(0.5))\n"
        "    if k in (1, 3, 5):\n"
        "        with torch.no_grad():\n"
        "            w -= lr * w.grad\n"
        "        w.grad.zero_()",
        LOOP.replace("0.5 * ", "").replace("lr * w.grad", "lr / 2 * w.grad"),
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (LOOP.replace("0.5 * ", ""), "twice too long"),
        (LOOP.replace("k % 2 == 1", "True"), "stepped after each batch"),
        (LOOP.replace("0.5 * ", "").replace("k % 2 == 1", "True"), "stepped after each batch"),
        (LOOP.replace("    (0.5", "    w.grad = None\n    (0.5"), "first batch of each pair"),
        (LOOP.replace(EMPTY, ""), "pile up"),
        (LOOP.replace("0.5 * ", "").replace(EMPTY, ""), "pile up"),
        (LOOP.replace("sub_", "add_"), "should be"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
