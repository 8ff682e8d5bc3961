"""The argument of backward() in the shape of the output."""

import pytest
import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/wrong_gradient_shape_fixed"


def test_ones_like_gives_the_gradient_of_the_mean(run):
    module = run(STORY)
    assert torch.ones_like(module.out).shape == module.out.shape == ()
    assert_close(module.x.grad, torch.full((2, 2), 3 / 2 * (1 + 2)))
    assert_close(module.x.grad, grad(lambda t: (3 * (t + 2) ** 2).mean())(torch.ones(2, 2)))


@pytest.mark.parametrize("argument", [(), (torch.tensor(1.0),)])
def test_no_argument_and_a_bare_number_do_the_same(argument):
    x = torch.ones(2, 2, requires_grad=True)
    (3 * (x + 2) ** 2).mean().backward(*argument)
    assert_close(x.grad, torch.full((2, 2), 4.5))


def test_autograd_grad_and_the_other_way_round():
    x = torch.ones(1, 2, requires_grad=True)
    kept = (x**2).sum(dim=1)
    said = (
        r"grad_output\[0\] has a shape of torch.Size\(\[\]\) "
        r"and output\[0\] has a shape of torch.Size\(\[1\]\)"
    )
    with pytest.raises(RuntimeError, match=said):
        torch.autograd.grad(kept, x, grad_outputs=torch.tensor(1.0))
