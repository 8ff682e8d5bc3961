"""Lab: two paths back to one leaf."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad

LAB = "labs/both_roads_to_x"
HAND = "by_hand = {'s': 2, 'x': 7, 'z': 2}\n"
FORWARD = "out = (x + z) * x\n"


def test_solution_gradients_are_seven_and_two(run):
    module = run(LAB, upto="solution")
    assert (module.x.grad.item(), module.z.grad.item()) == (7, 2)
    assert module.by_hand == {"s": 2, "x": 7, "z": 2}


def test_solution_agrees_with_torch_func_and_finite_differences():
    found = grad(lambda x, z: (x + z) * x, argnums=(0, 1))(torch.tensor(2.0), torch.tensor(3.0))
    assert [gradient.item() for gradient in found] == [7, 2]
    assert grad(lambda s: s * 2.0)(torch.tensor(5.0)).item() == 2
    inputs = [torch.tensor(n, dtype=torch.float64, requires_grad=True) for n in (2.0, 3.0)]
    assert gradcheck(lambda x, z: (x + z) * x, inputs)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "start with step 1" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        f"s = x + z\nout = s * x\n{HAND}torch.autograd.backward(out)",
        "out = x**2 + z * x\nout.backward()\n"
        "by_hand = {'s': x.detach(), 'x': x.detach() + z.detach() + x.detach(), 'z': x.item()}",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("by_hand = [2, 7, 2]", "should be a dictionary"),
        ("by_hand = {'s': 2, 'x': 7}", "no entry for 'z'"),
        ("by_hand = {'s': 5, 'x': 7, 'z': 2}", "5 is the value of s"),
        ("by_hand = {'s': 1, 'x': 7, 'z': 2}", "times the other factor, not 1"),
        ("by_hand = {'s': 2, 'x': 7, 'z': 1}", "1 is the local slope"),
        ("by_hand = {'s': 2, 'x': 7, 'z': 3}", "what arrives at s"),
        ("by_hand = {'s': 2, 'x': 5, 'z': 2}", "in the sum as well"),
        ("by_hand = {'s': 2, 'x': 2, 'z': 2}", "factor of the product as well"),
        ("by_hand = {'s': 2, 'x': 10, 'z': 2}", "where paths meet they add"),
        ("by_hand = {'s': 2, 'x': 6, 'z': 2}", "Their sum is not 6"),
        (HAND, "go on to step 2"),
        (f"{HAND}out = 10.0", "was not recorded"),
        (f"{HAND}out = x + z", "should be 10, not 5"),
        (HAND + FORWARD, "call out.backward()"),
        (f"{HAND}{FORWARD}out.backward()\n{FORWARD}out.backward()", "a second backward adds"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)
