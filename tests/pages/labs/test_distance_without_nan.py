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
