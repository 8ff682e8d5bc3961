"""Lab: the sigmoid as a rule of the reader's own engine."""

import math

import pytest
import torch
from torch.func import grad

LAB = "labs/own_engine_sigmoid"
ANSWER = """def sigmoid(a):
    y = 1 / (1 + math.exp(-a.data))
    return Value(y, [(a, SLOPE)])
"""


def with_slope(slope):
    return ANSWER.replace("SLOPE", slope)


def test_solution_has_the_slope_of_a_quarter_at_zero(run):
    module = run(LAB, upto="solution")
    assert (module.out.data, module.half.grad) == (0.5, 0.25)


@pytest.mark.parametrize("point", [-3.0, -0.2, 0.0, 1.5])
def test_solution_agrees_with_torch_and_a_nudge(run, point):
    module = run(LAB, upto="solution")
    leaf = module.Value(point)
    module.backward(module.sigmoid(leaf))
    exact = grad(torch.sigmoid)(torch.tensor(point, dtype=torch.float64)).item()
    assert leaf.grad == pytest.approx(exact, rel=1e-12)
    up, down = (module.sigmoid(module.Value(point + h)).data for h in (1e-5, -1e-5))
    assert leaf.grad == pytest.approx((up - down) / 2e-5, rel=1e-7)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "define the function" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        with_slope("math.exp(-a.data) / (1 + math.exp(-a.data)) ** 2"),
        with_slope("y - y**2"),
        "def sigmoid(a):\n    t = math.tanh(a.data / 2)\n"
        "    return Value((1 + t) / 2, ((a, (1 - t * t) / 4),))",
        "def exp(a):\n    return Value(math.exp(a.data), [(a, math.exp(a.data))])\n"
        "def inverse(a):\n    return Value(1 / a.data, [(a, -1 / a.data**2)])\n"
        "def sigmoid(a):\n    return inverse(Value(1.0) + exp(a * Value(-1.0)))",
        "class Sigmoid(Value):\n    def __init__(self, a):\n"
        "        y = torch.sigmoid(torch.tensor(a.data, dtype=torch.float64)).item()\n"
        "        super().__init__(y, [(a, y * (1 - y))])\nsigmoid = Sigmoid",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (with_slope("y"), "second factor"),
        (with_slope("1 - y**2"), "slope of tanh"),
        (with_slope("a.data * (1 - a.data)"), "not with the input"),
        (with_slope("-y * (1 - y)"), "rises everywhere"),
        (with_slope("2 * y * (1 - y)"), "the slope should be"),
        (ANSWER.replace("[(a, SLOPE)]", "()"), "No slope arrives"),
        (with_slope("y * (1 - y)").replace("-a.data", "a.data"), "look at its sign"),
        ("def sigmoid(a):\n    return 1 / (1 + math.exp(-a.data))", "not float"),
        (
            with_slope("y * (1 - y)")
            .replace("(a, ", "(kept, ")
            .replace("    return", "    kept = a if not a.parents else Value(a.data)\n    return"),
            "two in a row",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


def test_slips_are_told_apart_at_the_points_of_the_check():
    for point in (2.0, 0.5, -1.0):
        y = 1 / (1 + math.exp(-point))
        slips = [y, 1 - y**2, point * (1 - point), -y * (1 - y), 0.0]
        assert not any(math.isclose(y * (1 - y), slip) for slip in slips)
