"""A factor is a saved tensor, and one walk uses it up."""

import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/surprise_second_backward_raises"


def test_once_gives_two(run):
    x = run(STORY, upto="once").x
    assert_close(x.grad, torch.full((3,), 2.0))
    assert_close(x.grad, grad(lambda t: (t * 2).sum())(torch.ones(3)))


def test_again_is_refused(executed):
    (error,) = executed(STORY).cell("again")["outputs"]
    assert "backward through the graph a second time" in error["evalue"]


def test_afresh_it_runs():
    x = torch.ones(3, requires_grad=True)
    for _ in range(2):
        x.grad = None
        (x * 2).sum().backward()
    assert x.grad.tolist() == [2.0, 2.0, 2.0]
