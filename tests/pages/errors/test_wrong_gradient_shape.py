"""The equivalence that older texts claim, and the error it gives."""

import pytest
import torch
from torch.testing import assert_close

STORY = "errors/wrong_gradient_shape"


def test_forward_prints_both_shapes(outputs):
    assert outputs(STORY)["forward"].splitlines() == [
        "shape of out:          torch.Size([])",
        "shape of the argument: torch.Size([1])",
    ]


def test_backward_is_refused(executed):
    (error,) = executed(STORY).cell("backward")["outputs"]
    assert error["ename"] == "RuntimeError"
    assert error["evalue"].startswith("Mismatch in shape: grad_output[0]")
    assert "torch.Size([1]) and output[0] has a shape of torch.Size([])" in error["evalue"]


def test_backward_with_the_right_shape_works(run):
    module = run(STORY, upto="forward")
    with pytest.raises(RuntimeError, match="Mismatch in shape"):
        module.out.backward(torch.tensor([1.0]))
    assert module.x.grad is None
    module.out.backward(torch.tensor(1.0))
    assert_close(module.x.grad, torch.full((2, 2), 4.5))
