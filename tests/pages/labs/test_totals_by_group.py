"""Lab: totals by group."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/totals_by_group"


def test_solution_adds_by_group(run):
    module = run(LAB, upto="solution")
    one_hot = torch.nn.functional.one_hot(module.groups, 3).float()
    assert_close(module.totals.detach(), module.values.detach() @ one_hot)
    weights = torch.tensor([1.0, 10.0, 100.0])
    (gradient,) = torch.autograd.grad((module.totals * weights).sum(), module.values)
    assert_close(gradient, one_hot @ weights)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `totals` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "right",
    [
        "totals = torch.zeros(3).scatter_add(0, groups, values)",
        "totals = torch.stack([values[groups == g].sum() for g in range(3)])",
        "totals = torch.zeros(3).index_put((groups,), values, accumulate=True)",
    ],
)
def test_check_passes_other_right_answers(judge, right):
    assert judge(LAB, right) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("totals = torch.zeros(3)\ntotals[groups] += values", "none added"),
        ("totals = [4.0, 0.0, 6.0]", "a tensor"),
        ("totals = torch.zeros(3).index_add(0, groups, values.detach())", "do not record"),
        ("totals = torch.tensor([4.0, 0.0, 6.0], requires_grad=True)", "does not lead to"),
        ("totals = torch.stack([values[groups == g].sum() for g in (0, 2)])", "three groups"),
        ("totals = torch.zeros(3).index_add(0, groups, values) + values[0] - 1", "gradient of its"),
    ],
)
def test_check_explains_wrong_answers(judge, wrong, message):
    assert message in judge(LAB, wrong)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("totals = torch.bincount(groups, weights=values, minlength=3)", "the walk back fails"),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
