"""Lab: rows of a matrix from gradients."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/rows_of_a_matrix"
GRAD = "torch.autograd.grad(apply(x), x, torch.tensor({}))"


def test_solution_finds_both_rows(run):
    module = run(LAB, upto="solution")
    assert_close(module.top, torch.tensor([1.0, -2.0, 0.5]))
    assert_close(module.bottom, torch.tensor([4.0, 0.0, 3.0]))
    table = torch.autograd.functional.jacobian(module.apply, module.x.detach())
    assert_close(torch.stack([module.top, module.bottom]), table)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_asks_for_the_rows_at_the_start(judge):
    assert "no `top` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "apply(x).backward(torch.tensor([1.0, 0.0]))\ntop = x.grad\nx.grad = None\n"
        "apply(x).backward(torch.tensor([0.0, 1.0]))\nbottom = x.grad",
        "top, bottom = torch.func.jacrev(apply)(x.detach())",
        "(top,) = torch.autograd.grad(apply(x)[0], x)\n"
        "(bottom,) = torch.autograd.grad(apply(x)[1], x)",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (f"top = {GRAD.format([1.0, 0.0])}", "take its first entry"),
        (f"top = {GRAD.format([1.0, 1.0])}[0]", "sum of both rows"),
        (f"top = {GRAD.format([0.0, 1.0])}[0]", "`top` is [4.0"),
        (f"top = {GRAD.format([1.0, 0.0])}[0]", "no `bottom` yet"),
        ("top = apply(x)", "a row has shape (3,)"),
        (
            f"top = {GRAD.format([1.0, 0.0])}[0]\n"
            "apply(x).backward(torch.tensor([1.0, 0.0]))\n"
            "apply(x).backward(torch.tensor([0.0, 1.0]))\nbottom = x.grad",
            "sum of both rows",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
