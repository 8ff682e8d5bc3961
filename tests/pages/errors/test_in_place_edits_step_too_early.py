"""A step between two walks is refused by the second."""

import pytest
import torch
from torch.testing import assert_close

STORY = "errors/in_place_edits_step_too_early"


def test_two_losses_step_once(run):
    w = run(STORY, upto="two-losses").w
    assert w._version == 1
    assert_close(w.detach(), torch.tensor([0.8, 1.6]))


def test_second_walk_is_refused(executed):
    (error,) = executed(STORY).cell("second-walk")["outputs"]
    assert "modified by an inplace operation" in error["evalue"]


def test_an_optimizer_step_does_the_same():
    w = torch.ones(2, requires_grad=True)
    sgd = torch.optim.SGD([w], lr=0.1)
    first, second = (w**2).sum(), (w**3).sum()
    first.backward()
    sgd.step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        second.backward()
