"""Lab: a gradient by nudges, one input at a time."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

LAB = "labs/nudge_each_input"
LOOP = """def gradient(f, x, h):
    slopes = torch.zeros_like(x)
    for i in range(len(x)):
        up, down = x.clone(), x.clone()
        up[i] += h
        down[i] -= h
        slopes[i] = (f(up) - f(down)) / (2 * h)
    return slopes
"""


def test_solution_gives_three_two_one(run):
    module = run(LAB, upto="solution")
    slopes = module.gradient(module.cost, module.point, 1e-5)
    assert_close(slopes, torch.tensor([3.0, 2.0, 1.0], dtype=torch.float64), atol=1e-8, rtol=0)
    assert_close(module.x.grad, torch.tensor([3.0, 2.0, 1.0]))
    assert_close(grad(module.cost)(module.point), slopes, atol=1e-8, rtol=0)
    assert gradcheck(module.cost, module.point.clone().requires_grad_())


def test_solution_takes_six_calls(run):
    module, calls = run(LAB, upto="solution"), []
    module.gradient(lambda x: calls.append(x) or module.cost(x), module.point, 1e-5)
    assert len(calls) == 6


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "write the function" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "def gradient(f, x, h):\n    rows = h * torch.eye(len(x), dtype=x.dtype)\n"
        "    return torch.stack([(f(x + r) - f(x - r)) / (2 * h) for r in rows])",
        "def gradient(f, x, h):\n    slopes = []\n    for i in range(len(x)):\n"
        "        t = x.clone()\n        t[i] = x[i] + h\n        high = f(t)\n"
        "        t[i] = x[i] - h\n        slopes.append((high - f(t)).item() / h / 2)\n"
        "    return slopes",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (LOOP.replace("    return slopes\n", ""), "is there a `return`"),
        (LOOP.replace("x.clone(), x.clone()", "x, x.clone()"), "has changed the x"),
        (
            "def gradient(f, x, h):\n    return (f(x + h) - f(x - h)) / (2 * h)",
            "nudge each entry by itself",
        ),
        (LOOP.replace("[i] += h", " += h").replace("[i] -= h", " -= h"), "only one entry"),
        (LOOP.replace("/ (2 * h)", "/ h"), "2 * h apart"),
        (
            "def gradient(f, x, h):\n    slopes, up, down = [], x.clone(), x.clone()\n"
            "    for i in range(len(x)):\n        up[i] += h\n        down[i] -= h\n"
            "        slopes.append(((f(up) - f(down)) / (2 * h)).item())\n    return slopes",
            "a fresh copy of x",
        ),
        ("def gradient(f, x, h):\n    return torch.tensor([3.0, 2.0, 1.0])", "never nudges"),
        (LOOP.replace("range(len(x))", "range(3)").replace("zeros_like(x)", "zeros(3)"), "len(x)"),
        (LOOP.replace("f(down)", "f(x)").replace("(2 * h)", "h"), "nudge both ways"),
        (LOOP.replace("slopes = ", "h = 1e-6\n    slopes = "), "by the h that is given"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (LOOP.replace("(f(up) - f(down))", "abs(f(up) - f(down))"), "The slopes of x"),
        (
            LOOP.replace("up[i] += h", "up[i] = abs(up[i]) + h").replace(
                "down[i] -= h", "down[i] = abs(down[i]) - h"
            ),
            "The slopes of x",
        ),
        (LOOP.replace("up, down", "x = x.abs()\n        up, down"), "The slopes of x"),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
