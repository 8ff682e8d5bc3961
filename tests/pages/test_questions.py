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


def test_backward_fills_and_the_step_moves(run):
    story = run(ANSWERS, upto="connected")
    assert story.held.grad.item() == 2.0  # the input
    assert story.moved_by_backward == 0
    assert abs(story.moved_by_step + 0.1 * 2.0) < 1e-6
    assert any(one is story.model.weight for one in story.sgd.param_groups[0]["params"])


def test_the_links_lead_from_the_result_to_the_leaf(run):
    story = run(ANSWERS, upto="traverse")
    assert story.names == ["ExpBackward0", "AddBackward0", "MulBackward0", "AccumulateGrad"]


def test_named_leaves_get_their_gradient_and_no_other(run):
    story = run(ANSWERS, upto="some-inputs")
    assert story.left.grad == torch.func.grad(lambda a: a * 3.0)(torch.tensor(2.0))
    assert story.right.grad is None


def test_by_norm_keeps_the_direction_and_by_value_does_not(run):
    story = run(ANSWERS, upto="clip")
    gradient = torch.tensor([3.0, 4.0])
    assert story.norm_before == gradient.norm()
    assert_close(story.by_norm.grad, gradient / gradient.norm())
    assert torch.equal(story.by_value.grad, gradient.clamp(-1, 1))
    assert torch.nn.utils.clip_grad_value_([story.by_value], 1.0) is None


def test_the_gradient_of_a_sum_is_the_sum_of_the_rows(run):
    story = run(ANSWERS, upto="why-sum")
    jacobian = torch.func.jacfwd(torch.square)(story.batch.detach())
    assert torch.equal(story.one_each, jacobian)
    assert torch.equal(story.of_the_sum, jacobian.sum(0))
    shared = torch.func.grad(lambda w: (w * story.batch.detach()).sum())(torch.tensor(1.0))
    assert shared == story.batch.detach().sum()


def test_each_product_by_a_jacobian_of_nudges(run):
    story = run(ANSWERS, upto="vjp-or-jvp")
    at, step = story.point.double(), 1e-6
    columns = [
        (story.three_of_two(at + step * one) - story.three_of_two(at - step * one)) / (2 * step)
        for one in torch.eye(2, dtype=torch.float64)
    ]
    jacobian = torch.stack(columns, dim=1)
    assert_close(story.of_inputs.double(), jacobian.T @ story.weights.double())
    assert_close(story.of_outputs.double(), jacobian @ story.direction.double())


def test_the_slope_of_a_product_is_the_product_of_the_others(run):
    story = run(ANSWERS, upto="prod")
    entries = story.with_zero.detach()
    others = [torch.cat([entries[:i], entries[i + 1 :]]).prod() for i in range(3)]
    assert torch.equal(story.of_prod, torch.stack(others))
    assert story.of_logs[0].isnan()
    two = torch.tensor([0.0, 0.0, 3.0], requires_grad=True)
    two.prod().backward()
    assert not two.grad.any()


def test_a_parameter_that_is_left_out_gets_a_gradient_and_stays(run):
    story = run(ANSWERS, upto="left-out")
    assert (story.fixed.item(), story.fixed.grad) == (1.0, None)
    assert (story.outside.item(), story.outside.grad.item()) == (1.0, 1.0)
    assert_close(story.inside.item(), 1.0 - 0.1)
    story.outside.sum().backward()
    assert story.outside.grad == 2


def test_forward_goes_past_the_hooks(run):
    story = run(ANSWERS, upto="call-or-forward")
    assert story.same
    assert story.by_forward == []
    assert story.called == ["hook"]
