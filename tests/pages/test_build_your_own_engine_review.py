"""What the questions after the last page take for granted."""

import pytest
import torch

STORY = "build_your_own_engine_review"


def test_two_layers_without_a_bend_are_one(run):
    module = run(STORY, upto="no-bend")
    assert torch.equal(module.in_two_layers, module.in_one_layer)
    assert torch.allclose(
        module.rows.double() @ module.first.double() @ module.second.double(),
        module.in_one_layer.double(),
    )


def test_a_tiny_step_is_too_small_for_float32(outputs):
    single, double = outputs(STORY)["short-digits"].splitlines()
    assert abs(float(single.split()[1]) - 2) > 0.01
    assert float(double.split()[1]) == pytest.approx(2, abs=1e-6)


def test_the_engine_without_plus_loses_a_part(run):
    assert run(STORY, upto="lost-part").leaf.grad == 1


def test_emptied_before_the_step_nothing_moves(run):
    assert run(STORY, upto="too-early").w.item() == 1


def test_a_plain_factor_is_no_wall(run):
    module = run(STORY)
    assert (module.a.grad.item(), module.b.grad, module.c.grad.item()) == (15, None, 10)
