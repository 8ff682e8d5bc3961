"""A mask that chooses scores, used twice."""

import torch

STORY = "errors/more_mask_after_sum"


def test_both_is_refused_with_the_two_shapes(executed):
    (error,) = executed(STORY).cell("both")["outputs"]
    assert "torch.Size([10, 2])" in error["evalue"]
    assert "output[0] has a shape of torch.Size([])" in error["evalue"]


def test_in_the_sum_or_as_the_argument_gives_the_same(run):
    module = run(STORY, upto="argument")
    assert torch.equal(module.scores.grad, module.mask)
    nudged = module.scores.detach() + 0.5 * torch.eye(10, 2)
    change = (nudged * module.mask).sum() - module.chosen.detach()
    assert torch.allclose(change, 0.5 * (torch.eye(10, 2) * module.mask).sum(), atol=1e-5)
