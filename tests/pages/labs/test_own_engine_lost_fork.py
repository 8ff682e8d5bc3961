"""Lab: the expression that shows a lost fork, and the walk without the bug."""

import pytest
import torch
from torch.func import grad

LAB = "labs/own_engine_lost_fork"
WITNESS = "def witness(x):\n    return x * x\n"
ADDS = """def mended(out):
    out.grad = 1.0
    for value in youngest_first(out):
        for parent, slope in value.parents:
            parent.grad = parent.grad + value.grad * slope
"""
EVERY_WAY = """def mended(value, gradient=1.0):
    value.grad += gradient
    for parent, slope in value.parents:
        mended(parent, gradient * slope)
"""
TALLY = """def mended(out):
    arrived = {value: [] for value in youngest_first(out)}
    arrived[out].append(1.0)
    for value, gradients in arrived.items():
        value.grad = sum(gradients)
        for parent, slope in value.parents:
            arrived[parent].append(value.grad * slope)
"""


def test_start_shows_two_right_slopes(outputs):
    assert outputs(LAB)["start"] == "5.0\n5.0\n"


def test_solution_finds_a_wrong_slope_and_mends_it(run):
    module = run(LAB, upto="solution")
    assert module.slope_by(module.broken, module.witness, 3.0) == 1.0
    assert module.slope_by(module.mended, module.witness, 3.0) == 2.0
    assert grad(lambda x: x + x)(torch.tensor(3.0)).item() == 2.0


@pytest.mark.parametrize(
    "expression",
    [lambda x: x * x + x, lambda x: x * x * x, lambda x: (x + x) * (x * x + x)],
)
def test_solution_agrees_with_torch_and_a_nudge(run, expression):
    module = run(LAB, upto="solution")
    found = module.slope_by(module.mended, expression, 1.5)
    assert found == pytest.approx(grad(expression)(torch.tensor(1.5)).item(), rel=1e-6)
    assert found == pytest.approx((expression(1.50001) - expression(1.49999)) / 2e-5, rel=1e-6)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `witness` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        WITNESS + ADDS,
        WITNESS + EVERY_WAY,
        "witness = lambda x: x * x + x\n" + TALLY,
        "def witness(x):\n    y = x * x\n    return y * y + y\n" + ADDS,
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("def witness(x):\n    return x * Value(2.0)", "gets your expression right"),
        ("def witness(x):\n    x + x", "should return a Value"),
        (WITNESS, "no `mended` yet"),
        (WITNESS + "mended = broken", "must add"),
        (WITNESS + ADDS.replace("    out.grad = 1.0\n", ""), "begin with 1"),
        (WITNESS + ADDS.replace("first(out)", "first(out)[::-1]"), "start at the result"),
        (
            WITNESS + "def mended(out):\n    out.grad = 1.0\n    todo = [out]\n"
            "    while todo:\n        value = todo.pop()\n"
            "        for parent, slope in value.parents:\n"
            "            parent.grad += value.grad * slope\n            todo.append(parent)\n",
            "all gradients have arrived",
        ),
        (WITNESS + ADDS.replace("+ value", "+ 2 * value"), "plain product"),
        (WITNESS + ADDS.replace("value.grad * slope", "slope"), "slope 10, not 2.0"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            WITNESS + ADDS.replace("value.grad * slope", "abs(value.grad * slope)"),
            "slopes may be negative",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
