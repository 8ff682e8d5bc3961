"""A part in the result, or None or zeros for no part."""

import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/not_used_in_graph_fixed"


def test_take_part_gives_the_squares_of_x(run):
    module = run(STORY, upto="take-part")
    x = module.x.detach()
    assert_close(module.slope, torch.tensor([1.0, 4.0]))
    assert_close(module.slope, grad(lambda w: (w * x**2).sum())(torch.tensor([3.0, 4.0])))


def test_allow_gives_none_and_materialize_gives_zeros(run):
    module = run(STORY)
    assert module.nothing == (None,)
    assert_close(module.zeros[0], torch.zeros(2))
    x = module.x.detach()
    assert_close(module.zeros[0], grad(lambda w: (x**2 + 0 * w).sum())(torch.ones(2)))
