"""Four things that may have been meant, each by two routes."""

import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

STORY = "errors/more_func_grad_non_scalar_fixed"


def test_fixed_gives_two_x_and_its_diagonal(run):
    x = run(STORY).x
    leaf = x.clone().requires_grad_()
    (leaf * leaf).sum().backward()
    assert_close(leaf.grad, 2 * x)
    assert_close(torch.func.jacrev(lambda t: t * t)(x), torch.diag(2 * x))
    assert gradcheck(lambda t: t * t, x.double().requires_grad_())


def test_weights_agree_with_backward(run):
    module = run(STORY)
    leaf = module.x.clone().requires_grad_()
    (leaf * leaf).backward(module.weights)
    assert_close(leaf.grad, module.pull(module.weights)[0])
    assert_close(leaf.grad, module.weights * 2 * module.x)


def test_each_entry_has_its_own(outputs):
    printed = outputs(STORY)
    assert printed["each-entry"] == "tensor([2., 4., 6.])\n"
    assert printed["find"] == "torch.Size([3]) torch.Size([])\n"
