"""A decimal point, or a conversion before the flag."""

import numpy as np
import pytest
import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/ints_cannot_record_fixed"


def test_both_ways_give_two_x(run):
    module = run(STORY)
    assert module.x.dtype == module.w.dtype == torch.float32
    for leaf in (module.x, module.w):
        assert_close(leaf.grad, torch.tensor([2.0, 4.0]))
        assert_close(leaf.grad, grad(lambda t: (t**2).sum())(leaf.detach()))


@pytest.mark.parametrize(
    "make",
    [
        lambda: torch.arange(3, requires_grad=True),
        lambda: torch.tensor([True, False], requires_grad=True),
        lambda: torch.from_numpy(np.array([1, 2])).requires_grad_(),
        lambda: torch.nn.Parameter(torch.tensor([1, 2])),
    ],
)
def test_the_usual_sources_are_refused(make):
    with pytest.raises(RuntimeError, match="nly Tensors of floating point"):
        make()
