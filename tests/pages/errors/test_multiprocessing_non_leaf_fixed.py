"""Values between processes."""

from multiprocessing.reduction import ForkingPickler

import torch
import torch.multiprocessing

STORY = "errors/multiprocessing_non_leaf_fixed"


def test_fixed_sends_something(outputs):
    assert outputs(STORY)["fixed"] == "True\n"


def test_a_leaf_that_records_may_go():
    assert len(ForkingPickler.dumps(torch.ones(1, requires_grad=True))) > 0
