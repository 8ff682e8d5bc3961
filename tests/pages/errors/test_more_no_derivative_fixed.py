"""Operations without a derivative: what to write instead, and how to find them."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

STORY = "errors/more_no_derivative_fixed"


def test_fixed_divides_and_floors(run):
    module = run(STORY, upto="fixed")
    assert torch.equal(module.floored, module.x // 2)
    assert_close(module.x.grad, torch.full((2,), 0.5))
    assert gradcheck(
        lambda t: t / 2, torch.tensor([1.0, 2.5], dtype=torch.float64, requires_grad=True)
    )


def test_straight_through_keeps_the_values_and_the_slope_of_the_quotient(run):
    module = run(STORY, upto="straight-through")
    assert_close(module.kept.detach(), module.w.detach() // 2)
    assert_close(module.w.grad, torch.full((2,), 0.5))


def test_plain_data_is_enough_for_bins(run):
    assert not run(STORY, upto="plain-data").bins.requires_grad


def test_find_names_what_has_no_derivative(run):
    module = run(STORY)
    x = torch.ones(2, requires_grad=True)
    assert module.without_derivative(torch.heaviside(x, x.detach()).sum())
    assert module.without_derivative(torch.floor(x).sum()) == []


def test_the_other_wording():
    with pytest.raises(
        NotImplementedError, match="the derivative for '_unique2' is not implemented"
    ):
        torch.ones(2, requires_grad=True).unique().sum().backward()
