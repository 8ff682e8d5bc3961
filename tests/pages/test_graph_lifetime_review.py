"""What the questions after page 11 take for granted."""

import pytest
import torch

STORY = "graph_lifetime_review"


def test_a_detached_square_is_a_constant(run):
    assert run(STORY, upto="cut").x.grad.item() == 9


def test_an_edit_of_the_output_of_a_square_is_safe(run):
    module = run(STORY, upto="edited-square")
    assert module.y.grad.tolist() == [2, 2]
    assert module.z._version == 1


def test_a_sum_can_be_walked_twice_and_a_product_cannot(run):
    module = run(STORY, upto="two-walks")
    assert module.a.grad.tolist() == [2, 2]
    total = (module.a * 2).sum()
    total.backward()
    with pytest.raises(RuntimeError, match="a second time"):
        total.backward()


def test_a_recorded_total_holds_the_records(run):
    history = run(STORY, upto="pile").history
    assert history.grad_fn is not None


def test_a_slope_of_zero_is_stored(run):
    module = run(STORY, upto="untouched")
    assert module.u.grad.tolist() == [2, 2]
    assert module.v.grad.tolist() == [0, 0]


def test_a_weight_picks_its_output(run):
    p = run(STORY).p
    assert p.grad.tolist() == [0, 3]
    (row,) = torch.autograd.grad(3 * p, p, torch.tensor([2.0, 0.0]))
    assert row.tolist() == [6, 0]
