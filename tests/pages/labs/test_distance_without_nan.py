"""Lab: a distance with a finite gradient at 0."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/distance_without_nan"


def answer(body):
    return f"def safe_distance(a, b):\n    return {body}\n"


def test_solution_agrees_with_the_norm(run):
    module = run(LAB, upto="solution")
    norms = torch.func.vmap(torch.func.grad(torch.linalg.vector_norm))(module.a - module.b)
    assert_close(module.point.grad, norms)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `safe_distance` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "body",
    [
        "torch.linalg.vector_norm(a - b, dim=1)",
        "(a - b).norm(dim=1)",
        "torch.stack([(r - s).norm() for r, s in zip(a, b)])",
    ],
)
def test_check_passes_other_right_answers(judge, body):
    assert judge(LAB, answer(body)) is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("distance(a, b)", "still nan"),
        ("torch.where((a != b).any(1), distance(a, b), 0.0)", "still nan"),
        ("distance(a, b).nan_to_num()", "still nan"),
        ("(((a - b) ** 2).sum(1) + 1e-8).sqrt()", "a small number is left"),
        ("(((a - b) ** 2).sum(1) + 1.0).sqrt()", "have changed"),
        ("distance(a.detach(), b) + 0 * a.sum(1)", "slopes of rows 0 and 2"),
    ],
)
def test_check_explains_wrong_answers(judge, body, message):
    assert message in judge(LAB, answer(body))


def masked(mask, apart="a - b"):
    return (
        "def safe_distance(a, b):\n"
        f"    squared = (({apart}) ** 2).sum(1)\n"
        f"    mask = {mask}\n"
        "    return torch.where(mask, torch.where(mask, squared, 1.0).sqrt(), 0.0)\n"
    )


HOOKED = """def safe_distance(a, b):
    if a.requires_grad:
        a.register_hook(lambda g: g.nan_to_num(0.0))
    return distance(a, b)
"""


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (masked("torch.tensor([True, False, True])"), "the distances should be"),
        (masked("squared > 0.1"), "the distances should be"),
        (masked("squared > 1e-4"), "the distances should be"),
        (masked("(a != 1).any(1)"), "For other points the slopes are wrong"),
        (masked("a.sum(1) != b.sum(1)"), "the distances should be"),
        (masked("squared > 0", "a - b.detach()"), "No gradient arrives at `b`: it should"),
        (masked("squared > 0").replace("(a, b):", "(a, given):"), "the distances should be"),
        (HOOKED, "Along `b` the slopes are wrong"),
        (masked("squared > 0", "a.abs() - b.abs()"), "Along `b` the slopes are wrong"),
    ],
)
def test_check_refuses_what_fits_the_three_rows_alone(judge, wrong, message):
    assert message in judge(LAB, wrong)
