"""Lab: two faults in one training loop."""

import pytest
import torch
from torch.func import grad
from torch.testing import assert_close

LAB = "labs/mend_the_loop"
HEAD = """def train(steps):
    w = torch.zeros(2, requires_grad=True)
    for _ in range(steps):
        loss = ((X @ w - t) ** 2).mean()
        loss.backward()
"""
STEP = """        with torch.no_grad():
            w -= 0.1 * w.grad
"""
EMPTY = "        w.grad = None\n"
TAIL = "    return w\n"


def test_solution_walks_like_torch_func(run):
    module = run(LAB, upto="solution")
    w = torch.zeros(2)
    for steps in range(5):
        assert_close(module.train(steps).detach(), w)
        w = w - 0.1 * grad(lambda v: ((module.X @ v - module.t) ** 2).mean())(w)


def test_solution_ends_at_the_least_squares_line(run):
    module = run(LAB, upto="solution")
    assert_close(module.train(300).detach(), torch.tensor([1.3, 0.8]), atol=1e-4, rtol=0)


@pytest.mark.filterwarnings("ignore:The .grad attribute")
def test_start_fails_in_the_second_step(run):
    broken = run(LAB, upto="start").broken
    assert not broken(1).is_leaf
    with pytest.raises(TypeError):
        broken(2)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `train` yet" in judge(LAB, "")
    assert "train(2) raises an error" in judge(LAB, "train = broken")


@pytest.mark.parametrize(
    "answer",
    [
        HEAD + STEP + EMPTY + TAIL.replace("w", "w.detach()"),
        HEAD + STEP + EMPTY + TAIL.replace("w", "w.clone()"),
        HEAD
        + "        with torch.no_grad():\n            w.sub_(w.grad, alpha=0.1)\n"
        + "        w.grad.zero_()\n"
        + TAIL,
        "def train(steps):\n    w = torch.zeros(2, requires_grad=True)\n"
        "    sgd = torch.optim.SGD([w], lr=0.1)\n    for _ in range(steps):\n"
        "        sgd.zero_grad()\n        ((X @ w - t) ** 2).mean().backward()\n"
        "        sgd.step()\n    return w",
        HEAD + "        w = (w - 0.1 * w.grad).detach().requires_grad_()\n" + TAIL,
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (HEAD + "        w = w - 0.1 * w.grad\n" + TAIL, "whose .grad stays None"),
        (
            HEAD + "        with torch.no_grad():\n            w = w - 0.1 * w.grad\n" + TAIL,
            "does not require grad and does not have",
        ),
        (HEAD + STEP + TAIL, "both gradients"),
        (HEAD + "        w.grad.zero_()\n" + STEP + TAIL, "before the step"),
        (HEAD + STEP.replace("-=", "+=") + EMPTY + TAIL, "uphill"),
        (HEAD + STEP.replace("0.1", "0.2") + EMPTY + TAIL, "After one step"),
        ("def train(steps):\n    return None", "as one tensor"),
        ("def train(steps):\n    return torch.zeros(3)", "shape (2,), not (3,)"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            HEAD.replace("range(steps)", "range(steps or 1)") + STEP + EMPTY + TAIL,
            "should give the zeros, untouched",
        ),
        (
            HEAD.replace("range(steps)", "range(300 if steps > 2 else steps)")
            + STEP
            + EMPTY
            + TAIL,
            "steps the weights should be",
        ),
        (
            HEAD + STEP.replace("0.1", "(0.1 if _ < 2 else 0.05)") + EMPTY + TAIL,
            "steps the weights should be",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
