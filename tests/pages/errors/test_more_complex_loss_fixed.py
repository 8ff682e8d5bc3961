"""Two real losses of a complex number, by the slopes along its two parts."""

import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

STORY = "errors/more_complex_loss_fixed"


def by_parts(function):
    parts = torch.tensor([3.0, 4.0], requires_grad=True)
    function(*parts).backward()
    return torch.complex(*parts.grad)


def test_absolute_agrees_with_the_parts(run):
    z = run(STORY).z
    assert z.grad == 6 + 8j
    assert_close(z.grad, by_parts(lambda a, b: a * a + b * b))


def test_real_part_agrees_with_the_parts(run):
    u = run(STORY).u
    assert u.grad == 6 - 8j
    assert_close(u.grad, by_parts(lambda a, b: a * a - b * b))


def test_both_agree_with_nudges():
    z = torch.tensor(3 + 4j, dtype=torch.complex128, requires_grad=True)
    assert gradcheck(lambda t: t.abs() ** 2, z)
    assert gradcheck(lambda t: (t * t).real, z)


def test_find_tells_them_apart(outputs):
    assert outputs(STORY)["find"] == "False True\n"
