"""Reading .grad after zero_grad(): None has no entries."""

import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/gradients_accumulate_emptied"


def test_train_takes_one_step_and_empties(run):
    module = run(STORY, upto="train")
    assert module.w.grad is None
    start = torch.tensor([1.0, 2.0])
    assert_close(module.w.detach(), start - 0.1 * 2 * start)
    assert_close(module.w.detach(), start - 0.1 * grad(lambda t: (t * t).sum())(start))


def test_look_is_refused(executed):
    (error,) = executed(STORY).cell("look")["outputs"]
    assert error["ename"] == "TypeError"
    assert "'NoneType' object is not subscriptable" in error["evalue"]


def test_zeros_can_be_read(run):
    module = run(STORY, upto="train")
    (module.w * module.w).sum().backward()
    module.optimizer.zero_grad(set_to_none=False)
    assert module.w.grad[0].item() == 0
