"""The 4.5 and every step on the way to it."""

import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

STORY = "chain_rule"
FOUR_AND_A_HALF = "tensor([[4.5000, 4.5000],\n        [4.5000, 4.5000]])\n"


def closed_form(t):
    return (3 * (t + 2) ** 2).mean()


def full(value):
    return torch.full((2, 2), value)


def test_leaf_starts_the_record(run):
    x = run(STORY, upto="leaf").x
    assert x.is_leaf
    assert x.requires_grad
    assert x.grad_fn is None
    assert_close(x.detach(), full(1.0))


def test_add_gives_three(run):
    assert_close(run(STORY, upto="add").y.detach(), full(3.0))


def test_grad_fn_is_an_addition(run, outputs):
    assert run(STORY, upto="grad-fn").y.grad_fn.name() == "AddBackward0"
    assert outputs(STORY)["grad-fn"] == "AddBackward0\n"


def test_forward_gives_twenty_seven(run):
    module = run(STORY, upto="forward")
    assert_close(module.z.detach(), full(27.0))
    assert_close(module.z.detach(), 3 * (module.x.detach() + 2) ** 2)


def test_mean_is_twenty_seven_and_a_scalar(run):
    out = run(STORY, upto="mean").out
    assert out.shape == ()
    assert_close(out.detach(), torch.tensor(27.0))
    assert_close(out.detach(), closed_form(torch.ones(2, 2)))


def test_keep_asks_all_three_results(run):
    module = run(STORY, upto="keep")
    assert all(t.retains_grad for t in (module.y, module.z, module.out))
    assert module.x.grad is None


def test_backward_prints_and_returns_nothing(run, outputs):
    assert outputs(STORY)["backward"] == ""
    assert run(STORY, upto="mean").out.backward() is None


def test_backward_gives_four_and_a_half(run):
    x = run(STORY, upto="backward").x
    assert_close(x.grad, full(4.5))
    assert_close(x.grad, 3 / 2 * (x.detach() + 2))


def test_backward_agrees_with_torch_func(run):
    x = run(STORY, upto="backward").x
    assert_close(x.grad, grad(closed_form)(x.detach()))


def test_backward_agrees_with_finite_differences():
    x = torch.ones(2, 2, dtype=torch.float64, requires_grad=True)
    assert gradcheck(closed_form, x)


def test_gradient_prints_the_matrix(outputs):
    assert outputs(STORY)["gradient"] == FOUR_AND_A_HALF


def test_every_gradient_has_its_number_and_shape(run):
    module = run(STORY, upto="every-gradient")
    expected = {"out": torch.tensor(1.0), "z": full(0.25), "y": full(4.5), "x": full(4.5)}
    for name, gradient in expected.items():
        tensor = getattr(module, name)
        assert tensor.grad.shape == tensor.shape
        assert_close(tensor.grad, gradient)


def test_every_gradient_agrees_with_torch_func():
    x, y, z = full(1.0), full(3.0), full(27.0)
    assert_close(grad(torch.mean)(z), full(0.25))
    assert_close(grad(lambda t: (3 * t * t).mean())(y), full(4.5))
    assert_close(grad(lambda t: (3 * (t + 2) * (t + 2)).mean())(x), full(4.5))


def test_every_gradient_of_the_two_ways_adds_up():
    left, right = full(3.0).requires_grad_(), full(3.0).requires_grad_()
    (3 * left * right).mean().backward()
    assert_close(left.grad, full(0.25 * 9))
    assert_close(left.grad + right.grad, full(4.5))


def test_nudge_finds_the_same_slope(run, outputs):
    module = run(STORY, upto="nudge")
    assert_close(module.slope.item(), 4.5)
    assert outputs(STORY)["nudge"] == "4.500000\n"


def test_other_points_follow_the_formula(run):
    points = run(STORY, upto="other-points").points
    assert_close(points.grad, torch.tensor([[4.5, 3.0], [0.0, 9.0]]))
    assert_close(points.grad, grad(closed_form)(points.detach()))


def test_other_points_agree_with_finite_differences():
    points = torch.tensor([[1.0, 0.0], [-2.0, 4.0]], dtype=torch.float64, requires_grad=True)
    assert gradcheck(closed_form, points)


def test_sum_has_slope_eighteen(run):
    x = run(STORY, upto="sum").x_sum
    assert_close(x.grad, full(18.0))
    assert gradcheck(lambda t: (3 * (t + 2) ** 2).sum(), x.detach().double().requires_grad_())
