"""Lab: a parameter that is frozen in the middle of training."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/freeze_and_stay"
FREEZE = "head.requires_grad_(False)\n"
CLEAR = "optimizer.zero_grad()"
LOOP = "for _ in range(2):\n    {}\n    loss().backward()\n    optimizer.step()\n"
GOOD = FREEZE + "head.grad = None\n" + LOOP.format(CLEAR)


def test_solution_takes_w_where_it_would_go_alone(run):
    module = run(LAB, upto="solution")
    w = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([w], lr=0.1, momentum=0.9)
    for _ in range(3):
        w.grad = torch.full((2,), module.pull)
        optimizer.step()
    assert_close(module.w.data, w.data)
    assert module.head.item() == module.reached == pytest.approx(0.5)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "has not moved" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        FREEZE + LOOP.format(CLEAR),
        "optimizer.param_groups[0]['params'] = [w]\n" + LOOP.format(CLEAR),
        LOOP.format(CLEAR).replace("    optimizer", "    head.grad = None\n    optimizer"),
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (LOOP.format(CLEAR), "not frozen"),
        (FREEZE + LOOP.format("optimizer.zero_grad(set_to_none=False)"), "by its momentum"),
        ("head.grad = None\n" + LOOP.format(CLEAR), "not frozen"),
        (
            "optimizer = torch.optim.SGD([w], lr=0.1, momentum=0.9)\n" + LOOP.format(CLEAR),
            "began anew",
        ),
        (GOOD.replace("range(2)", "range(1)"), "one step"),
        (GOOD.replace(CLEAR, "pass"), "added up"),
        (GOOD.replace("range(2)", "range(3)"), "should be at"),
        ("with torch.no_grad():\n    head.fill_(1.0)\n" + GOOD, "should stay"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


BACK = "head.data.fill_(reached)\n"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (LOOP.format(CLEAR) + BACK, "put back after a step"),
        (LOOP.format(CLEAR) + f"    {BACK}", "put back after a step"),
    ],
)
def test_check_refuses_a_head_that_is_put_back(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "for _ in range(2):\n    loss().backward()\n    optimizer.step()\n"
            "    with torch.no_grad():\n        head.fill_(reached)\n"
            "    optimizer.zero_grad()\n",
            "put back after a step",
        ),
    ],
)
def test_check_sees_how_an_answer_came_about(judge, answer, message):
    assert message in judge(LAB, answer)
