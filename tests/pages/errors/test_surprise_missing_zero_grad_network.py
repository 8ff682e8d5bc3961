"""Without clearing, a small network gets worse with either optimizer."""

import torch

STORY = "errors/surprise_missing_zero_grad_network"


def test_each_start_learns_where_gradients_are_cleared_and_none_else(run):
    module = run(STORY)
    assert module.falls == {"SGD, lr=0.1": [3, 0], "Adam, lr=0.01": [3, 0]}


def test_sgd_overflows_and_adam_stays_finite(run):
    module = run(STORY, upto="network")
    ends = {kind: module.end_over_start(how, False, 0) for kind, how in module.OPTIMIZERS.items()}
    assert not torch.tensor(ends["SGD, lr=0.1"]).isfinite()
    assert 1 < ends["Adam, lr=0.01"] < 1000
