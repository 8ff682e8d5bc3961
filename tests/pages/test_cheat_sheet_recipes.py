"""The recipes of the cheat sheet, each against another way to the same."""

import pytest
import torch
from torch.testing import assert_close

STORY = "cheat_sheet_recipes"


@pytest.fixture
def recipes(run):
    return run(STORY)


def test_loop_finds_the_line_that_the_targets_lie_on(recipes, outputs):
    assert_close(recipes.model.weight.item(), 3.0, atol=1e-2, rtol=0)
    assert_close(recipes.model.bias.item(), 1.0, atol=1e-2, rtol=0)
    assert outputs(STORY)["loop"] == "weight 3.00, bias 1.00\n"


def test_freeze_leaves_the_first_layer_and_trains_the_last(recipes):
    assert recipes.net[0].weight.grad is None
    assert torch.equal(recipes.net[0].weight, recipes.before)
    assert recipes.net[2].weight.grad is not None


def test_accumulate_gives_the_gradient_of_the_whole(recipes):
    assert_close(recipes.w.grad, recipes.at_once.grad)
    by_hand = (2 * recipes.inputs * (0 * recipes.inputs - 3 * recipes.inputs)).mean()
    assert_close(recipes.w.grad[0], by_hand)


def test_clip_scales_to_the_norm_that_is_asked(recipes):
    assert recipes.norm_before > 1000
    assert_close(recipes.norm_after, torch.tensor(1.0), atol=1e-4, rtol=0)


def test_evaluate_records_nothing_and_the_model_trains_again(recipes):
    assert recipes.predicted.grad_fn is None
    assert recipes.model.training


def test_second_derivative_is_that_of_school(recipes):
    assert (recipes.first.item(), recipes.second.item()) == (3 * 2.0**2, 6 * 2.0)


def test_intermediate_gradient_is_what_grad_gives_by_name(recipes):
    assert_close(recipes.hidden.grad, 2 * recipes.hidden.detach())
    assert_close(recipes.x.grad, 3 * recipes.hidden.grad)


def test_report_names_each_parameter_once(recipes, outputs):
    lines = outputs(STORY)["report"].splitlines()
    names = [name for name, _ in recipes.net.named_parameters()]
    assert [line.split()[0] for line in lines] == names
    assert [("no gradient" in line) for line in lines] == [True, True, False, False]
