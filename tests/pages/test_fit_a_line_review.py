"""What the questions after page 4 take for granted."""

import pytest
import torch

STORY = "fit_a_line_review"


def test_a_plain_factor_gets_no_gradient(run):
    module = run(STORY, upto="plain-factor")
    assert (module.a.grad.item(), module.b.grad) == (3, None)


def test_two_uses_add(run):
    module = run(STORY, upto="two-uses")
    assert module.c.grad.item() == 4
    other = torch.tensor(2.0, requires_grad=True)
    (other * 5 + other).backward()
    assert other.grad.item() == 6


def test_a_step_that_adds_the_slope_goes_uphill(run):
    losses = run(STORY, upto="uphill").losses
    assert losses == pytest.approx([4, 4 * 1.2**2, 4 * 1.2**4], abs=1e-5)


def test_what_is_not_emptied_piles_up(run):
    assert run(STORY, upto="piled-up").slopes == [2, 4, 6]


def test_the_largest_value_records_and_its_place_does_not(run):
    module = run(STORY)
    assert module.best.requires_grad
    assert not module.place.requires_grad
