"""Lab: the best step for a forward difference."""

import math

import pytest
import torch
from torch.func import grad

LAB = "labs/best_forward_step"
SLOPE = "def slope(f, x): return (f(x + best_step) - f(x)) / best_step\n"
EPS = 2**-52


def model(h):
    return h / 2 + 1.5 * EPS / h


def test_solution_is_the_lowest_point_of_the_model(run):
    best = run(LAB, upto="solution").best_step
    assert best == pytest.approx(2.58e-8, rel=0.01)
    assert model(best) < min(model(0.9 * best), model(1.1 * best))
    slope = grad(model)(torch.tensor(best, dtype=torch.float64))
    assert slope.item() == pytest.approx(0, abs=1e-12)


def test_solution_gives_cos_1(run):
    slope = run(LAB, upto="solution").slope(math.sin, 1.0)
    assert slope == pytest.approx(math.cos(1.0), abs=1e-7)
    walked = grad(torch.sin)(torch.tensor(1.0, dtype=torch.float64)).item()
    assert slope == pytest.approx(walked, abs=1e-7)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "step 1 on paper" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        f"best_step = 2.6e-8\n{SLOPE}",
        f"best_step = 3**0.5 * eps**0.5\n{SLOPE}",
        f"best_step = torch.tensor([2.6e-8], dtype=torch.float64)\n{SLOPE}",
        "best_step = torch.tensor(3 * eps, dtype=torch.float64).sqrt()\n"
        "slope = lambda f, x: (f(x + best_step) - f(x)) / best_step",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (f"best_step = (3 * eps) ** (1 / 3)\n{SLOPE}", "cube root belongs"),
        ("best_step = -3e-8", "positive"),
        ("best_step = eps", "every digit"),
        (f"best_step = 1e-10\n{SLOPE}", "Too small: rounding"),
        (f"best_step = eps ** 0.5\n{SLOPE}", "Too small: rounding"),
        (f"best_step = 1e-8\n{SLOPE}", "Too small: rounding"),
        (f"best_step = (eps / 2) ** 0.5\n{SLOPE}", "Too small: rounding"),
        (f"best_step = (6 * eps) ** 0.5\n{SLOPE}", "Too large: the truncation"),
        (f"best_step = 1e-7\n{SLOPE}", "Too large: the truncation"),
        ("best_step = None", "should be one number"),
        (f"best_step = 1e-3\n{SLOPE}", "Too large: the truncation"),
        ("best_step = 2.6e-8", "do step 2"),
        (
            "best_step = 2.6e-8\ndef slope(f, x): return f(x + best_step) - f(x)",
            "divide the rise",
        ),
        (
            "best_step = 2.6e-8\n"
            "def slope(f, x): return (f(x + best_step) - f(x - best_step)) / (2 * best_step)",
            "A forward difference computes f at x and at x + h",
        ),
        ("best_step = 2.6e-8\ndef slope(f, x): return math.cos(x)", "The slope of x * x at 3"),
        (
            "best_step = 2.6e-8\ndef slope(f, x): return 2 * x",
            "computes f at x and at x + h, not at []",
        ),
        ("best_step = 2.6e-8\nslope = math.cos(1.0)", "a function of f and x"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
