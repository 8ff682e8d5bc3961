"""Lab: a walk that can be called again on the same record."""

import pytest
import torch

LAB = "labs/own_engine_second_walk"
EVERY_WAY = """def walk(value, gradient=1.0):
    if not value.parents:
        value.grad += gradient
    for parent, slope in value.parents:
        walk(parent, gradient * slope)
"""
RESET = """def walk(out):
    for value in youngest_first(out):
        if value.parents:
            value.grad = 0.0
    backward(out)
"""
KEEP = """def walk(out):
    behind = youngest_first(out)
    before = [value.grad for value in behind]
    for value in behind:
        value.grad = 0.0
    backward(out)
    for value, grad in zip(behind, before):
        value.grad += grad if not value.parents else 0.0
"""


def test_the_walk_of_the_page_gives_twenty(run, outputs):
    assert run(LAB, upto="start").two_walks() == 20.0
    assert outputs(LAB)["start"] == "20.0\n"


def test_solution_doubles_as_torch_does(run):
    x = run(LAB, upto="solution").x
    leaf = torch.tensor(3.0, requires_grad=True)
    out = leaf * leaf + leaf
    out.backward(retain_graph=True)
    assert leaf.grad.item() == 7.0
    out.backward()
    assert x.grad == leaf.grad.item() == 2 * (2 * 3.0 + 1)


def test_solution_walks_ten_times_and_leaves_the_values_between_alone(run):
    module = run(LAB, upto="solution")
    x = module.Value(2.0)
    between = x * x
    out = between * between
    for _ in range(10):
        module.walk(out)
    assert x.grad == 10 * 4 * 2.0**3
    assert (between.grad, out.grad) == (0.0, 0.0)


def test_solution_visits_each_value_once(run):
    module = run(LAB, upto="solution")
    x = module.Value(1.0)
    top = x
    for _ in range(60):
        top = top + top
    module.walk(top)
    assert x.grad == 2.0**60


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "define the function" in judge(LAB, "")


@pytest.mark.parametrize("answer", [EVERY_WAY, RESET, KEEP])
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("walk = backward", "20 is what"),
        (RESET.replace("if value.parents", "if True"), "lost the first walk"),
        (RESET.replace("youngest_first(out)", "[out]"), "20 is what"),
        ("def walk(out):\n    pass", "should leave 7"),
        (RESET + "    for value in youngest_first(out):\n        value.grad *= 2", "leave 7"),
        (
            "walked = set()\ndef walk(out):\n    backward(out)\n"
            "    for value in youngest_first(out):\n"
            "        if value.parents and out in walked:\n            value.grad = 0.0\n"
            "    walked.add(out)",
            "20 is what",
        ),
        (
            "def walk(out):\n    backward(out)\n    for value in youngest_first(out):\n"
            "        if value is out or value.parents and out.parents[1][0] in value.parents[0]:\n"
            "            value.grad = 0.0",
            "shared part",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


CLEANS_AFTER = """def walk(out):
    out.grad = 1.0
    values = youngest_first(out)
    for value in values:
        for parent, slope in value.parents:
            parent.grad += value.grad * slope
    for value in values:
        if value.parents:
            value.grad = 0.0
"""
LAST_LEAF = """def walk(out):
    arrived = dict.fromkeys(youngest_first(out), 0.0)
    arrived[out] = 1.0
    for value, gradient in arrived.items():
        for parent, slope in value.parents:
            arrived[parent] += gradient * slope
    value.grad += gradient
"""
FOR_ALL = LAST_LEAF.replace(
    "    value.grad +=", "    for value in arrived:\n        value.grad +="
).replace("+= gradient\n", "+= arrived[value] if not value.parents else 0.0\n")


def test_check_passes_each_leaf(judge):
    assert judge(LAB, FOR_ALL) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (CLEANS_AFTER, "do not begin with what is left"),
        (LAST_LEAF, "on the second"),
        (FOR_ALL.replace("gradient * slope", "abs(gradient * slope)"), "on the first leaf"),
        (FOR_ALL.replace("= 1.0", "= out.grad or 1.0"), "on the first leaf"),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
