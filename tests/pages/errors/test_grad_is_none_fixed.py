"""The gradient read in time, and zeroed where there is one."""

import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/grad_is_none_fixed"


def test_read_in_time_prints_two_slopes(outputs):
    first, second = outputs(STORY)["read-in-time"].splitlines()
    slope = grad(lambda t: (t**2).sum())
    start = torch.ones(3)
    assert first == str(slope(start)[0]) == str(torch.tensor(2.0))
    stepped = start - 0.1 * slope(start)
    assert second == str(slope(stepped)[0]) == str(torch.tensor(2 * 0.8))


def test_test_first_gives_two_v(run):
    v = run(STORY).v
    assert_close(v.grad, 2 * v.detach())
    assert_close(v.grad, grad(lambda t: (t**2).sum())(v.detach()))
