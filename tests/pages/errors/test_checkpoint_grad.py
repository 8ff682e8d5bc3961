"""A reentrant checkpoint under torch.autograd.grad."""

import pytest
import torch
from torch.utils.checkpoint import checkpoint

STORY = "errors/checkpoint_grad"


def test_grad_is_refused(executed):
    (error,) = executed(STORY).cell("grad")["outputs"]
    assert "incompatible with .grad()" in error["evalue"]


def test_inputs_of_backward_are_refused_too():
    w = torch.ones(2, requires_grad=True)
    out = checkpoint(torch.sin, w, use_reentrant=True).sum()
    with pytest.raises(RuntimeError, match=r"incompatible with .grad\(\)"):
        out.backward(inputs=[w])
