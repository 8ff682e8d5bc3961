"""Mixed precision: types, scales, and the order of unscale, clip and step."""

import pytest
import torch
from torch.testing import assert_close

STORY = "mixed_precision"


def test_autocast_keeps_weights_and_gradients_long(run):
    module = run(STORY, upto="autocast")
    assert (module.y.dtype, module.loss.dtype) == (torch.bfloat16, torch.float32)
    assert {p.dtype for p in module.layer.parameters()} == {torch.float32}
    assert {p.grad.dtype for p in module.layer.parameters()} == {torch.float32}


def test_autocast_gradient_is_near_that_of_float32(run):
    module = run(STORY, upto="autocast")
    weight = module.layer.weight.detach().requires_grad_()
    (module.x @ weight.T + module.layer.bias.detach()).pow(2).mean().backward()
    assert_close(module.layer.weight.grad, weight.grad, rtol=0.02, atol=0.02)


def test_record_has_a_copy_before_each_parameter(run, outputs):
    module = run(STORY, upto="record")
    assert module.names(module.y).count("ToCopyBackward0") == 2
    assert outputs(STORY)["record"].count("AccumulateGrad") == 2


def test_types_have_these_ranges(run):
    rows = {row[0]: row[1:] for row in run(STORY, upto="types").rows}
    assert rows["torch.float16"] == (2**-14, 65504, 2**-10)
    assert rows["torch.bfloat16"][0] == rows["torch.float32"][0] == 2**-126
    assert rows["torch.bfloat16"][2] == 2**-7


def test_vanish_and_the_scale_that_saves(run):
    module = run(STORY, upto="vanish")
    assert module.vanished == 0
    assert torch.tensor(1e-8).half() == 0
    assert_close(module.small_gradient(torch.float16, 65536.0), 1e-8, rtol=1e-2, atol=0)
    assert_close(module.small_gradient(torch.bfloat16), 1e-8, rtol=1e-2, atol=0)


def test_overflow_is_inf(run):
    assert run(STORY, upto="overflow").big.grad.isinf().all()
    assert torch.tensor(90000.0).half().isinf()


def test_scaler_multiplies_divides_and_steps(run):
    module = run(STORY, upto="scaler")
    assert (module.scaled.item(), module.unscaled.item()) == (2 * 1024, 2)
    assert_close(module.after, torch.tensor([1 - 0.1 * 2]))


def test_skipped_step_halves_the_scale_and_grows_again(run):
    module = run(STORY, upto="skipped")
    assert torch.equal(module.w.detach(), module.after)
    assert module.scale_after_inf == 512
    grown = run(STORY, upto="grows")
    assert grown.scaler.get_scale() == 1024
    assert_close(grown.w.detach(), torch.tensor([0.8 - 2 * 0.2]))
    plain = torch.amp.GradScaler("cpu")
    assert (plain.get_growth_interval(), plain.get_scale()) == (2000, 65536)


def test_clip_before_unscale_divides_by_the_scale(run):
    module = run(STORY, upto="clip")
    assert_close(module.clipped_right, 1.0, rtol=1e-5, atol=0)
    assert_close(module.clipped_wrong, 1 / 1024, rtol=1e-3, atol=0)


def test_recipe_learns(run):
    module = run(STORY, upto="recipe")
    assert module.losses[-1] < module.losses[0] / 10
    assert {p.dtype for p in module.net.parameters()} == {torch.float32}


def test_accumulating_scaled_parts_gives_the_sum_and_one_unscale():
    w = torch.nn.Parameter(torch.tensor([1.0]))
    sgd = torch.optim.SGD([w], lr=0.1)
    scaler = torch.amp.GradScaler("cpu", init_scale=64.0)
    for factor in (1, 2):
        scaler.scale((factor * w).sum()).backward()
    scaler.unscale_(sgd)
    assert w.grad.item() == 3
    scaler.step(sgd)
    assert_close(w.detach(), torch.tensor([0.7]))


@pytest.mark.parametrize("name", ["one-block", "block-a-step"])
def test_one_block_computes_with_the_first_weight(run, name):
    module = run(STORY, upto="block-a-step")
    if name == "one-block":
        assert (module.stale, module.stale_weight) == ([1, 1, 1], -0.5)
        assert (module.fresh, module.fresh_weight) == ([1, 0.5, 0], -0.5)
    else:
        by_hand = [1 - 0.5 * i for i in range(3)]
        assert module.right == by_hand


def test_no_grad_inside_a_block_leaves_the_next_pass_recording(run):
    module = run(STORY)
    assert module.later.requires_grad
    assert module.later.grad_fn is not None


def test_too_small_a_step_has_no_effect_in_bfloat16(outputs):
    assert outputs(STORY)["too-small-a-step"].splitlines()[0].startswith("tensor([1.]")
    below = torch.nextafter(
        torch.ones((), dtype=torch.bfloat16), torch.zeros((), dtype=torch.bfloat16)
    )
    assert below.item() == 1 - 2**-8  # 0.996
    assert torch.tensor(0.999).bfloat16() == 1


def test_whole_model_has_short_gradients(run):
    module = run(STORY, upto="whole-model")
    assert module.halved.weight.grad.dtype == torch.bfloat16


def test_backward_outside_and_inside_give_the_same():
    layer = torch.nn.Linear(2, 2)
    found = []
    for inside in (False, True):
        layer.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = layer(torch.ones(1, 2)).float().sum()
            if inside:
                loss.backward()
        if not inside:
            loss.backward()
        found.append(layer.weight.grad)
    assert_close(*found)
