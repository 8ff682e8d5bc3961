"""What a node had saved is gone after the walk."""

import torch
from torch.testing import assert_close

STORY = "errors/graph_lifetime_saved_gone"


def test_backward_had_it_before(run, outputs):
    assert outputs(STORY)["backward"] == "before: tensor([1., 2., 3.])\n"
    assert_close(run(STORY, upto="backward").x.grad, torch.tensor([2.0, 4.0, 6.0]))


def test_look_is_refused(executed):
    (error,) = executed(STORY).cell("look")["outputs"]
    assert "directly access saved tensors" in error["evalue"]


def test_retain_graph_keeps_it():
    x = torch.ones(3, requires_grad=True)
    y = x * x
    y.sum().backward(retain_graph=True)
    assert y.grad_fn._saved_self is x
