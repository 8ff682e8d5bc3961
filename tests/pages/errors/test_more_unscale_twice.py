"""One unscale_ for each optimizer and round."""

import torch
from torch.testing import assert_close

STORY = "errors/more_unscale_twice"


def test_twice_is_refused(executed):
    (error,) = executed(STORY).cell("twice")["outputs"]
    assert "unscale_() has already been called" in error["evalue"]


def test_fixed_takes_two_steps(run):
    assert_close(run(STORY, upto="fixed").w.detach(), torch.tensor([1 - 2 * 0.1 * 2]))


def test_step_unscales_by_itself():
    w = torch.nn.Parameter(torch.tensor([1.0]))
    sgd = torch.optim.SGD([w], lr=0.1)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    scaler.scale((2 * w).sum()).backward()
    scaler.step(sgd)
    assert_close(w.detach(), torch.tensor([0.8]))
