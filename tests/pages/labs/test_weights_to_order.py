"""Lab: the weights that give an ordered gradient."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/weights_to_order"


def products(p):
    return torch.stack([p[0] * p[1], p[1] * p[2]])


def test_solution_gradient(run):
    module = run(LAB, upto="solution")
    assert_close(module.p.grad, torch.tensor([4.0, 11.0, 6.0]))


def test_solution_agrees_with_the_whole_table(run):
    module = run(LAB, upto="solution")
    table = torch.func.jacrev(products)(module.p.detach())
    assert_close(module.v @ table, module.p.grad)
    solved = torch.linalg.lstsq(table.T, module.p.grad[:, None]).solution[:, 0]
    assert_close(solved, module.v)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_asks_for_step_one_at_the_start(judge):
    assert "start with step 1" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "v = torch.arange(2.0, 4.0)\ntorch.autograd.backward(s, v)",
        "v = torch.tensor([4 / 2, 6 / 2])\n(v * s).sum().backward()",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("v = [2.0, 3.0]", "should be a tensor"),
        ("v = torch.tensor([4.0, 11.0, 6.0])", "one weight for each output"),
        ("v = torch.tensor([3.0, 2.0])", "wrong order"),
        ("v = torch.ones(2)\ns.backward(v)", "gives you one weight at once"),
        ("v = torch.tensor([2.0, 3.0])", "call s.backward(v)"),
        (
            "v = torch.tensor([2.0, 3.0])\ns.backward(v, retain_graph=True)\ns.backward(v)",
            "call backward once",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    "answer",
    [
        "v = torch.tensor([2, 3])\ns.backward(v)",
        "v = torch.tensor([2, 3], dtype=torch.float64)\ns.backward(v.float())",
    ],
)
def test_check_takes_right_answers_of_other_kinds(judge, answer):
    assert judge(LAB, answer) is None
