"""The flag set last, and a result that was asked in time."""

import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/grad_of_non_leaf_fixed"


def test_flag_last_gives_two_w_and_no_warning(run, executed):
    w = run(STORY, upto="flag-last").w
    assert_close(w.grad, 2 * w.detach())
    assert_close(w.grad, grad(lambda t: (t**2).sum())(w.detach()))
    assert all(o["name"] == "stdout" for cell in executed(STORY).cells() for o in cell["outputs"])


def test_retain_gives_two_y(run):
    y = run(STORY).y
    assert not y.is_leaf
    assert_close(y.grad, torch.full((2,), 2 * 3.0))
    assert_close(y.grad, grad(lambda t: (t**2).sum())(y.detach()))
