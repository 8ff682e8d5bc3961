"""The scaler found no gradient."""

import torch
from torch.testing import assert_close

STORY = "errors/more_no_inf_checks"


def test_step_is_refused(executed):
    (error,) = executed(STORY).cell("step")["outputs"]
    assert error["evalue"] == "No inf checks were recorded for this optimizer."


def test_fixed_steps_by_the_learning_rate(run):
    module = run(STORY, upto="fixed")
    assert_close(module.w.detach(), torch.tensor([1 - 0.1 * 2]))


def test_find_shows_an_empty_gradient(run, outputs):
    assert run(STORY, upto="find").w.grad is None
    assert outputs(STORY)["find"] == "[None]\n"
