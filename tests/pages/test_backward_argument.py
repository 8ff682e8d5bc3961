"""What empty brackets stand for, and what else may stand there."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.testing import assert_close

STORY = "backward_argument"


def full(value):
    return torch.full((2, 2), value)


def test_forward_agrees_with_finite_differences(run):
    forward = run(STORY, upto="forward").forward
    assert gradcheck(forward, torch.ones(2, 2, dtype=torch.float64, requires_grad=True))


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("no-argument", "x"),
        ("written-out", "x_one"),
        ("ones-like", "x_like"),
        ("one-element-argument", "x_box"),
    ],
)
def test_a_one_at_the_start_gives_four_and_a_half(run, cell, name):
    module = run(STORY, upto=cell)
    leaf = getattr(module, name)
    assert_close(leaf.grad, full(4.5))
    assert_close(leaf.grad, torch.func.grad(module.forward)(leaf.detach()))


def test_no_argument_output_has_no_axes(run):
    assert tuple(run(STORY, upto="no-argument").out.shape) == ()


def test_half_scales_the_gradient(run):
    module = run(STORY, upto="half")
    assert_close(module.x_half.grad, full(2.25))
    assert_close(module.x_half.grad, 0.5 * module.x.grad)


def test_why_half_one_more_step(run):
    module = run(STORY, upto="why-half")
    assert_close(module.x_after.grad, full(2.25))
    later = torch.func.grad(lambda t: 0.5 * module.forward(t))
    assert_close(later(torch.ones(2, 2)), full(2.25))


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_one_element_needs_no_argument(shape):
    single = torch.full(shape, 3.0, dtype=torch.float64, requires_grad=True)
    (single * single).backward()
    assert_close(single.grad, torch.full(shape, 6.0, dtype=torch.float64))
    assert gradcheck(lambda t: t * t, single)


def test_one_element_prints_three_shapes(outputs):
    assert outputs(STORY)["one-element"].splitlines() == [
        "() -> tensor(6.)",
        "(1,) -> tensor([6.])",
        "(1, 1) -> tensor([[6.]])",
    ]


def test_one_element_two_entries_are_refused():
    pair = torch.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError, match="only for scalar outputs"):
        (pair * pair).backward()


def test_one_element_argument_output_has_one_axis(run):
    assert tuple(run(STORY, upto="one-element-argument").out_box.shape) == (1,)


def test_one_element_argument_of_another_shape_is_refused(run):
    out = run(STORY, upto="forward").forward(full(1.0).requires_grad_())
    for shape in [(1,), (1, 1), (2, 2)]:
        with pytest.raises(RuntimeError, match="Mismatch in shape"):
            out.backward(torch.ones(shape))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64])
def test_dtypes_are_converted(run, dtype):
    x = full(1.0).requires_grad_()
    run(STORY, upto="forward").forward(x).backward(torch.tensor(1, dtype=dtype))
    assert x.grad.dtype == torch.float32
    assert_close(x.grad, full(4.5))


def test_dtypes_cell_shows_both(outputs):
    assert outputs(STORY)["dtypes"].splitlines() == [
        "torch.float64 -> torch.float32 4.5",
        "torch.int64 -> torch.float32 4.5",
    ]


def test_returned_slope_is_not_stored(run):
    module = run(STORY, upto="returned")
    assert_close(module.slope, full(4.5))
    assert module.x_free.grad is None


def test_gradients_add_to_nine(run):
    module = run(STORY, upto="gradients-add")
    assert_close(module.x_twice.grad, full(9.0))
    assert_close(module.x_twice.grad, 2 * module.x.grad)


def test_clear_starts_from_nothing(run):
    assert_close(run(STORY, upto="clear").x_twice.grad, full(4.5))


def test_zero_is_stored_as_zeros(run):
    x = run(STORY, upto="zero").x_zero
    assert_close(x.grad, torch.zeros(2, 2))


def test_several_outputs_go_back_at_once(run):
    forward = run(STORY, upto="forward").forward
    x = full(1.0).requires_grad_()
    torch.autograd.backward([forward(x), forward(x)])
    assert_close(x.grad, full(9.0))
