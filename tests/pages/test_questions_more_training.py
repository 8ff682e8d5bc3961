"""More short answers: sequences, devices, rates and parts, each by another way to the same."""

import pytest
import torch
from torch.testing import assert_close

from .said import says

TRAINING, PAGE = "questions_more_training", "reference/questions-more.md"


def losses(w, start, steps):
    """The losses of some steps from a state, and the state after them."""
    h, total = start, 0
    for _ in range(steps):
        h = w * h + 1
        total = total + (h - 3) ** 2
    return total, h


def test_a_cut_leaves_out_what_an_earlier_chunk_did_to_later_losses(run):
    story = run(TRAINING, upto="bptt")
    w = torch.tensor(0.5, requires_grad=True)
    (whole,) = torch.autograd.grad(losses(w, 0.0, 6)[0], w)
    assert_close(story.gradient(6), whole)
    start, chunks = 0.0, 0
    for _ in range(3):
        total, end = losses(w, start, 2)
        chunks = chunks + torch.autograd.grad(total, w)[0]
        start = losses(0.5, start, 2)[1]
        assert_close(float(start), end.item())
    assert_close(story.gradient(2), chunks)
    assert story.gradient(2) != story.gradient(6)


def test_unique_raises_and_the_mean_of_a_group_shares_its_gradient(run, outputs):
    story = run(TRAINING, upto="unique")
    assert "'_unique2' is not implemented" in outputs(TRAINING)["unique"]
    assert story.recorded.tolist() == sorted({2.0, 1.0})
    assert story.x.grad.tolist() == [20 / 2, 10, 20 / 2]


def test_both_ways_give_the_gradient_at_an_intermediate_result(run):
    story = run(TRAINING, upto="intermediate")
    hidden = story.first(story.given.clone().requires_grad_())
    (named,) = torch.autograd.grad(story.second(hidden), hidden)
    assert story.by_halves.tolist() == story.by_shift.tolist() == named.tolist() == [3, 3]


def generalized(story, box, other):
    """Generalized IoU: less the share of the hull that neither box fills."""
    low, high = torch.minimum(box[:2], other[:2]), torch.maximum(box[2:], other[2:])
    hull = (high - low).prod()
    areas = [(b[2:] - b[:2]).prod() for b in (box, other)]
    iou = story.iou(box, other)
    union = sum(areas) / (1 + iou)
    return iou - (hull - union) / hull


def test_boxes_that_meet_have_a_slope_and_boxes_apart_have_none(run):
    story = run(TRAINING, upto="boxes")
    box, step = story.box.detach().double(), 1e-6
    slopes = [(story.iou(box + step * e, story.near.double())
               - story.iou(box - step * e, story.near.double())) / (2 * step)
              for e in torch.eye(4, dtype=torch.float64)]  # fmt: skip
    assert_close(story.of_near.double(), torch.stack(slopes), atol=1e-6, rtol=1e-5)
    assert not story.of_far.any()
    (slope,) = torch.autograd.grad(generalized(story, story.box, story.far), story.box)
    assert slope.any()


def test_probabilities_in_place_of_a_mask_have_a_slope(run):
    story = run(TRAINING, upto="masks")
    p, t = story.scores.detach().double().sigmoid(), story.target.double()
    shared, union = (p * t).sum(), (p + t - p * t).sum()
    by_p = (t * union - shared * (1 - t)) / union**2
    assert_close(story.scores.grad.double(), by_p * p * (1 - p))
    assert_close(story.soft_iou.detach().double(), shared / union)
    assert not (story.scores > 0).requires_grad


def test_each_layer_steps_with_its_own_rate(run):
    story = run(TRAINING, upto="rates")
    for layer, old, rate in zip((story.body, story.head), story.before, (0.01, 0.1), strict=True):
        assert_close(layer.bias.detach(), old - rate * layer.bias.grad)


def test_a_moved_tensor_is_a_result_and_a_moved_module_keeps_its_leaves(run):
    story = run(TRAINING, upto="moved")
    assert story.w.grad.tolist() == [1, 1]
    assert not story.moved.is_leaf
    with pytest.warns(UserWarning, match="not a leaf"):
        assert story.moved.grad is None
    assert story.right.is_leaf
    assert story.parameter is story.head.weight
    assert story.parameter.dtype == torch.float64


def test_a_fixed_entry_holds_with_weight_decay_and_a_hook_does_not(run):
    story = run(TRAINING, upto="part")
    assert story.weight.grad.tolist() == [[0, 2], [2, 2]]
    after = torch.where(story.fixed, story.start, story.weight.detach())
    assert after[0, 0] == 1
    assert_close(after[1, 1].item(), 1 - 0.1 * (2 + 0.5))
    assert story.weight[0, 0] < 1


def test_fixed_rows_of_an_embedding_hold_with_weight_decay():
    table, fixed = torch.nn.Parameter(torch.ones(3, 2)), torch.tensor([[True], [False], [False]])
    start = table.detach().clone()
    optimizer = torch.optim.SGD([table], lr=0.1, weight_decay=0.5)
    used = torch.where(fixed, start, table)
    torch.nn.functional.embedding(torch.tensor([0, 1]), used).sum().backward()
    optimizer.step()
    assert torch.where(fixed, start, table)[0].tolist() == [1, 1]
    assert table[0, 0] < 1
    assert says(PAGE, "look the rows up in the result with `torch.nn.functional.embedding`")


def test_recorded_copies_add_up_to_the_gradient_of_the_whole_batch(run):
    story = run(TRAINING, upto="copies")
    whole = torch.tensor(2.0, requires_grad=True)
    ((whole * story.rows) ** 2).mean().backward()
    assert story.shared.grad == whole.grad == sum(copy.grad for copy in story.copies)


def test_only_backward_with_create_graph_keeps_a_parameter_until_its_gradient_is_dropped(run):
    story = run(TRAINING)
    assert story.stays(lambda loss, _: loss.backward(create_graph=True))
    assert not story.stays(lambda loss, p: torch.autograd.grad(loss, p, create_graph=True))

    def dropped(loss, p):
        loss.backward(create_graph=True)
        p.grad = None

    assert not story.stays(dropped)
    assert says(PAGE, "Where you need `backward`, set `p.grad = None` after each round.")
