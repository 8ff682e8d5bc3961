"""The determinant of a matrix without an inverse: what its rule misses."""

import torch
from torch.testing import assert_close


def nudged(f, at, step=1e-5):
    """The slopes of `f` along each entry, by nudges in float64."""
    at = at.detach().double()
    units = torch.eye(at.numel(), dtype=at.dtype).reshape(-1, *at.shape)
    slopes = [(f(at + step * unit) - f(at - step * unit)) / (2 * step) for unit in units]
    return torch.stack(slopes).reshape(at.shape)


def test_the_rule_of_det_misses_the_slope_of_a_singular_matrix(run):
    story = run("questions_more_singular")
    assert not story.by_rule.any()
    assert story.of_formula.tolist() == [[4, -2], [-2, 1]]
    assert_close(story.of_formula.double(), nudged(torch.det, story.singular))
