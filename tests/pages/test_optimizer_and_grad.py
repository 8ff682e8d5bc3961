"""What optimizers do with gradients, against the same steps by hand."""

import math

import pytest
import torch
from torch.nn import Parameter
from torch.testing import assert_close

STORY = "optimizer_and_grad"


def test_kept_is_one_tensor_three_times(run):
    module = run(STORY, upto="kept")
    assert [g.item() for g in module.kept] == [6, 6, 6]
    assert len({g.data_ptr() for g in module.kept}) == 1
    assert [g.item() for g in module.copies] == [1, 1 + 2, 1 + 2 + 3]


def test_kept_results_of_autograd_grad_stay():
    w = torch.ones(1, requires_grad=True)
    (first,) = torch.autograd.grad(w.sum(), w)
    (2 * w).sum().backward()
    assert first.item() == 1


def adam_by_hand(slopes, decay=0.0, lr=0.1):
    w, m, v = 1.0, 0.0, 0.0
    for n, g in enumerate(slopes, 1):
        w *= 1 - lr * decay
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w -= lr * (m / (1 - 0.9**n)) / (math.sqrt(v / (1 - 0.999**n)) + 1e-8)
    return w


@pytest.mark.parametrize(
    ("name", "none", "zero"),
    [
        ("SGD", 0.7, 0.7),
        ("SGD, momentum", 0.7, 0.7 - 0.1 * 0.9 * 3),
        ("SGD, weight decay", 1 - 0.1 * (3 + 0.5), 0.65 - 0.1 * 0.5 * 0.65),
        ("Adam", adam_by_hand([3]), adam_by_hand([3, 0])),
        ("AdamW", adam_by_hand([3], 0.5), adam_by_hand([3, 0], 0.5)),
    ],
)
def test_frozen_ends_where_the_formula_says(run, name, none, zero):
    assert run(STORY, upto="frozen").ends[name] == pytest.approx([none, zero], rel=1e-5)


def test_flag_off_comes_too_late(run):
    assert run(STORY, upto="flag-off").late.item() == pytest.approx(1 - 0.1 * 3)


def test_first_step_of_adam_forgets_the_size(run):
    first = run(STORY, upto="first-step").first
    assert first["SGD"] == pytest.approx([1 - 0.1 * g for g in (1e-6, 1e-3, 1, 1e3)])
    by_hand = [adam_by_hand([g]) for g in (1e-6, 1e-3, 1, 1e3)]
    assert first["Adam"] == pytest.approx(by_hand, rel=1e-5)
    assert by_hand[1:] == pytest.approx([0.9] * 3, rel=1e-5)


def test_adam_zero_goes_on(run):
    path = run(STORY, upto="adam-zero").path
    by_hand = [adam_by_hand([1, 0, 0][:n]) for n in (1, 2, 3)]
    assert path == pytest.approx(by_hand, abs=1e-4)
    assert path[1] != path[0] != 1


def test_adam_that_only_met_zeros_stays_and_adamw_decays():
    for make, end in ((torch.optim.Adam, 1.0), (torch.optim.AdamW, 1 - 0.1 * 0.01)):
        p = Parameter(torch.ones(1))
        p.grad = torch.zeros(1)
        make([p], lr=0.1).step()
        assert p.item() == pytest.approx(end)


def test_adam_moves_an_embedding_row_that_the_batch_left_out():
    table = torch.nn.Embedding(2, 1)
    optimizer = torch.optim.Adam(table.parameters(), lr=0.1)
    table(torch.tensor([0, 1])).sum().backward()
    optimizer.step()
    before = table.weight[1].item()
    optimizer.zero_grad()
    table(torch.tensor([0])).sum().backward()
    assert table.weight.grad[1] == 0
    optimizer.step()
    assert table.weight[1].item() < before - 0.05


def test_clip_keeps_the_direction_only_together(run):
    module = run(STORY, upto="clip")
    grads = {
        name: [q.grad.item() for q in getattr(module, name)]
        for name in ("together", "one_by_one", "by_value")
    }
    assert grads["together"] == pytest.approx([3 / 5, 4 / 5], rel=1e-5)
    assert grads["one_by_one"] == pytest.approx([1, 1], rel=1e-5)
    assert grads["by_value"] == [1, 1]
    assert module.norm.item() == math.hypot(3, 4)


def test_clip_before_backward_does_nothing():
    p = Parameter(torch.zeros(1))
    torch.nn.utils.clip_grad_norm_([p], 1.0)
    (5 * p).sum().backward()
    assert p.grad.item() == 5


def test_clip_parts_turns_the_step_round(run):
    ends = run(STORY, upto="clip-parts").ends_clipped
    by_hand = max(-1.0, 1.0 - 2.0), min(1.0, 3.0 - 2.0)
    assert tuple(ends.values()) == pytest.approx(by_hand, abs=1e-4)


def test_players_receive_what_the_loss_was_computed_with(run):
    received = run(STORY, upto="players").received
    assert list(received.values()) == [["G", "D"], ["D"], ["G"]]


def test_players_gradient_of_d_is_the_same_with_detach(run):
    module = run(STORY, upto="players")
    (with_g,) = torch.autograd.grad(module.D(module.G(module.noise)).sum(), module.D.weight)
    fake = module.G(module.noise).detach()
    (without,) = torch.autograd.grad(module.D(fake).sum(), module.D.weight)
    assert_close(with_g, without)
    assert_close(without, fake.sum(0, keepdim=True))


def test_lbfgs_needs_both_calls(run):
    closures = run(STORY, upto="lbfgs").closures
    assert closures["backward"] == 5  # not moved
    assert abs(closures[None] - 3) < 0.1 < abs(closures["zero_grad"] - 3)
    assert closures["zero_grad"] < 3


def test_replaced_weight_is_not_stepped(run):
    module = run(STORY, upto="replaced")
    assert (module.layer.weight.item(), module.layer.weight.grad.item()) == (0, 1)
    assert all(p is not module.layer.weight for p in module.holder.param_groups[0]["params"])


def test_recipe_freeze_stops_it(run):
    assert run(STORY, upto="recipe-freeze").x.item() == pytest.approx(0.7)


def test_recipe_accumulate_has_the_norm_of_the_mean(run):
    module = run(STORY)
    assert module.total.item() == pytest.approx(math.sqrt(3), rel=1e-5)
    (module.model(module.rows).mean()).backward()
