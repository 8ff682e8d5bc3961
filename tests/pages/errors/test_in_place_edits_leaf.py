"""A recorded edit of a leaf is refused, an unrecorded one is not."""

import torch
from torch.testing import assert_close

STORY = "errors/in_place_edits_leaf"


def test_step_prints_the_gradient_two_w(executed):
    printed, _ = executed(STORY).cell("step")["outputs"]
    assert printed["text"] == "tensor([2., 4.])\n"
    assert torch.func.grad(lambda t: (t**2).sum())(torch.tensor([1.0, 2.0])).tolist() == [2, 4]


def test_step_is_refused(executed):
    _, error = executed(STORY).cell("step")["outputs"]
    assert "a leaf Variable that requires grad is being used" in error["evalue"]


def test_step_under_no_grad_works():
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    (w**2).sum().backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    assert_close(w.detach(), torch.tensor([0.8, 1.6]))
    assert w.is_leaf
