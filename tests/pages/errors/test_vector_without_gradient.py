"""Three outputs and no weights."""

import torch
from torch.testing import assert_close

STORY = "errors/vector_without_gradient"


def test_forward_has_three_outputs(run):
    assert_close(run(STORY, upto="forward").y.detach(), torch.tensor([2.0, 4.0, 6.0]))


def test_backward_is_refused(executed):
    (error,) = executed(STORY).cell("backward")["outputs"]
    assert error["ename"] == "RuntimeError"
    assert error["evalue"] == "grad can be implicitly created only for scalar outputs"


def test_backward_with_weights_works(run):
    module = run(STORY, upto="forward")
    module.y.backward(torch.ones(3))
    assert_close(module.x.grad, torch.full((3,), 2.0))
