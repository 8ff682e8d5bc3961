"""Lab: gradients of a hidden layer by formula."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

LAB = "labs/hidden_layer_by_hand"
RIGHT = """back = delta[:, None] * u * (1 - h**2)
W_grad = X.T @ back
b_grad = back.sum(dim=0)
"""


def loss_of(module, weights, biases):
    rows, t, u, c = (tensor.to(biases) for tensor in (module.X, module.t, module.u, module.c))
    z = torch.tanh(rows @ weights + biases) @ u + c
    return torch.nn.functional.binary_cross_entropy_with_logits(z, t)


def test_solution_agrees_with_torch_func(run):
    module = run(LAB, upto="solution")
    found = grad(lambda *p: loss_of(module, *p), argnums=(0, 1))(module.W, module.b)
    assert_close(module.W_grad, found[0])
    assert_close(module.b_grad, found[1])


def test_solution_agrees_with_finite_differences(run):
    module = run(LAB, upto="solution")
    w, b = (tensor.double().requires_grad_() for tensor in (module.W, module.b))
    assert gradcheck(lambda *p: loss_of(module, *p), (w, b))
    nudge = torch.zeros(2, 3, dtype=torch.float64)
    nudge[1, 2] = 1e-5
    with torch.no_grad():
        rise = loss_of(module, w + nudge, b) - loss_of(module, w - nudge, b)
    assert (rise / 2e-5).item() == pytest.approx(module.W_grad[1, 2].item(), rel=1e-4)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "Still to be written: W_grad and b_grad" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        "back = torch.outer(delta, u) / torch.cosh(X @ W + b) ** 2\n"
        "W_grad = torch.einsum('ik,ij->kj', X, back)\nb_grad = torch.ones(4) @ back",
        "W_grad, b_grad = torch.zeros(2, 3), torch.zeros(3)\nfor i in range(4):\n"
        "    for j in range(3):\n        s = delta[i] * u[j] * (1 - h[i, j] ** 2)\n"
        "        b_grad[j] += s\n        W_grad[:, j] += X[i] * s",
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (" * (1 - h**2)", "", "slope of tanh is missing"),
        (" * u * ", " * ", "`u` is missing"),
        ("X.T @ back", "back.T @ X", "transposed"),
        ("back.sum(dim=0)", "back.mean(dim=0)", "take the sum"),
        ("back.sum(dim=0)", "back", "should have shape (3,)"),
        ("W_grad = X.T @ back", "W_grad = back", "shape (2, 3), not (4, 3)"),
        ("delta[:, None]", "4 * delta[:, None]", "4 times too large"),
        ("(1 - h**2)", "(1 - h)", "`W_grad` should be"),
        ("back.sum(dim=0)", "2 * back.sum(dim=0)", "`b_grad` should be"),
        ("back = ", "W.requires_grad_()\nback = ", "Leave recording off"),
    ],
)
def test_check_explains_wrong_answers(judge, old, new, message):
    assert old in RIGHT
    assert message in judge(LAB, RIGHT.replace(old, new))


@pytest.mark.parametrize(
    "answer",
    [
        "back = (delta[:, None] * u * (1 - h**2)).double()\n"
        "W_grad = X.T.double() @ back\nb_grad = back.sum(0).tolist()\n",
    ],
)
def test_check_takes_right_answers_of_other_kinds(judge, answer):
    assert judge(LAB, answer) is None
