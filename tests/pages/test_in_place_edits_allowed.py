"""Edits that torch is told of: a copy for the walk, or an honest error."""

import pytest
import torch
from torch.testing import assert_close

EDITS = "in_place_edits_allowed"


def test_the_walk_uses_the_numbers_from_before_the_edit(run):
    story = run(EDITS, upto="allowed")
    assert_close(story.x.grad, story.x.detach().exp())
    assert torch.equal(story.y.detach(), torch.zeros(2))


def test_an_announced_edit_is_refused_and_a_silent_one_is_not(run):
    story = run(EDITS, upto="counted")
    with pytest.raises(RuntimeError, match="version 1; expected version 0"):
        story.e.sum().backward()
    silent = story.x.exp()
    silent.data.zero_()
    (wrong,) = torch.autograd.grad(silent.sum(), story.x)
    assert torch.equal(wrong, torch.zeros(2))
