"""Where nan is born: the step, the formula without it, and what spreads it."""

import math

import pytest
import torch
from torch.autograd import gradcheck
from torch.nn.functional import logsigmoid
from torch.testing import assert_close

STORY = "where_nan_is_born"
NAN = math.nan


def same(found, expected):
    torch.testing.assert_close(
        torch.tensor(found), torch.tensor(expected), equal_nan=True, rtol=1e-5, atol=1e-7
    )


def nudged(function, *entries, h=1e-6):
    """The slope along each entry by central differences, in float64."""
    t = torch.tensor(entries, dtype=torch.float64)
    steps = h * torch.eye(len(t), dtype=torch.float64)
    return [((function(t + e) - function(t - e)) / (2 * h)).item() for e in steps]


def test_away_is_the_direction(run):
    module = run(STORY, upto="away")
    assert_close(module.far.grad, torch.tensor([0.6, 0.8]))
    assert gradcheck(lambda t: (t**2).sum().sqrt(), module.far.detach().double().requires_grad_())


def test_root_is_nan_at_zero_and_the_loss_is_flat_there(run):
    module = run(STORY, upto="root")
    assert module.length.item() == 0
    assert module.x.grad.isnan().all()
    same(nudged(lambda t: (t**2).sum().sqrt(), 0.0, 0.0), [0.0, 0.0])


def test_some_values_are_nan_or_infinite_before_any_slope_is():
    assert torch.tensor(-1.0).sqrt().isnan()
    assert torch.tensor(100.0).exp().isinf()
    for function, at in ((torch.sqrt, -1.0), (lambda t: t.exp() / t.exp(), 100.0)):
        x = torch.tensor(at, requires_grad=True)
        function(x).backward()
        assert x.grad.isnan()
        slope = torch.func.jvp(function, (x.detach(),), (torch.ones(()),))[1]
        assert slope.isnan()


def test_norm_gives_zero(run):
    assert run(STORY, upto="norm").v.grad.tolist() == [0, 0]


def test_pair_has_a_nan_a_silent_zero_and_two_right_ones(run):
    module = run(STORY, upto="pair")
    same([v for v, _ in module.losses.values()], [math.inf, 100.0, 200.0, 200.0])
    same([g[0] for _, g in module.losses.values()], [NAN, 0.0, -1.0, -1.0])
    same(nudged(lambda t: -logsigmoid(t).sum(), -200.0), [-1.0])
    assert module.near.grad.item() == pytest.approx(-1 / (1 + math.exp(-2)), rel=1e-6)


def test_pairs_fail_one_way_and_agree_with_nudges_the_other(run):
    module = run(STORY, upto="pairs")
    for name, (before, after) in module.measured.items():
        assert any(map(math.isnan, before[1])), name
        _, second, at = module.PAIRS[name]
        same(after[1], nudged(second, *at))


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("(x**2).sum().sqrt()", (3.0, 4.0)),
        ("x.var().sqrt()", (1.0, 4.0)),
        ("-log(softmax(x))[0]", (0.5, 1.0)),
        ("exp(x).sum().log()", (0.5, 1.0)),
        ("log(1 + exp(x))", (0.5,)),
        ("sin(x) / x", (0.5,)),
    ],
)
def test_pairs_are_the_same_function_elsewhere(run, name, at):
    first, second, _ = run(STORY, upto="pairs").PAIRS[name]
    t = torch.tensor(at, dtype=torch.float64)
    assert_close(first(t), second(t).sum())
    assert_close(torch.func.grad(first)(t), torch.func.grad(lambda t: second(t).sum())(t))


def test_masks_leak_behind_the_step_only(run):
    gradients = {name: g for name, (_, g) in run(STORY, upto="masks").masked.items()}
    bad = [name for name, g in gradients.items() if math.isnan(g[1])]
    assert bad == list(gradients)[:5]
    assert all(v == 1 for v, _ in run(STORY, upto="masks").masked.values())
    for name in list(gradients)[5:]:
        assert gradients[name] == [0.5, 0.0]


def test_attention_is_nan_when_all_is_masked_and_finite_otherwise(run):
    module = run(STORY, upto="attention-finite")
    assert module.scores.grad.isnan().all()
    assert module.finite.grad.tolist() == [0, 0]
    assert module.safe_weights.tolist() == [0, 0]
    half = torch.tensor([False, True])
    t = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda t: t.masked_fill(half, module.lowest).softmax(0), t)


def test_attention_masked_fill_hides_it_in_the_gradient_alone():
    t = torch.zeros(2, requires_grad=True)
    value = t.masked_fill(torch.tensor([True, True]), -torch.inf).softmax(0)
    value.sum().backward()
    assert value.isnan().all()
    assert t.grad.tolist() == [0, 0]


def test_targets_all_ignored(run):
    module = run(STORY, upto="targets")
    assert module.mean_loss.isnan()
    assert module.sum_loss == 0
    (slope,) = torch.autograd.grad(module.mean_loss, module.logits)
    assert (slope == 0).all()


def test_std_of_one_row_is_nan_and_warns(run, executed):
    module = run(STORY, upto="std")
    assert module.spread_of_one.isnan()
    assert module.row.grad.isnan().all()
    texts = [o["text"] for o in executed(STORY).cell("std")["outputs"] if o.get("text")]
    assert any("degrees of freedom is <= 0" in text for text in texts)


def test_nan_to_num_cures_the_value_alone(run):
    module = run(STORY, upto="nan-to-num")
    assert module.cleaned.tolist() == [0, 0]
    assert module.q.grad.tolist() == [1, 0]


def test_clip_spreads_nan(run):
    module = run(STORY, upto="clip")
    assert module.norm.isnan()
    assert module.b.grad.isnan().all()
    assert module.before_clip.tolist() == [1, 1]
    module.a.grad = torch.tensor([1.0, NAN])
    with pytest.raises(RuntimeError, match="is non-finite"):
        torch.nn.utils.clip_grad_norm_([module.a], 1.0, error_if_nonfinite=True)


def test_adam_keeps_nan(run):
    module = run(STORY, upto="adam")
    assert module.p.isnan().all()
    assert math.isnan(0.9 * NAN + 0.1)  # the running mean, by hand
    assert module.optimizer.state[module.p]["exp_avg"].isnan().all()


def test_guard_skips_one_step_and_makes_the_next(run):
    module = run(STORY, upto="guard")
    assert module.made == [False, True]
    assert module.w.item() == pytest.approx(0.9)  # the first step of Adam is lr long
    assert module.steps.state[module.w]["step"] == 1


def test_first_bad_names_the_root_where_anomaly_mode_names_the_square(run, executed):
    assert run(STORY, upto="first-bad").culprits == ["SqrtBackward0"]
    *_, error = executed("errors/where_nan_is_born_anomaly").cell("anomaly")["outputs"]
    assert "'PowBackward0' returned nan" in error["evalue"]


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda t: (t / t).sum(), "DivBackward0"),
        (lambda t: t.log().sum(), "LogBackward0"),
        (lambda t: (t + 1).log().sum(), None),
    ],
)
def test_first_bad_finds_others(run, make, name):
    first_bad = run(STORY, upto="first-bad").first_bad
    found = first_bad(make(torch.zeros(2, requires_grad=True)))
    assert found == ([name] if name else [])


def test_edges(run):
    same(
        [g[0] for _, g in run(STORY, upto="edges").edges.values()],
        [0.0, NAN, math.inf, -math.inf, NAN, NAN, NAN, 999999995904.0, NAN],
    )
    same([v for v, _ in run(STORY).edges.values()], [0, 0, 0, 0, NAN, 0, NAN, 0, 1.0])
