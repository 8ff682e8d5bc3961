"""Parameters and gradients that an optimizer accepts."""

import pytest

STORY = "errors/optimizer_fixed"


def test_list_has_four_names(run):
    assert len(list(run(STORY, upto="list").Net().parameters())) == 4


def test_groups_have_the_tied_weight_once(run):
    module = run(STORY, upto="groups")
    ids = [id(p) for group in module.groups for p in group["params"]]
    assert len(ids) == len(set(ids)) == 3


def test_closure_finds_the_minimum(run):
    assert run(STORY, upto="closure").w.item() == pytest.approx(3, abs=1e-3)


def test_assign_fits(run):
    module = run(STORY)
    assert module.pruned.grad.tolist() == [2, 2]
    assert module.pruned.shape == module.pruned.grad.shape
