"""torch.func.grad wants a result without axes, Tensor.backward one element."""

import pytest
import torch

STORY = "errors/more_func_grad_non_scalar"


def test_vector_is_refused(executed):
    (error,) = executed(STORY).cell("vector")["outputs"]
    assert "to return a scalar Tensor" in error["evalue"]


def test_one_element_is_enough_for_backward_alone():
    with pytest.raises(RuntimeError, match="to return a scalar Tensor"):
        torch.func.grad(lambda t: t * t)(torch.ones(1))
    one = torch.ones(1, requires_grad=True)
    (one * one).backward()
    assert one.grad.tolist() == [2.0]


def test_something_beside_the_loss_goes_with_has_aux():
    def loss(t):
        return (t * t).sum(), t

    with pytest.raises(RuntimeError, match=r"to return a Tensor, got .*tuple"):
        torch.func.grad(loss)(torch.ones(2))
    slopes, _ = torch.func.grad(loss, has_aux=True)(torch.ones(2))
    assert slopes.tolist() == [2.0, 2.0]
