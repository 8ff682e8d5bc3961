"""Lab: three tensors, one walk."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

LAB = "labs/which_gradients_stay"
LEAF = "t = torch.tensor([1.0, 2.0], requires_grad=True)\n"
KEPT = "r.retain_grad()\nq.retain_grad()\n"


def test_solution_gradients_are_twos_ones_and_one(run):
    module = run(LAB, upto="solution")
    assert_close(module.t.grad, torch.full((3,), 2.0))
    assert_close(module.r.grad, torch.ones(3))
    assert_close(module.q.grad, torch.tensor(1.0))


def test_solution_agrees_with_torch_func_and_finite_differences(run):
    t = run(LAB, upto="solution").t.detach()
    assert_close(torch.func.grad(lambda a: (a * 2).sum())(t), torch.full((3,), 2.0))
    assert_close(torch.func.grad(torch.sum)(t * 2), torch.ones(3))
    assert gradcheck(lambda a: (a * 2).sum(), t.double().requires_grad_())


def test_solution_prints_none_before_and_no_warning(executed):
    outputs = executed(LAB).cell("solution")["outputs"]
    assert [entry.get("name") for entry in outputs] == ["stdout"]
    assert outputs[0]["text"].startswith("before: None None None\n")


def test_solution_without_requests_fills_the_leaf_alone():
    t = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    r = t * 2
    q = r.sum()
    q.backward()
    assert_close(t.grad, torch.full((3,), 2.0))
    assert not r.retains_grad
    assert not q.retains_grad


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_asks_for_step_one_at_the_start(judge):
    assert "make it in step 1" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        f"t = torch.zeros(2, 2).requires_grad_()\nr = t + t\nq = torch.sum(r)\n{KEPT}q.backward()",
        "t = torch.nn.Parameter(torch.arange(4.0))\nr = torch.mul(2, t)\n"
        "r.retain_grad()\nt.retain_grad()\nq = r.sum()\nq.retain_grad()\n"
        "torch.autograd.backward(q)",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("t = torch.tensor([1.0, 2.0])\nr = t * 2\nq = r.sum()", "requires_grad=True"),
        (LEAF + "t = t * 2\nr = t\nq = r.sum()", "was used again"),
        (LEAF, "multiply `t` by 2"),
        (LEAF + "r = (t * 2).sum()\nq = r", "the shape of `t`"),
        (LEAF + "r = t * 2\nq = r * 1", "2 entries"),
        (LEAF + "r = t * 3\nq = r.sum()", "2 times `t`"),
        (LEAF + "r = t.detach() * 2\nq = t.sum()", "compute it from `t`"),
        (LEAF + f"r = t * 2\nq = r.mean()\n{KEPT}q.backward()", "the sum of the entries"),
        (LEAF + f"r = t * 2\nq = r.sum()\n{KEPT}", "call q.backward()"),
        (LEAF + "r = t * 2\nq = r.sum()\nq.backward()", "call r.retain_grad()"),
        (LEAF + f"r = t * 2\nq = r.sum()\nq.backward()\n{KEPT}", "must come before q.backward()"),
        (LEAF + "r = t * 2\nq = r.sum()\nr.retain_grad()\nq.backward()", "call q.retain_grad()"),
        (
            LEAF + f"r = t * 2\nq = r.sum()\n{KEPT}q.backward()\n(t * 2).sum().backward()",
            "a second backward adds",
        ),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
