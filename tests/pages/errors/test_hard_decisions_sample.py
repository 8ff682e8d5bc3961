"""A sampled class is a whole number outside the record."""

import torch
from torch.distributions import Categorical

STORY = "errors/hard_decisions_sample"


def test_a_loss_of_a_sampled_class_does_not_record(executed):
    (error,) = executed(STORY).cell("sample")["outputs"]
    assert "does not have a grad_fn" in error["evalue"]
    action = Categorical(logits=torch.zeros(3, requires_grad=True)).sample()
    assert (action.dtype, action.requires_grad) == (torch.int64, False)
