"""One shape for both: no warning, loss 0, gradient 0."""

import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.nn.functional import mse_loss
from torch.testing import assert_close

STORY = "errors/more_mse_sizes_fixed"


def test_fixed_is_zero_and_silent(run, executed):
    module = run(STORY)
    assert module.loss == 0
    assert not module.column.grad.any()
    streams = [o["name"] for cell in executed(STORY).cells() for o in cell["outputs"]]
    assert set(streams) == {"stdout"}


def test_fixed_has_the_slope_of_a_mean_of_squares():
    targets = torch.tensor([1.0, 2.0, 3.0, 6.0])
    guess = targets + 1
    assert_close(grad(mse_loss)(guess, targets), 2 / 4 * (guess - targets))
    exact = guess.double().requires_grad_()
    assert gradcheck(lambda p: mse_loss(p, targets.double()), exact)


def test_other_side_and_find(outputs):
    printed = outputs(STORY)
    assert printed["other-side"] == "0.0\n"
    assert printed["find"] == "False True\n"


def test_squeeze_without_a_number_drops_the_batch_as_well():
    one = torch.ones(1, 1)
    assert one.squeeze().shape == ()
    assert one.squeeze(1).shape == (1,)
