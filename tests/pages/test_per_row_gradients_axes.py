"""The axes of vmap, against plain operations on the whole."""

import torch

AXES = "per_row_gradients_axes"


def test_columns_come_back_as_columns_or_as_rows(run):
    story = run(AXES, upto="axes")
    assert torch.equal(story.doubled, 2 * story.columns)
    assert torch.equal(story.sums, story.columns.sum(0))
    as_rows = story.vmap(story.double_and_sum, in_dims=1)(story.columns)[0]
    assert torch.equal(as_rows, 2 * story.columns.T)


def test_pieces_are_the_whole(run):
    story = run(AXES)
    assert torch.equal(story.by_two[0], story.doubled)
    assert torch.equal(story.by_two[1], story.sums)
