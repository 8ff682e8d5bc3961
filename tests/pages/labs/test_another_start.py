"""Lab: 9 instead of 4.5."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/another_start"


def test_solution_gradient_is_nine(run):
    module = run(LAB, upto="solution")
    assert_close(module.x.grad, torch.full((2, 2), 9.0))
    twice = torch.func.grad(lambda t: 2 * (3 * (t + 2) ** 2).mean())
    assert_close(module.x.grad, twice(torch.ones(2, 2)))


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_asks_for_step_one_at_the_start(judge):
    assert "start with step 1" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "argument = 2 * torch.ones_like(out)\nout.backward(argument)",
        "argument = torch.tensor(2)\nout.backward(gradient=argument)",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("argument = 2.0", "torch.tensor(...)"),
        ("argument = torch.tensor([2.0])", "needs the shape of `out`"),
        ("argument = torch.tensor(9.0)\nout.backward(argument)", "4.5 times what is 9?"),
        ("argument = torch.tensor(2.0)", "call out.backward(argument)"),
        ("argument = torch.tensor(2.0)\nout.backward()", "not 9"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    "answer",
    [
        "argument = torch.tensor(2)\nout.backward(argument)",
        "argument = torch.tensor(2.0)\ntorch.autograd.backward([out], [argument])",
    ],
)
def test_check_takes_right_answers_of_other_kinds(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "argument = torch.tensor(2.0)\nout.backward(retain_graph=True)\nout.backward()",
            "at `out` arrived [1.0, 1.0]",
        ),
        ("argument = torch.tensor(2.0)\nx.grad = torch.full((2, 2), 9.0)", "at `out` arrived []"),
        ("argument = None", "should be a tensor"),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
