"""Short answers, each by another way to the same."""

import torch
from torch.testing import assert_close

ANSWERS = "questions"


def test_grad_returns_and_backward_fills(run):
    story = run(ANSWERS, upto="grad-or-backward")
    assert story.returned == story.x.grad == 2 * 3
    assert story.after_grad is None


def test_losses_add_up_in_one_walk_or_two(run):
    story = run(ANSWERS, upto="losses")
    assert story.together == story.w.grad == 2 * 2 + 0.5 * 3


def test_copies_are_the_same_and_hold_nothing(run):
    story = run(ANSWERS, upto="copies")
    for copy in (story.one, story.other):
        assert torch.equal(copy, story.a)
        assert copy.grad_fn is None
        assert copy.untyped_storage().data_ptr() != story.a.untyped_storage().data_ptr()


def test_the_sum_has_the_gradient_of_the_mean_times_the_count(run):
    story = run(ANSWERS, upto="mean-or-sum")
    assert_close(story.of_sum, 2 * 2.0 * (story.rows**2).sum())
    assert_close(story.of_sum, len(story.rows) * story.of_mean)


def test_picked_entries_get_one_for_each_time_they_are_picked(run):
    story = run(ANSWERS, upto="index")
    counts = torch.bincount(torch.cat([torch.arange(3), story.best.indices])).float()
    assert torch.equal(story.v.grad, counts)


def test_noise_is_gone_and_the_gradient_is_there(run):
    story = run(ANSWERS, upto="noise")
    assert story.layer.weight.is_leaf
    assert torch.equal(story.layer.weight, story.kept)
    assert torch.equal(story.layer.weight.grad, torch.ones(1, 2))


def test_the_image_gets_the_frozen_weights(run):
    story = run(ANSWERS, upto="image")
    assert torch.equal(story.image.grad, torch.func.grad(lambda t: story.frozen(t).sum())(
        story.image.detach()))  # fmt: skip
    assert story.frozen.weight.grad is None


def test_a_step_along_a_gradient_that_was_set(run):
    assert_close(run(ANSWERS).w.detach(), torch.tensor(2.0 - 0.1 * 5))
