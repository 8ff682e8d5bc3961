"""A class has no reparameterised sample: the error, and two ways that learn."""

import torch
from torch.testing import assert_close

STORY = "errors/hard_decisions_rsample"


def test_rsample_raises_without_a_text(executed):
    (error,) = executed(STORY).cell("rsample")["outputs"]
    assert (error["ename"], error["evalue"]) == ("NotImplementedError", "")


def test_score_is_reward_times_one_hot_less_probabilities(run):
    module = run(STORY, upto="score")
    assert_close(module.logits.grad.sort().values, torch.tensor([-4 / 3, 2 / 3, 2 / 3]))


def test_relaxed_choice_has_the_slope_of_a_softmax(run):
    module = run(STORY, upto="relaxed")
    y, v = module.relaxed.detach(), torch.tensor([1.0, 2.0, 3.0])
    assert_close(module.weights.grad, y * (v - (y * v).sum()))
    assert_close(y.sum(), torch.tensor(1.0))


def test_ask_tells_which_has_it(outputs):
    assert [line.split()[-1] for line in outputs(STORY)["ask"].splitlines()] == ["False", "True"]
