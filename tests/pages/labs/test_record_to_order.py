"""Lab: a result whose record reads as ordered."""

import pytest
from torch.autograd import gradcheck
from torch.testing import assert_close

LAB = "labs/record_to_order"


def test_solution_walks_as_wanted(run):
    module = run(LAB, upto="solution")
    assert module.names(module.out.grad_fn) == module.wanted


def test_solution_gradient_is_twice_the_exponential(run):
    module = run(LAB, upto="solution")
    module.out.backward()
    assert_close(module.x.grad, 2 * (2 * module.x.detach()).exp())
    x = module.x.detach().double().requires_grad_()
    assert gradcheck(lambda t: (2 * t).exp().sum(), x)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_asks_for_step_one_at_the_start(judge):
    assert "start with step 1" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer", ["out = torch.sum(torch.exp(x * 3))", "square = x * x\nout = square.exp().sum()"]
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("out = 3.0", "should be a torch tensor"),
        ("out = (2 * x.detach()).exp().sum()", "has no record"),
        ("out = 2 * x.sum().exp()", "turned round"),
        ("out = x.exp().sum()", "meets 2 steps before the start, not 3"),
        ("out = (2 * x).exp().mean()", "'MeanBackward0'"),
        ("out = (2 * x).sum().exp()", "['ExpBackward0', 'SumBackward0'"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


OTHER_LEAF = "y = torch.ones(3, requires_grad=True)\nout = (2 * y).exp().sum()\n"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (OTHER_LEAF, "ends at another tensor"),
        ("out = (2 * x.detach().requires_grad_()).exp().sum()", "ends at another tensor"),
    ],
)
def test_check_refuses_a_walk_to_another_leaf(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    "answer",
    [
        "out = (torch.tensor(2.0) * x).exp().sum()",
        "out = (torch.tensor([1.0, 2.0, 3.0]) * x).exp().sum()",
        "out = torch.mul(3, x).exp().sum()",
    ],
)
def test_check_takes_right_answers_of_other_kinds(judge, answer):
    assert judge(LAB, answer) is None
