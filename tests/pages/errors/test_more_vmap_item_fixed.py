"""Staying with tensors gives the numbers of a loop, and the whole slope."""

import math

import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/more_vmap_item_fixed"


def test_fixed_agrees_with_python(run):
    assert run(STORY).powers.tolist() == [2.0**2, 3.0**3]


def test_a_number_has_no_record():
    """v^v has the slope v^v (1 + log v); with .item() up there, only v * v^(v - 1) is left."""
    v = torch.tensor(2.0)
    assert_close(grad(lambda t: t**t)(v), torch.tensor(4 * (1 + math.log(2))))
    assert gradcheck(lambda t: t**t, torch.tensor(2.0, dtype=torch.float64, requires_grad=True))
    assert_close(grad(lambda t: t ** t.item())(v), torch.tensor(4.0))
