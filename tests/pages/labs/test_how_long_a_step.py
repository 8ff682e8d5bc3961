"""Lab: learning rates that arrive, swing and run away."""

import pytest
import torch
from torch.func import grad

LAB = "labs/how_long_a_step"
RIGHT = """landing, swinging = 0.5, 1.0
def distance(lr, n):
    return 3 * abs(1 - 2 * lr) ** n
"""


@pytest.mark.parametrize("lr", [0.1, 0.5, 0.9, 1.0, 1.1])
def test_solution_is_the_walk(run, lr):
    module = run(LAB, upto="solution")
    w = torch.tensor(0.0, dtype=torch.float64)
    for n in range(8):
        assert module.distance(lr, n) == pytest.approx(abs(w.item() - 3), abs=1e-9)
        w = w - lr * grad(lambda v: (v - 3) ** 2)(w)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "Still to be written: landing, swinging, distance" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "import math\nlanding = 1 / 2\nswinging = 1\n"
        "def distance(lr, n):\n    return math.sqrt(9 * (1 - 2 * lr) ** (2 * n))",
        "landing, swinging = 0.5, 1\ndef distance(lr, n):\n"
        "    return max(3 * (1 - 2 * lr) ** n, -3 * (1 - 2 * lr) ** n)",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("landing, swinging = 0.5, 1.0", "landing, swinging = 1.0, 1.0", "stands at 6"),
        ("landing, swinging = 0.5, 1.0", "landing, swinging = 0.3, 1.0", "not at 3"),
        ("0.5, 1.0", "0.5, 0", "stands still"),
        ("0.5, 1.0", "0.5, 2.0", "after nine steps"),
        ("abs(1 - 2 * lr)", "abs(1 - lr)", "its 2 is missing"),
        ("abs(1 - 2 * lr)", "(1 - 2 * lr)", "never negative"),
        ("return 3 * abs(1 - 2 * lr) ** n", "return 3 * (1 - (1 - 2 * lr) ** n)", "weight itself"),
        ("** n", "** (n + 1)", "should be"),
    ],
)
def test_check_explains_wrong_answers(judge, old, new, message):
    assert old in RIGHT
    assert message in judge(LAB, RIGHT.replace(old, new))
