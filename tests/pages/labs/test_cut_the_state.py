"""Lab: a state without the record of the rounds before."""

import pytest
import torch
from torch.func import grad

LAB = "labs/cut_the_state"
LOOP = """slopes, state = [], start
for number in inputs:
    state = torch.tanh(w * state.detach() + number)
    state.backward()
    slopes.append(w.grad.item())
    w.grad = None
"""


def test_solution_is_the_slope_of_each_round_alone(run):
    module = run(LAB, upto="solution")
    state = 1.0
    for slope, number in zip(module.slopes, module.inputs, strict=True):
        after = torch.tanh(torch.tensor(0.5 * state + number)).item()
        assert slope == pytest.approx((1 - after**2) * state, rel=1e-4)
        state = after


def test_solution_agrees_with_torch_func(run):
    state = torch.tensor(1.0)
    for slope, number in zip(run(LAB, upto="solution").slopes, (1.0, 2.0, 3.0), strict=True):

        def round_of(w, state=state, number=number):
            return torch.tanh(w * state + number)

        assert slope == pytest.approx(grad(round_of)(torch.tensor(0.5)).item(), rel=1e-5)
        state = round_of(torch.tensor(0.5))


def test_the_loop_of_the_task_raises(cells):
    names = {}
    exec(cells(LAB)["start"], names)
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        exec(LOOP.replace(".detach()", ""), names)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "write the loop" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "slopes, state = [], start\nfor number in inputs:\n"
        "    state = torch.tanh(w * state + number)\n"
        "    (slope,) = torch.autograd.grad(state, w)\n"
        "    slopes.append(slope)\n    state = state.detach()",
        LOOP.replace("state.detach()", "state.item()"),
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("slopes = [1.0]", "should have the shape (3,), not (1,)"),
        (LOOP.replace("    w.grad = None\n", ""), "empty w.grad"),
        (
            LOOP.replace(".detach()", "").replace("backward()", "backward(retain_graph=True)"),
            "detach the state instead",
        ),
        ("slopes = [0.0, 0.0, 0.0]", "All slopes are 0"),
        (LOOP.replace("state.detach()", "start"), "should be"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
