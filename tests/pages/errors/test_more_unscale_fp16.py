"""Gradients in float16 are not unscaled."""

import torch
from torch.testing import assert_close

STORY = "errors/more_unscale_fp16"


def test_half_is_refused(executed):
    (error,) = executed(STORY).cell("half")["outputs"]
    assert error["evalue"] == "Attempting to unscale FP16 gradients."


def test_fixed_has_the_true_gradient_in_float32(run):
    module = run(STORY, upto="fixed")
    assert module.layer.weight.grad.dtype == torch.float32
    assert_close(module.layer.weight.grad, torch.ones(1, 2))


def test_a_gradient_has_the_type_of_its_parameter():
    layer = torch.nn.Linear(2, 1).half()
    layer(torch.ones(1, 2).half()).sum().backward()
    assert layer.weight.grad.dtype == torch.float16
