"""One number to walk back from, or a weight for each entry."""

import pytest
import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/vector_without_gradient_fixed"
MESSAGE = "grad can be implicitly created only for scalar outputs"
X = torch.tensor([1.0, 2.0, 3.0])
WEIGHTS = torch.tensor([1.0, 0.0, 10.0])


def test_reduce_gives_two_thirds(run):
    x = run(STORY, upto="reduce").x
    assert_close(x.grad, torch.full((3,), 2 / 3))
    assert_close(x.grad, grad(lambda t: (t * 2).mean())(X))


def test_weights_give_twice_the_weights(run):
    x = run(STORY).x_weighed
    assert_close(x.grad, 2 * WEIGHTS)
    assert_close(x.grad, grad(lambda t: WEIGHTS @ (t * 2))(X))


def test_the_sum_gives_the_mean_times_the_number_of_entries(run):
    assert_close(grad(lambda t: (t * 2).sum())(X), 3 * run(STORY).x.grad)


def test_a_loss_that_is_not_reduced_has_the_message_with_a_mask_too():
    x = X.clone().requires_grad_()
    loss = torch.nn.functional.mse_loss(x, torch.zeros(3), reduction="none")
    for unreduced in (loss, loss * torch.tensor([1.0, 0.0, 1.0])):
        with pytest.raises(RuntimeError, match=MESSAGE):
            unreduced.backward()


def test_autograd_grad_has_the_message_and_the_cure():
    x = X.clone().requires_grad_()
    with pytest.raises(RuntimeError, match=MESSAGE):
        torch.autograd.grad(x * 2, x)
    (slope,) = torch.autograd.grad(x * 2, x, grad_outputs=WEIGHTS)
    assert_close(slope, 2 * WEIGHTS)


def test_a_complex_loss_has_another_message():
    z = torch.ones((), dtype=torch.complex64, requires_grad=True)
    with pytest.raises(
        RuntimeError, match=r"only for real scalar outputs but got torch\.complex64"
    ):
        (z * z).backward()
