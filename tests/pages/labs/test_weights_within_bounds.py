"""Lab: weights between two bounds."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/weights_within_bounds"
GOOD = """def step():
    w.grad = None
    loss(w).backward()
    with torch.no_grad():
        w.sub_(0.5 * w.grad).clamp_(0, 1)
"""
OPTIMIZED = """def step():
    optimizer = torch.optim.SGD([w], lr=0.5)
    optimizer.zero_grad()
    loss(w).backward()
    optimizer.step()
    w.data.clamp_(0, 1)
"""
BY_GRAD = """def step():
    (slope,) = torch.autograd.grad(loss(w), w)
    with torch.no_grad():
        w.copy_((w - 0.5 * slope).relu().minimum(torch.ones(3)))
"""
REBOUND = """def step():
    global w
    loss(w).backward()
    w = (w - 0.5 * w.grad).clamp(0, 1){}
"""


ONE_OPTIMIZER = """optimizer = torch.optim.SGD([w], lr=0.5)
def step():
    optimizer.zero_grad()
    loss(w).backward()
    optimizer.step()
    with torch.no_grad():
        w.clamp_(0, 1)
"""


def test_solution_goes_half_of_the_way_and_stops_at_the_bound(run):
    module = run(LAB, upto="solution")
    middle = (torch.tensor([0.0, 0.5, 1.0]) + module.aims) / 2
    assert_close(module.w.detach(), middle.clamp(0, 1))


def test_hardtanh_leaves_two_weights_at_their_bounds(run):
    module = run(LAB, upto="start")
    module.stuck().backward()
    assert module.w.grad[[0, 2]].tolist() == [0, 0]


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `step` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer", [OPTIMIZED, ONE_OPTIMIZER, BY_GRAD, REBOUND.format(".detach().requires_grad_()")]
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (GOOD.replace("loss(w)", "stuck()"), "still at 0"),
        (GOOD.replace(".clamp_(0, 1)", ""), "outside of its bounds"),
        (GOOD.replace("loss(w)", "loss(0.9 * w)"), "should be at"),
        (GOOD.replace("    w.grad = None\n", ""), "do gradients add up"),
        (GOOD.replace(".clamp_(0, 1)", ".clamp(0, 1)"), "outside of its bounds"),
        (GOOD.replace("clamp_(0, 1)", "clamp_(0.1, 1)"), "should end at"),
        (GOOD.replace("w.sub_(0.5 * w.grad)", "(w - 0.5 * w.grad)"), "not moved"),
        (GOOD.replace("0.5 *", "0.25 *"), "After one step"),
        (REBOUND.format(""), "`w` is a result now"),
        (GOOD.replace("sub_", "add_"), "still at 0"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
