"""A network for XOR: the flat spot without a hidden layer, the first walk by hand, the training."""

import math
import time

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

STORY = "first_network"
LOG2 = math.log(2)


def loss_of(rows, targets, *weights):
    z = torch.tanh(rows @ weights[0] + weights[1]) @ weights[2] + weights[3]
    return torch.nn.functional.binary_cross_entropy_with_logits(z, targets)


def test_loss_is_the_mean_binary_cross_entropy(run):
    module = run(STORY, upto="loss")
    z = torch.tensor([-1.0, 0.0, 0.5, 2.0])
    expected = torch.nn.functional.binary_cross_entropy_with_logits(z, module.t)
    assert_close(module.cross_entropy(z), expected)


def test_straight_is_stuck_at_log_2(run):
    module = run(STORY, upto="straight")
    assert module.straight.item() == pytest.approx(LOG2)
    assert module.w.grad.tolist() == [0.0, 0.0]
    assert module.d.grad.item() == 0.0


def test_straight_slopes_cancel_on_the_way_to_the_weights(run):
    module = run(STORY, upto="straight")
    delta = (torch.sigmoid(torch.zeros(4)) - module.t) / 4
    assert delta.tolist() == [0.125, -0.125, -0.125, 0.125]
    assert (module.X.T @ delta).tolist() == [0.0, 0.0]
    rows, t = module.X.double(), module.t.double()
    loss = torch.nn.functional.binary_cross_entropy_with_logits
    at = torch.zeros(2, dtype=torch.float64)
    assert_close(grad(lambda w: loss(rows @ w, t))(at), torch.zeros_like(at))
    assert gradcheck(lambda w: loss(rows @ w, t), at.requires_grad_())


def test_straight_trained_ends_at_log_2(run):
    losses = run(STORY, upto="straight-trained").straight_losses
    assert len(losses) == 500
    assert losses[-1] == pytest.approx(LOG2, abs=1e-5)
    assert min(losses) > LOG2 - 1e-5


def test_straight_cannot_be_better_than_log_2():
    """Another route: the loss is convex, so a point with gradient 0 is the lowest of all."""
    torch.manual_seed(0)
    rows = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    t = torch.tensor([0.0, 1.0, 1.0, 0.0])
    weights, biases = 5 * torch.randn(2000, 2), 5 * torch.randn(2000, 1)
    z = weights @ rows.T + biases
    losses = torch.nn.functional.binary_cross_entropy_with_logits(
        z, t.expand_as(z), reduction="none"
    ).mean(1)
    assert losses.min() > LOG2
    assert not ((z > 0) == (t > 0.5)).all(1).any()


def test_start_has_thirteen_weights(run):
    assert sum(p.numel() for p in run(STORY, upto="start").parameters) == 13


def test_first_step_slope_of_the_logits(run):
    module = run(STORY, upto="by-hand")
    expected = (torch.sigmoid(module.z.detach()) - module.t) / 4
    assert_close(module.z.grad, expected)
    z = module.z.detach().double().requires_grad_()
    t, none = module.t.double(), torch.zeros((), dtype=torch.float64)
    assert gradcheck(lambda v: (torch.logaddexp(v, none) - t * v).mean(), z)
    loss = torch.nn.functional.binary_cross_entropy_with_logits
    assert_close(grad(loss)(z.detach(), t), module.z.grad.double())


def test_by_hand_gradients_of_the_output_layer(run, outputs):
    module = run(STORY, upto="by-hand")
    assert_close(module.u.grad, module.h.detach().T @ module.delta)
    assert_close(module.c.grad, module.delta.sum())
    assert outputs(STORY)["by-hand"].startswith("z: True\nu: True\nc: True\n")


def test_by_hand_every_gradient_agrees_with_torch_func(run):
    module = run(STORY, upto="by-hand")
    where = [p.detach().double() for p in module.parameters]
    found = grad(
        lambda *weights: loss_of(module.X.double(), module.t.double(), *weights),
        argnums=(0, 1, 2, 3),
    )(*where)
    for parameter, slopes in zip(module.parameters, found, strict=True):
        assert_close(parameter.grad.double(), slopes)


