"""Batch norm under grad: a buffer would be written; evaluation mode and group norm do not."""

import torch
from torch.testing import assert_close

STORY = "errors/more_vmap_batch_norm"


def test_mutates_is_refused(executed):
    (error,) = executed(STORY).cell("mutates")["outputs"]
    assert "would mutate a captured Tensor" in error["evalue"]


def test_fixed_agrees_with_backward_of_each_row(run):
    module = run(STORY, upto="fixed")
    per_row = torch.func.vmap(torch.func.grad(module.total), (None, 0))(module.weights, module.rows)
    for row, found in zip(module.rows, per_row["weight"], strict=True):
        module.norm.zero_grad()
        module.norm(row[None]).sum().backward()
        assert_close(found, module.norm.weight.grad)


def test_group_norm_looks_at_one_row(run):
    module = run(STORY, upto="group-norm")
    row = module.rows[0]
    by_hand = (row - row.mean()) / (row.var(correction=0) + 1e-5).sqrt()
    assert_close(module.group(module.rows)[0].detach(), by_hand)
    assert_close(module.group(row[None])[0].detach(), by_hand)
