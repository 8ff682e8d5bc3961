"""A Function for every transform."""

import torch
from torch.autograd import gradcheck, gradgradcheck

STORY = "errors/function_fixed"


def test_cube_is_right_in_all_ways(run):
    cube = run(STORY, upto="cube").Cube.apply
    t = torch.tensor([0.5, 2.0], dtype=torch.float64, requires_grad=True)
    assert gradcheck(cube, t, check_forward_ad=True)
    assert gradgradcheck(cube, t)


def test_outputs_are_the_slopes(run, outputs):
    said = outputs(STORY)
    assert said["grad"] == said["jvp"] == "tensor(12.)\n"
    assert said["vmap"] == "tensor([1., 8.])\n"
    assert run(STORY).x.grad == 6 * 2
