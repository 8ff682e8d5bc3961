"""One gradient a row by several routes, Jacobians of a batch, and the rules of transforms."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import functional_call, grad, jacrev, vmap
from torch.testing import assert_close

STORY = "per_row_gradients"


def by_autograd(rows, targets, w):
    """A backward pass for each row, one after another."""
    found = []
    for row, target in zip(rows, targets, strict=True):
        leaf = w.clone().requires_grad_()
        ((row @ leaf - target) ** 2).backward()
        found.append(leaf.grad)
    return torch.stack(found)


def test_per_row_agrees_with_three_other_ways(run):
    module = run(STORY, upto="per-row")
    assert module.per_row.shape == (5, 3)
    assert_close(module.per_row, by_autograd(module.rows, module.targets, module.w))
    assert_close(module.per_row, module.by_hand)
    assert_close(module.per_row, module.by_loop)


def test_loss_of_a_row_agrees_with_nudges(run):
    module = run(STORY, upto="setup")
    w = module.w.double().requires_grad_()
    assert gradcheck(
        lambda t: module.loss(t, module.rows[0].double(), module.targets[0].double()), w
    )


def test_batch_gradient_is_the_sum(run):
    module = run(STORY, upto="batch-gradient")
    assert_close(module.leaf.grad, module.per_row.sum(0))
    whole = grad(lambda w: ((module.rows @ w - module.targets) ** 2).mean())(module.w)
    assert_close(whole, module.per_row.mean(0))


def test_module_gives_each_parameter_a_row_and_leaves_grad_empty(run):
    module = run(STORY, upto="grad-stays-none")
    shapes = {name: tuple(g.shape) for name, g in module.of_module.items()}
    assert shapes == {
        "0.weight": (5, 4, 3),
        "0.bias": (5, 4),
        "2.weight": (5, 1, 4),
        "2.bias": (5, 1),
    }
    assert all(p.grad is None for p in module.net.parameters())


@pytest.mark.parametrize("index", range(5))
def test_sums_equal_and_each_row_is_that_of_backward(run, index):
    module = run(STORY, upto="sums-equal")
    module.net.zero_grad()
    prediction = module.net(module.rows[index : index + 1])[0, 0]
    ((prediction - module.targets[index]) ** 2).backward()
    for name, p in module.net.named_parameters():
        assert_close(module.of_module[name][index], p.grad)


def test_sums_equal_says_true_four_times(outputs):
    assert [line.split()[-1] for line in outputs(STORY)["sums-equal"].splitlines()] == ["True"] * 4


def test_clipped_rows_have_a_norm_of_one_at_most(run):
    module = run(STORY, upto="clipped")
    flat = torch.cat([g.flatten(1) for g in module.of_module.values()], dim=1)
    assert_close(module.norms, flat.norm(dim=1))
    clipped = flat / flat.norm(dim=1, keepdim=True).clamp(min=1)
    assert_close(torch.cat([g.flatten() for g in module.clipped.values()]), clipped.mean(0))


def test_batched_walks_are_the_rows(run):
    module = run(STORY, upto="batched-walks")
    assert_close(module.all_rows, by_autograd(module.rows, module.targets, module.w))


def test_jacobians_are_a_quarter_of_the_whole_or_less(run):
    module = run(STORY, upto="jacobians")
    assert module.whole.shape == (3, 2, 3, 2)
    assert (module.whole != 0).sum() == 9
    for i, (a, b) in enumerate(module.batch.tolist()):
        assert_close(module.jacobians[i], torch.tensor([[b, a], [2 * a, 0.0]]))
        assert_close(module.whole[i, :, i], module.jacobians[i])


def test_sum_first_is_right_where_rows_do_not_mix_and_only_there(run):
    module = run(STORY, upto="sum-first")
    assert_close(module.summed.transpose(0, 1), module.jacobians)
    norm = torch.nn.BatchNorm1d(2, track_running_stats=False)

    def mixed(batch):
        return module.f_of_batch(norm(batch))

    whole = jacrev(mixed)(module.batch)
    assert (whole[0, :, 1] != 0).any()


def test_rows_or_columns_give_one_jacobian(run):
    module = run(STORY, upto="rows-or-columns")
    by_hand = (module.table @ module.point).cos()[:, None] * module.table
    assert_close(module.by_rows, by_hand)
    assert_close(module.by_columns, by_hand)
    assert len(torch.eye(200)) == module.by_rows.shape[0]
    assert len(torch.eye(3)) == module.by_columns.shape[1]


def test_constants_inside_and_no_effect_outside(run, outputs):
    module = run(STORY, upto="constants")
    assert grad(module.cut)(torch.tensor(3.0)) == 9
    assert outputs(STORY)["constants"].splitlines() == ["tensor(9.)", "tensor(6.)"]
    x = torch.tensor(3.0, requires_grad=True)
    module.cut(x).backward()
    assert x.grad == 9


def test_escaped_tensor_is_a_wrapper(run, outputs):
    assert outputs(STORY)["escaped"] == "GradTrackingTensor\n"
    assert_close((run(STORY, upto="escaped").kept[0] + 0).sum(), 2 * torch.tensor(1.0).sin())


def test_aux_returns_predictions_and_both_slopes(run):
    module = run(STORY, upto="aux")
    assert_close(module.predictions, (module.rows * module.w).sum(1))
    assert_close(module.gradients, module.per_row)
    assert [g.item() for g in module.by_both] == [5, 2]


def test_randomness_same_and_different(run):
    module = run(STORY, upto="randomness")
    assert torch.equal(module.same[0], module.same[2])
    assert not torch.equal(module.different[0], module.different[2])


def test_ensemble_agrees_with_each_network(run):
    module = run(STORY, upto="ensemble")
    for answer, net in zip(module.answers, module.nets, strict=True):
        assert_close(answer, module.rows @ net.weight.T + net.bias)


def test_functional_call_of_one_row_by_nudges(run):
    module = run(STORY, upto="module")
    net = torch.nn.Linear(3, 1).double()
    weight = net.weight.detach().requires_grad_()

    def one(weight):
        return functional_call(net, {"weight": weight}, (module.rows[:1].double(),)).sum()

    assert gradcheck(one, weight)
    assert vmap(grad(one), in_dims=0)(weight[None].detach()).shape == (1, 1, 3)
