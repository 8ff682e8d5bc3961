"""An array of a detached tensor; the tensor itself records on."""

import numpy as np
import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/numpy_on_recording_fixed"


def test_detach_shares_memory(run):
    module = run(STORY, upto="detach")
    assert module.points.tolist() == [1, 4, 9]
    assert np.shares_memory(module.points, module.y.detach().numpy())
    assert module.y.detach().cpu().numpy().tolist() == [1, 4, 9]


def test_still_records_two_x(run):
    x = run(STORY).x
    assert_close(x.grad, torch.tensor([2.0, 4.0, 6.0]))
    assert_close(x.grad, grad(lambda t: (t**2).sum())(x.detach()))
