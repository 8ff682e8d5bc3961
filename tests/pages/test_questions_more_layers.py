"""More short answers: layers, each by torch, by a formula and by nudges or another layer."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.nn import functional as nnf
from torch.testing import assert_close

from .said import says

LAYERS, PAGE = "questions_more_layers", "reference/questions-more.md"


def test_softmax_has_its_jacobian_and_cross_entropy_cancels_it(run):
    story = run(LAYERS, upto="softmax")
    jacobian = torch.func.jacrev(lambda z: z.softmax(0))(story.z.detach())
    assert_close(story.by_formula, jacobian)
    assert_close(story.by_torch, jacobian)
    on, beside = story.p * (1 - story.p), -story.p[0] * story.p[1]
    assert_close(jacobian.diagonal(), on)
    assert_close(jacobian[0, 1], beside)
    assert_close(story.of_loss, -jacobian[1] / story.p[1])  # the chain rule on -log p
    assert_close(story.of_loss, story.p - story.y)


def test_a_batch_divides_by_its_rows_and_one_logit_is_the_same():
    z = torch.tensor([[2.0, 1.0, 0.0], [0.0, 3.0, 1.0]], requires_grad=True)
    right = torch.tensor([1, 2])
    nnf.cross_entropy(z, right).backward()
    assert_close(z.grad, (z.detach().softmax(1) - nnf.one_hot(right, 3)) / 2)
    logit = torch.tensor([0.3], requires_grad=True)
    nnf.binary_cross_entropy_with_logits(logit, torch.ones(1)).backward()
    assert_close(logit.grad, logit.detach().sigmoid() - 1)


@pytest.mark.parametrize("name", ["W1", "b1", "W2", "b2"])
def test_the_backward_by_hand_is_that_of_torch_and_of_nudges(run, name):
    story = run(LAYERS, upto="by-hand")
    weights = {w: getattr(story, w).detach().double() for w in ("W1", "b1", "W2", "b2")}
    x, target = story.x.double(), story.target.double()

    def loss(one):
        w = {**weights, name: one}
        return (((x @ w["W1"] + w["b1"]).relu() @ w["W2"] + w["b2"] - target) ** 2).mean()

    at = weights[name].requires_grad_()
    assert gradcheck(loss, at)
    assert_close(story.by_hand[name], torch.autograd.grad(loss(at), at)[0].float())
    assert_close(getattr(story, name).grad, story.by_hand[name], atol=1e-6, rtol=1e-5)


def test_dropout_multiplies_both_ways_by_one_mask(run):
    story = run(LAYERS, upto="dropout")
    assert set(story.dropped.tolist()) == {0.0, 1 / (1 - 0.5)}
    assert torch.equal(story.of_dropped, story.dropped.detach() / story.ones.detach())
    dice = torch.get_rng_state()
    nnf.dropout(story.ones).sum().backward()
    drawn = torch.get_rng_state()
    assert not torch.equal(dice, drawn)
    nnf.dropout(story.ones).sum().backward()
    assert not torch.equal(drawn, torch.get_rng_state())
    again = nnf.dropout(story.ones)
    before = torch.get_rng_state()
    again.sum().backward()
    assert torch.equal(before, torch.get_rng_state())  # none is drawn on the way back


def test_pooling_sends_to_the_winner_or_shares(run):
    story = run(LAYERS, upto="pooling")
    by_max = torch.func.grad(lambda r: r.view(2, 2).amax(1)[:1].sum())(story.row.detach())
    assert_close(story.of_max[0, :2], by_max[0, :2])
    by_mean = torch.func.grad(lambda r: r.view(2, 2).mean(1).sum())(story.row.detach())
    assert_close(story.of_mean, by_mean)


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_at_a_tie_max_pooling_chooses_the_first(axes):
    pool = [nnf.max_pool1d, nnf.max_pool2d, nnf.max_pool3d][axes - 1]
    same = torch.ones(1, *[2] * axes, requires_grad=True)
    pool(same, 2).sum().backward()
    assert same.grad.flatten().tolist() == [1.0] + [0.0] * (2**axes - 1)


def test_a_convolution_hands_back_by_its_transpose(run):
    story = run(LAYERS, upto="convolution")
    assert_close(story.of_image, story.back, atol=1e-5, rtol=1e-5)
    transposed = nnf.conv_transpose2d(story.arriving, story.kernel.detach())
    assert_close(story.back, transposed, atol=1e-5, rtol=1e-5)
    assert_close(story.of_kernel, story.swapped.transpose(0, 1), atol=1e-5, rtol=1e-5)
    image, kernel = (t.detach().double().requires_grad_() for t in (story.image, story.kernel))
    assert gradcheck(nnf.conv2d, (image, kernel))
    bias = torch.zeros(3, requires_grad=True)
    nnf.conv2d(story.image.detach(), story.kernel.detach(), bias).backward(story.arriving)
    assert_close(bias.grad, story.arriving.sum((0, 2, 3)))


def batch_normed(rows):
    return (rows - rows.mean(0)) / rows.std(0, correction=0)


def test_batch_norm_has_its_formula(run):
    story = run(LAYERS, upto="batch-norm")
    rows = story.rows.detach().requires_grad_()
    (recorded,) = torch.autograd.grad(batch_normed(rows), rows, story.upstream)
    assert_close(story.of_rows, recorded)
    assert_close(story.rows.grad, story.of_rows)
    assert gradcheck(batch_normed, rows)
    assert_close(story.norm.bias.grad, story.upstream.sum(0))
    assert_close(story.norm.weight.grad, (story.upstream * batch_normed(rows.detach())).sum(0))


def test_gamma_is_a_factor_and_in_eval_two_terms_are_gone(run):
    story = run(LAYERS, upto="batch-norm")
    norm = torch.nn.BatchNorm1d(2, eps=1e-12).double()
    torch.nn.init.constant_(norm.weight, 3.0)
    rows = story.rows.detach().requires_grad_()
    (scaled,) = torch.autograd.grad(norm(rows), rows, story.upstream)
    assert_close(scaled, 3 * story.of_rows)
    norm.eval()
    (fixed,) = torch.autograd.grad(norm(rows), rows, story.upstream)
    assert_close(fixed, 3 * story.upstream / norm.running_var.sqrt())


def test_layer_norm_has_the_formula_along_rows_and_its_weights_sum_over_rows(run):
    story = run(LAYERS, upto="batch-norm")
    norm, rows = torch.nn.LayerNorm(2, eps=1e-12).double(), story.rows.detach().requires_grad_()
    norm(rows).backward(story.upstream)
    sideways = rows.detach().T.requires_grad_()
    (along,) = torch.autograd.grad(batch_normed(sideways), sideways, story.upstream.T)
    assert_close(rows.grad, along.T, atol=1e-6, rtol=1e-4)
    assert_close(norm.bias.grad, story.upstream.sum(0))


def test_alike_weights_stay_alike_and_zeros_get_none(run):
    story = run(LAYERS, upto="zeros")
    assert not story.hidden_gradients(0.0).any()
    gradient = story.hidden_gradients(0.1)
    assert gradient.any()
    assert torch.equal(gradient, gradient[:1].expand(3, 2))
    by_formula = 0.1 * (1 - torch.tensor(0.1 + 0.1 + 0.2).tanh() ** 2) * torch.tensor([1.0, 2.0])
    assert_close(gradient[0], by_formula)


def trained(start, extra):
    """The hidden weights after ten steps, a row for each unit."""
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), *extra, torch.nn.Linear(3, 1))
    for parameter in net.parameters():
        start(parameter)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.1)
    for _ in range(10):
        optimizer.zero_grad()
        (net(torch.tensor([[1.0, 2.0]])) - 5).square().sum().backward()
        optimizer.step()
    return net[0].weight.detach()


def test_a_layer_works_as_one_unit_but_for_dropout():
    def alike(parameter):
        torch.nn.init.constant_(parameter, 0.1)

    assert_close(trained(alike, []), trained(alike, [])[:1].expand(3, 2))
    dropped = trained(alike, [torch.nn.Dropout()])
    assert not torch.allclose(dropped, dropped[:1].expand(3, 2))
    assert says(PAGE, "unless something random such as dropout comes in between")
