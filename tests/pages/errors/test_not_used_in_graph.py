"""A gradient along a tensor without a part in the result."""

import pytest
import torch

STORY = "errors/not_used_in_graph"
MESSAGE = "appears to not have been used in the graph"


def test_raise_names_the_index(executed):
    (error,) = executed(STORY).cell("raise")["outputs"]
    assert error["ename"] == "RuntimeError"
    assert f"The differentiated Tensor at index 0 {MESSAGE}" in error["evalue"]
    assert "allow_unused=True" in error["evalue"]


def test_the_index_counts_the_list(run):
    module = run(STORY, upto="cause")
    with pytest.raises(RuntimeError, match="at index 1 appears"):
        torch.autograd.grad(module.y, [module.x, module.w])


@pytest.mark.parametrize("beside", [torch.clone, lambda x: x[0], lambda x: x.double()])
def test_what_was_made_beside_the_way_has_no_part(run, beside):
    module = run(STORY, upto="cause")
    with pytest.raises(RuntimeError, match=MESSAGE):
        torch.autograd.grad(module.y, beside(module.x))


def test_detach_leads_nowhere(run):
    module = run(STORY, upto="cause")
    with pytest.raises(RuntimeError, match=MESSAGE):
        torch.autograd.grad((module.x * module.w.detach()).sum(), module.w)


def test_a_layer_that_is_never_called():
    used, idle = torch.nn.Linear(2, 1), torch.nn.Linear(2, 1)
    with pytest.raises(RuntimeError, match=MESSAGE):
        torch.autograd.grad(used(torch.ones(2)).sum(), idle.weight)


def test_plain_data_has_a_message_of_its_own(run):
    y = run(STORY, upto="cause").y
    with pytest.raises(RuntimeError, match="One of the differentiated Tensors does not require"):
        torch.autograd.grad(y, torch.ones(2))
