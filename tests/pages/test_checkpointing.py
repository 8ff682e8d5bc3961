"""Checkpoints: what is kept, what runs twice, and what each form needs."""

import warnings

import pytest
import torch
from torch.autograd import gradcheck
from torch.autograd.graph import saved_tensors_hooks
from torch.testing import assert_close
from torch.utils.checkpoint import checkpoint

STORY = "checkpointing"


def four_sines(t):
    return t.sin().sin().sin().sin()


def elements_saved(make):
    sizes = []
    with saved_tensors_hooks(lambda t: sizes.append(t.numel()) or t.detach(), lambda t: t):
        make()
    return sum(sizes)


def test_block_has_the_slope_of_the_chain_rule(run):
    x = run(STORY, upto="block").x
    inner, product = x.detach(), 1.0
    for _ in range(4):
        product, inner = product * inner.cos(), inner.sin()
    assert_close(x.grad, product)
    assert gradcheck(four_sines, x.detach().double()[:5].requires_grad_())


def test_block_saves_the_input_of_each_sine():
    assert elements_saved(lambda: four_sines(torch.ones(100, requires_grad=True))) == 400


@pytest.mark.parametrize("reentrant", [False, True])
def test_checkpointed_runs_twice_and_gives_the_same_gradient(run, reentrant):
    module = run(STORY, upto="checkpointed")
    assert (module.after_forward, len(module.runs)) == (1, 2)
    assert torch.equal(module.again.grad, module.plain)
    t = torch.linspace(0.5, 1.0, 100, requires_grad=True)
    checkpoint(four_sines, t, use_reentrant=reentrant).sum().backward()
    assert torch.equal(t.grad, module.plain)


def test_alive_is_what_the_formula_says(run):
    kept = run(STORY, upto="alive").kept
    assert kept == {k: k + 16 // k - 1 for k in (1, 2, 4, 8, 16)}
    assert min(kept, key=kept.get) == 4


def test_two_forms_differ_in_whether_the_first_run_records(run):
    assert run(STORY, upto="two-forms").recording == {False: [True, True], True: [False, True]}
    plain = torch.ones(2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out = checkpoint(torch.nn.Linear(2, 2), plain, use_reentrant=True)
    assert not out.requires_grad
    assert checkpoint(torch.nn.Linear(2, 2), plain, use_reentrant=False).requires_grad


def test_adapter_learns_in_one_form_only(run):
    assert run(STORY, upto="adapter").learns == {
        True: {"adapter": False, "head": True},
        False: {"adapter": True, "head": True},
    }


def test_adapter_learns_where_its_input_records():
    adapter, rows = torch.nn.Linear(3, 3), torch.ones(2, 3, requires_grad=True)
    checkpoint(adapter, rows, use_reentrant=True).sum().backward()
    assert_close(adapter.weight.grad, torch.full((3, 3), 2.0))


def test_batch_norm_moves_twice(run):
    module = run(STORY, upto="batch-norm")
    assert module.norm.running_mean.item() == pytest.approx(0.1)
    assert module.norm_twice.running_mean.item() == pytest.approx(0.9 * 0.1 + 0.1)
    assert (module.norm.num_batches_tracked, module.norm_twice.num_batches_tracked) == (1, 2)


def test_dropout_drops_the_same_entries(run, outputs):
    assert outputs(STORY)["dropout"].endswith("True\n")
    module = run(STORY, upto="dropout")
    assert set(module.ones.grad.tolist()) == {0.0, 2.0}


def test_stepped_gives_the_slope_at_the_new_weight(run):
    module = run(STORY, upto="stepped")
    z = module.z.detach()
    assert_close(module.z.grad, 2 * 10**2 * z)

    def squares(t):
        return (t * 1.0) ** 2  # the weight of the forward pass

    assert_close(torch.func.vmap(torch.func.grad(squares))(z), 2 * z)


def test_stepped_raises_without_a_checkpoint():
    z, w = torch.linspace(0, 1, 5, requires_grad=True), torch.tensor(1.0, requires_grad=True)
    squares = (w * z) ** 2
    with torch.no_grad():
        w.mul_(10)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        squares.sum().backward()


@pytest.mark.parametrize("reentrant", [False, True])
def test_an_edit_of_an_input_is_refused(reentrant):
    w, z = torch.ones(2, requires_grad=True), torch.tensor([1.0, 2.0])
    product = checkpoint(lambda a, b: (a * b).sin(), w, z, use_reentrant=reentrant).sum()
    z.mul_(10)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        product.backward()


def test_other_values_in_the_second_run_are_believed():
    factors = iter((1.0, 5.0))
    t = torch.ones(2, requires_grad=True)
    checkpoint(lambda t: (t * next(factors)).exp(), t, use_reentrant=False).sum().backward()
    assert_close(t.grad, torch.full((2,), 5.0).exp())  # saved anew, times the first factor


def test_early_stop_leaves_the_sum_out_and_can_be_switched_off(run):
    assert run(STORY, upto="early-stop").log == ["sin", "exp"]
    module = run(STORY, upto="early-stop")
    with torch.utils.checkpoint.set_checkpoint_early_stop(False):
        out = checkpoint(module.chatty, torch.ones(3, requires_grad=True), use_reentrant=False)
    module.log.clear()
    out.sum().backward()
    assert module.log == ["sin", "exp", "add"]


def test_reentrant_runs_to_the_end(run):
    module = run(STORY, upto="early-stop")
    out = checkpoint(module.chatty, torch.ones(3, requires_grad=True), use_reentrant=True)
    module.log.clear()
    out.sum().backward()
    assert module.log == ["sin", "exp", "add"]


def test_two_walks_run_three_times_and_double(run):
    module = run(STORY, upto="two-walks")
    assert len(module.runs) == 3
    assert torch.equal(module.twice.grad, 2 * module.plain)


def test_random_outside_belongs_to_another_mask(run, outputs):
    module = run(STORY, upto="random-outside")
    differ = int((module.careless.detach() != module.noisy.grad).sum())
    assert outputs(STORY)["random-outside"].split()[-1] == str(differ)
    assert 400 < differ < 600  # each entry differs with probability one half


def test_recipes_give_the_gradients_of_the_plain_chain(run):
    module = run(STORY)
    rows = torch.rand(3, 4)
    for layer in module.layers:
        layer.zero_grad()
    module.saving(rows).sum().backward()
    saved = [layer[0].weight.grad.clone() for layer in module.layers]
    module.net.zero_grad()
    module.net(rows).sum().backward()
    for one, layer in zip(saved, module.layers, strict=True):
        assert_close(one, layer[0].weight.grad)
    assert torch.equal(module.in_three, module.net(module.inputs))