def test_gradients_agree_with_finite_differences(run):
    module = run(STORY, upto="start")
    rows, t = module.X.double(), module.t.double()
    where = [p.detach().double().requires_grad_() for p in module.parameters]
    assert gradcheck(lambda *p: loss_of(rows, t, *p), where)


def test_train_solves_xor_in_500_steps(run):
    module = run(STORY, upto="answers")
    assert len(module.losses) == 500
    assert module.losses[0] == pytest.approx(module.loss.item())
    assert module.losses[-1] < 0.02
    assert (module.answers > 0.5).int().tolist() == [0, 1, 1, 0]
    assert ((module.answers - module.t).abs() < 0.05).all()


def test_train_takes_less_than_two_seconds(run, cells):
    module = run(STORY, upto="first-step")
    began = time.process_time()
    exec(cells(STORY)["train"], vars(module))
    assert time.process_time() - began < 2
    assert len(module.losses) == 500


def test_loss_curve_shows_both_losses(run, executed):
    module = run(STORY, upto="loss-curve")
    hidden, straight = module.curve.get_lines()
    assert list(hidden.get_ydata()) == module.losses
    assert list(straight.get_ydata()) == module.straight_losses
    (figure,) = executed(STORY).cell("loss-curve")["outputs"]
    assert "image/svg+xml" in figure["data"]


def test_plane_has_a_band_of_no_and_yes_on_both_sides(run, executed):
    """The alt text: below one half all along from (0, 0) to (1, 1), above it on two sides."""
    module = run(STORY, upto="plane")
    along = torch.linspace(0, 1, 50)[:, None].expand(50, 2)
    with torch.no_grad():
        diagonal = torch.sigmoid(module.network(along))
        corners = torch.sigmoid(module.network(torch.tensor([[0.0, 1.0], [1.0, 0.0]])))
    assert (diagonal < 0.5).all()
    assert (corners > 0.5).all()
    yes = module.plane > 0.5
    assert not yes.diagonal().any()  # so the two regions of yes do not touch
    assert yes.triu().any()
    assert yes.tril().any()
    (figure,) = executed(STORY).cell("plane")["outputs"]
    assert "image/svg+xml" in figure["data"]


def test_plane_is_drawn_from_the_trained_network(run):
    module = run(STORY, upto="plane")
    at = torch.stack([module.x1[7, 23], module.x2[7, 23]])
    assert_close(module.plane[7, 23], torch.sigmoid(module.network(at)).detach())
    zeros, ones = module.axes.get_lines()
    assert sorted(map(tuple, zeros.get_xydata().tolist())) == [(0.0, 0.0), (1.0, 1.0)]
    assert sorted(map(tuple, ones.get_xydata().tolist())) == [(0.0, 1.0), (1.0, 0.0)]


def test_other_starts_need_more_than_one_hidden_number(run):
    found = run(STORY).of_hundred
    assert found[1] == 0
    assert 30 < found[2] < 80
    assert found[2] < found[3] < found[4] <= found[8]
    assert found[8] > 95


def test_other_starts_that_fail_with_two_have_two_rows_right(run, cells):
    """Most often, the page says: two answers near the target and two near one half."""
    module = run(STORY, upto="loss")
    source = cells(STORY)["other-starts"].split("of_hundred")[0]
    module.lr = 0.5
    exec(source.replace("return ((out", "return out.detach(), ((out"), vars(module))
    out, _ = module.solved(2)
    failed = ~((out > 0) == (module.t > 0.5)).all(dim=1)
    answers = torch.sigmoid(out[failed])
    near = (answers - module.t).abs() < 0.1
    half = (answers - 0.5).abs() < 0.1
    typical = (near.sum(1) == 2) & (half.sum(1) == 2)
    assert typical.float().mean() > 0.8


def test_one_hidden_number_has_a_straight_border():
    """With one hidden number the answer is the same along each line of one height."""
    torch.manual_seed(3)
    w, b, u, c = torch.randn(2), torch.randn(()), torch.randn(()), torch.randn(())
    along = torch.stack([-w[1], w[0]])  # a direction in which the plane keeps its height
    points = torch.randn(5, 2)
    for step in (-2.0, 0.7, 3.0):
        here, there = points, points + step * along
        assert_close(torch.tanh(here @ w + b) * u + c, torch.tanh(there @ w + b) * u + c)
