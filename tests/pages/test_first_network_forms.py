"""Four ways to write binary cross-entropy, in float32 and in float64."""

import math

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad

STORY = "first_network_forms"


def test_forms_agree_where_nothing_overflows(run):
    module = run(STORY)
    z = torch.linspace(-3, 3, 12)  # not 0
    for target in (0.0, 1.0):
        expected = torch.nn.functional.binary_cross_entropy_with_logits(
            z, torch.full_like(z, target), reduction="none"
        )
        for form in module.FORMS:
            assert torch.allclose(form(z, target), expected, atol=1e-5), form.__name__


def test_forms_slope_is_answer_minus_target(run):
    module = run(STORY)
    module.zero = module.zero.double()
    z = torch.tensor([-1.5, 0.3, 2.0], dtype=torch.float64, requires_grad=True)
    for form in module.FORMS:
        for target in (0.0, 1.0):
            assert gradcheck(lambda v, form=form, target=target: form(v, target).sum(), z)
            slope = grad(lambda v, form=form, target=target: form(v, target).sum())(z.detach())
            assert torch.allclose(slope, torch.sigmoid(z.detach()) - target)


def test_measured_first_two_are_lost_at_100(run):
    found = run(STORY).found
    for name in ("with_sigmoid", "with_exp"):
        (_, slope), (loss, lost) = found[name]
        assert slope == 0.5
        assert loss == math.inf
        assert math.isnan(lost)


def test_measured_corners_give_a_wrong_slope_at_0(run):
    (loss, slope), far = run(STORY).found["with_max"]
    assert loss == pytest.approx(math.log(2))
    assert slope == 1.0
    assert far == (100.0, 1.0)
    corners = torch.zeros(2, requires_grad=True)
    (corners[0].clamp(min=0) + corners[1].abs()).backward()
    assert corners.grad.tolist() == [1.0, 0.0]


def test_measured_logaddexp_is_right(run):
    near, far = run(STORY).found["with_logaddexp"]
    assert near == (pytest.approx(math.log(2)), 0.5)
    assert far == (100.0, 1.0)
    z = torch.tensor([0.0, 100.0], dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda v: torch.logaddexp(v, torch.zeros_like(v)).sum(), z)


def test_log_softmax_by_formula_overflows(run):
    module = run(STORY)
    assert module.by_formula.tolist() == [-math.inf, -math.inf]
    assert torch.log_softmax(module.logits, dim=0).tolist() == [0.0, -100.0]
    stable = module.logits - torch.logsumexp(module.logits, dim=0)
    assert stable.tolist() == [0.0, -100.0]


def test_log_softmax_by_formula_is_right_where_it_can_be_computed():
    z = torch.tensor([1.0, -0.5, 2.0], dtype=torch.float64)
    assert torch.allclose(z - z.exp().sum().log(), torch.log_softmax(z, dim=0))
