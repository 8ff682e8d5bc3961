"""What a module stores, and what becomes of it."""

import copy

import pytest
import torch
from torch.testing import assert_close

STORY = "parameters_and_buffers"


def test_ways_lists_parameters_and_what_is_saved(run):
    module = run(STORY, upto="ways")
    assert module.trains == ["weight", "module_list.0.weight"]
    assert set(module.saved) == {"weight", "alias", "mean", "module_list.0.weight"}
    assert set(module.moves) == {*module.trains, "mean", "scratch"}


def test_ways_agree_with_an_optimizer(run):
    store = run(STORY, upto="ways").Store()
    optimizer = torch.optim.SGD(store.parameters(), lr=1.0)
    assert len(optimizer.param_groups[0]["params"]) == 2


def test_double_reaches_what_is_listed(run):
    module = run(STORY, upto="double")
    wide = {name for name, t in module.ASKED.items() if t.dtype == torch.float64}
    assert wide == {"weight", "converted", "module_list", "mean"}
    assert not module.store.converted.is_leaf


def test_what_is_what_tells_them_apart(run):
    module = run(STORY)
    assert module.listed(module.Store()) == {
        "alias": "parameter",
        "weight": "parameter",
        "converted": "plain tensor",
        "tensor": "plain tensor",
        "mean": "buffer",
        "scratch": "buffer",
        "plain_list": "modules in a plain list",
    }


def test_in_forward_cuts_the_layer_off(run):
    wrapped = run(STORY, upto="in-forward").wrapped
    assert wrapped.layer.weight.grad is None
    assert wrapped.gain.grad.item() == 2


def test_tied_gradient_counts_both_uses(run):
    module = run(STORY, upto="tied")
    w = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda w: w * (w * 2), w)
    assert module.first.weight.grad.item() == 2 * 3 * 2
    assert module.twin[0].weight is module.twin[1].weight
    assert module.twin[0].weight is not module.first.weight


def test_batch_norm_moves_whatever_the_flag_says(run):
    means = run(STORY, upto="batch-norm").means
    by_hand = [0.1 * 11, 0.9 * 1.1 + 1.1, 0.9 * 1.1 + 1.1, 0.9 * 2.09 + 1.1]
    assert list(means.values()) == pytest.approx(by_hand)


def test_rows_mix_in_training_only(run):
    module = run(STORY, upto="rows-mix")
    assert_close(module.in_train, torch.zeros(2, 1))
    assert_close(module.in_eval, torch.tensor([[1 / 2], [2 / 2]]))


def test_rows_mix_agrees_with_nudges():
    layer = torch.nn.BatchNorm1d(1, eps=1e-12, dtype=torch.float64)
    x = torch.tensor([[1.0], [3.0], [4.0]], dtype=torch.float64, requires_grad=True)
    factors = torch.tensor([[1.0], [2.0], [4.0]], dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda x: (layer(x) * factors).sum(), x)


def test_copies_keep_the_gradient_of_a_plain_leaf(run):
    module = run(STORY, upto="copies")
    assert copy.deepcopy(module.p).grad is None
    assert copy.deepcopy(module.t).grad.item() == 5


def test_look_shares_memory(run):
    module = run(STORY, upto="look")
    assert module.best["weight"].data_ptr() == module.net.weight.data_ptr()
    assert (module.best["weight"].item(), module.backup["weight"].item()) == (9, 1)


def test_saved_result_comes_back_as_a_leaf(run, outputs):
    module = run(STORY, upto="saved-result")
    assert module.back.is_leaf
    assert module.back.requires_grad
    assert not module.result.is_leaf
    assert outputs(STORY)["saved-result"] == "False True True None\n"


def test_average_goes_a_tenth_and_takes_buffers(run):
    module = run(STORY, upto="average")
    assert torch.equal(module.teacher[1].running_mean, module.student[1].running_mean)
    assert not any(p.requires_grad for p in module.teacher.parameters())
    assert torch.equal(module.teacher[0].weight, module.student[0].weight)  # no step was made
    with torch.no_grad():
        module.student[0].weight.add_(1)
    module.follow(module.teacher, module.student)
    gap = (module.student[0].weight - module.teacher[0].weight).detach()
    assert_close(gap, torch.full((2, 2), 0.9))


def test_average_records_without_no_grad(run):
    module = run(STORY, upto="average-records")
    assert module.slope.item() == pytest.approx(0.1 * (1 + 0.9 + 0.81))
    assert module.average.requires_grad


def test_load_between_with_assign_leaves_the_new_weight_empty(run):
    module = run(STORY, upto="load-between")
    assert module.both[1].weight.grad is None


def test_freeze_batch_norm_stops_it(run, outputs):
    assert outputs(STORY)["freeze-batch-norm"] == "True\n"
    student = run(STORY).student
    assert not student[1].training
    assert student[0].training


def test_two_rows_become_minus_one_and_one_where_they_are_well_apart():
    layer = torch.nn.BatchNorm1d(1)

    def normed(one, other):
        return layer(torch.tensor([[one], [other]])).flatten().detach()

    for apart in (1.0, 5.0, 1e6):
        assert torch.allclose(normed(0.0, apart), torch.tensor([-1.0, 1.0]), atol=1e-4)
    assert normed(1.0, 1.001).abs().max() < 0.2  # here `eps` decides
    assert torch.equal(normed(1.0, 1.0), torch.zeros(2))
