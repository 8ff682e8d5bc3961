"""Lab: one Jacobian for each row."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/one_jacobian_a_row"
FUNC = "from torch.func import jacfwd, jacrev, vmap\n"
RIGHT = [
    "jacobians = vmap(jacfwd(f))(rows)",
    "jacobians = torch.stack([jacrev(f)(row) for row in rows])",
    "jacobians = jacrev(lambda r: vmap(f)(r).sum(0))(rows).transpose(0, 1)",
    "whole = jacrev(vmap(f))(rows)\njacobians = whole.diagonal(dim1=0, dim2=2).permute(2, 0, 1)",
]
WRONG = [
    ("jacobians = jacrev(vmap(f))(rows)", "every row"),
    ("jacobians = jacrev(f)(rows[0])", "shape should be"),
    ("jacobians = vmap(jacrev(f), out_dims=2)(rows).permute(2, 1, 0)", "another order"),
    ("jacobians = [jacrev(f)(row) for row in rows]", "one tensor"),
    ("jacobians = jacrev(f)(rows[0]).expand(3, 2, 3)", "row 0, three times"),
    ("jacobians = vmap(jacrev(f))(rows).sum(0).expand(3, 2, 3)", "added up"),
    ("jacobians = vmap(jacrev(f))(rows) / 3", "slope of result j"),
]


def test_solution_agrees_with_differences(run):
    module = run(LAB, upto="solution")
    rows, nudge = module.rows.double(), 1e-6
    for row, jacobian in zip(rows, module.jacobians.double(), strict=True):
        for place, unit in enumerate(torch.eye(3).double()):
            slope = (module.f(row + nudge * unit) - module.f(row - nudge * unit)) / (2 * nudge)
            assert_close(jacobian[:, place], slope, rtol=1e-4, atol=1e-5)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `jacobians` yet" in judge(LAB, "")


@pytest.mark.parametrize("answer", [FUNC + answer for answer in RIGHT])
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(("answer", "message"), [(FUNC + answer, told) for answer, told in WRONG])
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
