"""Lab: write the central difference."""

import math

import pytest
import torch
from torch.func import grad

LAB = "labs/nudge_both_ways"
HEAD = "def central(f, x, h):\n    return "


def test_solution_gives_cos_1(run):
    slope = run(LAB, upto="solution").central(math.sin, 1.0, 1e-5)
    assert slope == pytest.approx(math.cos(1.0), abs=1e-9)
    walked = grad(torch.sin)(torch.tensor(1.0, dtype=torch.float64)).item()
    assert slope == pytest.approx(walked, abs=1e-9)


def test_solution_is_exact_for_squares_and_off_by_h_squared_for_cubes(run):
    central = run(LAB, upto="solution").central
    assert central(lambda t: t**2, 3.0, 0.5) == 6.0
    assert central(lambda t: t**3, 2.0, 0.5) == 12.0 + 0.5**2
    assert grad(lambda t: t**3)(torch.tensor(2.0)).item() == 12.0


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "write the function" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "central = lambda f, x, h: (f(x + h) - f(x - h)) / h / 2",
        "def central(f, x, h):\n    left, right = x - h, x + h\n"
        "    return (f(right) - f(left)) / (right - left)",
        f"{HEAD}((f(x + h) - f(x)) / h + (f(x) - f(x - h)) / h) / 2",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("central = 5.0", "should be a function"),
        ("def central(f, x, h):\n    (f(x + h) - f(x - h)) / (2 * h)", "is there a `return`"),
        (f"{HEAD}2 * x", "never calls f"),
        (f"{HEAD}(f(x + h) - f(x)) / h", "forward difference"),
        (f"{HEAD}(f(x) - f(x - h)) / h", "backward difference"),
        (f"{HEAD}(f(x + h) - f(x - h)) / h", "Twice too large"),
        (f"{HEAD}(f(x + h) - f(x - h)) / 2 * h", "write `/ (2 * h)`"),
        (f"{HEAD}(f(x - h) - f(x + h)) / (2 * h)", "The sign"),
        (f"{HEAD}f(x)", "yours is 9"),
        (f"{HEAD}f(x + h) - f(x - h)", "the rise alone"),
        (f"{HEAD}(f(x + 0.1) - f(x - 0.1)) / 0.2", "f, x and h that it is given"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (f"{HEAD}abs(f(x + h) - f(x - h)) / (2 * h)", "the central difference should be"),
        (f"{HEAD}(f(abs(x) + h) - f(abs(x) - h)) / (2 * h)", "the central difference should be"),
        (
            f"{HEAD}(f(x + h) - f(x - h)) / (2 * h) if h < 0.5 else 0.0",
            "the central difference should be",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
