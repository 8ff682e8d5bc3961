"""A place without a slope, and a slope of what NumPy has computed."""

import numpy as np
import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

MARKS = "custom_function_marks"


def test_the_largest_has_the_slope_of_max_and_its_place_has_none(run):
    story = run(MARKS, upto="places")
    assert story.place == story.x.argmax()
    assert not story.place.requires_grad
    assert torch.equal(story.slopes, torch.autograd.grad(story.x.max(), story.x)[0])
    assert gradcheck(lambda t: story.Largest.apply(t)[0], story.x)


def test_the_moving_mean_has_the_slope_of_its_matrix(run):
    story = run(MARKS)
    matrix = np.stack([np.convolve(row, [1 / 3] * 3, "same") for row in np.eye(3)])
    assert_close(story.weights, torch.from_numpy(matrix[0]))
