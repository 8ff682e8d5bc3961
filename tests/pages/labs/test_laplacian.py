"""Lab: a Laplacian at many points."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/laplacian"
GOOD = """def laplacian(u, rows):
    (du,) = torch.autograd.grad(u(rows).sum(), rows, create_graph=True)
    total = 0.0
    for i in range(2):
        (second,) = torch.autograd.grad(du[:, i].sum(), rows, retain_graph=True)
        total = total + second[:, i]
    return total
"""


def test_solution_is_three_u_and_the_trace_of_each_hessian(run):
    module = run(LAB, upto="solution")
    found = module.laplacian(module.u, module.rows)
    assert_close(found, 3 * module.u(module.rows).detach())
    hessians = torch.func.vmap(torch.func.hessian(lambda r: module.u(r[None])[0]))
    assert_close(found, hessians(module.rows.detach()).diagonal(dim1=1, dim2=2).sum(1))


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `laplacian` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "def laplacian(u, rows):\n"
        "    h = torch.func.vmap(torch.func.hessian(lambda r: u(r[None])[0]))(rows)\n"
        "    return h[:, 0, 0] + h[:, 1, 1]",
        "def laplacian(u, rows):\n"
        "    h = torch.autograd.functional.hessian(lambda r: u(r).sum(), rows)\n"
        "    return torch.einsum('iaia->i', h)",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (GOOD.replace("create_graph", "retain_graph"), "has no record"),
        (GOOD.replace(", retain_graph=True", ""), "retain_graph=True"),
        (GOOD.replace("range(2)", "[0]"), "Only the first"),
        (GOOD.replace("range(2)", "[1]"), "Only the second"),
        (GOOD.replace("second[:, i]", "second.sum(1)"), "mixed derivatives"),
        (GOOD.replace("second[:, i]", "second"), "shape is (3, 2)"),
        (GOOD.replace("return total", "return total / 2"), "three times u"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (GOOD.replace("u(rows).sum()", "globals()['u'](rows).sum()"), "x * y it should be"),
        (GOOD.replace("(u, rows):\n", "(u, given):\n"), "the shape (5,)"),
        ("def laplacian(u, rows):\n    return 3 * u(rows)", "x * y it should be"),
        (
            GOOD.replace("u(rows).sum()", "u(rows).abs().sum()"),
            "x * y it should be",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
