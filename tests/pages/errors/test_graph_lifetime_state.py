"""A carried state leads the second walk into the first round."""

import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/graph_lifetime_state"


def test_first_round_slope(run):
    w = run(STORY, upto="first-round").w
    assert_close(w.grad, 1 - torch.tanh(torch.tensor(0.5)) ** 2)
    assert_close(w.grad, grad(torch.tanh)(torch.tensor(0.5)))


def test_second_round_is_refused(executed):
    (error,) = executed(STORY).cell("second-round")["outputs"]
    assert "backward through the graph a second time" in error["evalue"]


def test_a_detached_state_works(run):
    module = run(STORY, upto="first-round")
    module.w.grad = None
    state = module.after_one.detach()
    torch.tanh(module.w * state).backward()
    assert_close(module.w.grad, (1 - torch.tanh(0.5 * state) ** 2) * state)
