"""Plain data from no_grad, or a clone."""

import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/inference_tensors_fixed"


def test_no_grad_and_clone_give_the_features(run):
    module = run(STORY)
    assert module.borrowed.is_inference()
    assert not module.borrowed.clone().is_inference()
    derived = torch.tensor([2.0, 4.0, 6.0])
    for leaf in (module.w, module.v):
        assert_close(leaf.grad, derived)
        assert_close(leaf.grad, grad(lambda t: (t * derived).sum())(torch.ones(3)))


def test_a_clone_inside_inference_mode_is_no_cure():
    with torch.inference_mode():
        assert torch.ones(2).clone().is_inference()
