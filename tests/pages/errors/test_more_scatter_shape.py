"""scatter with fewer indices than values."""

import torch

STORY = "errors/more_scatter_shape"


def test_fewer_is_refused_on_the_way_back(executed):
    (error,) = executed(STORY).cell("fewer")["outputs"]
    assert "Function ScatterBackward0 returned an invalid gradient at index 1" in error["evalue"]


def test_fixed_gives_the_written_value_its_gradient(run):
    module = run(STORY, upto="fixed")
    assert module.values.grad.tolist() == [1, 0]
    nudged = torch.zeros(3).scatter(0, module.index, torch.tensor([11.0])).sum()
    assert nudged - torch.zeros(3).scatter(0, module.index, torch.tensor([10.0])).sum() == 1
