"""A leaf that was cut while an older graph held its size."""

import pytest
import torch

STORY = "errors/more_size_changed"


def cut(*, keep):
    """Cut a leaf after one step; the graph of that step is kept, or let go."""
    delta = torch.zeros(4, 2, requires_grad=True)
    loss = (delta + 1).square().sum()
    loss.backward()
    if not keep:
        del loss
    delta.data, delta.grad = delta.data[:3], None
    (delta + 1).square().sum().backward()
    return delta.grad


def test_cut_is_refused_with_the_new_size_and_the_old_one(executed):
    (error,) = executed(STORY).cell("cut")["outputs"]
    assert "got [3, 2] but expected shape compatible with [4, 2]" in error["evalue"]


def test_a_new_leaf_gets_a_gradient_of_its_own_size(run):
    module = run(STORY, upto="fixed")
    assert torch.equal(module.shorter.grad, torch.full((3, 2), 2.0))
    assert module.delta.grad.shape == (4, 2)


def test_the_older_graph_is_what_makes_it_fail():
    assert torch.equal(cut(keep=False), torch.full((3, 2), 2.0))
    with pytest.raises(RuntimeError, match=r"compatible with \[4, 2\]"):
        cut(keep=True)
