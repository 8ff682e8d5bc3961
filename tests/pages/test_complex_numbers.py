"""Complex gradients: the slopes along both parts, by nudges, by real leaves and by formulas."""

import math

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

STORY = "complex_numbers"


def by_real_leaves(f, a=3.0, b=4.0):
    """The gradient along two real leaves, made complex at the end."""
    parts = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (a, b)]
    slopes = torch.autograd.grad(f(torch.complex(*parts)), parts, materialize_grads=True)
    return complex(*(slope.item() for slope in slopes))


def test_square_has_two_slopes(run):
    module = run(STORY, upto="parts")
    assert module.loss == module.by_parts == 25
    assert module.z.grad.item() == complex(module.a.grad, module.b.grad) == 6 + 8j


@pytest.mark.parametrize(
    ("name", "by_hand"),
    [
        ("z.abs()**2", 6 + 8j),
        ("z.abs()", 0.6 + 0.8j),
        ("(z - 1).abs()**2", 4 + 8j),
        ("z.real", 1),
        ("z.imag", 1j),
        ("(z**2).real", 6 - 8j),
        ("(z**2).imag", 8 + 6j),
        ("z.angle()", (-4 + 3j) / 25),
        ("z.exp().abs()", math.exp(3)),
        ("z.abs().log()", (3 + 4j) / 25),
    ],
)
def test_ten_losses_by_four_ways(run, name, by_hand):
    module = run(STORY, upto="ten")
    f = module.LOSSES[name]
    (by_torch,) = torch.autograd.grad(f(module.z), module.z)
    for other in (by_hand, module.nudge(f, 3 + 4j), by_real_leaves(f)):
        assert abs(by_torch.item() - other) < 1e-4
    assert module.agree == dict.fromkeys(module.LOSSES, True)


def test_plot_arrows_are_the_gradients_it_names(run):
    module = run(STORY, upto="plot")
    z = module.z
    outwards = torch.autograd.grad(z.abs(), z)[0].item()
    around = torch.autograd.grad(z.angle(), z)[0].item()
    assert abs(outwards - (3 + 4j) / 5) < 1e-6
    assert abs((outwards * around.conjugate()).real) < 1e-6  # at a right angle


def test_step_shrinks_both_parts(run):
    module = run(STORY, upto="step")
    assert_close(module.w.detach(), torch.tensor([0.8 * (3 + 4j)]))


def test_adam_moves_each_part_by_the_learning_rate(run):
    module = run(STORY, upto="adam")
    pair = torch.tensor([3.0, 4.0], requires_grad=True)
    adam = torch.optim.Adam([pair], lr=0.1)
    (pair**2).sum().backward()
    adam.step()
    assert_close(torch.view_as_real(module.v.detach())[0], pair.detach())
    assert_close(pair.detach(), torch.tensor([2.9, 3.9]))


def test_of_a_complex_result_is_the_conjugate(run):
    module = run(STORY, upto="of-a-complex-result")
    assert module.by_one.item() == (2 * (3 + 4j)).conjugate()
    assert module.by_i.item() == by_real_leaves(lambda z: (z**2).imag)
    assert module.by_one.item() == by_real_leaves(lambda z: (z**2).real)


def test_the_gradient_goes_uphill(run):
    f = run(STORY, upto="ten").LOSSES["(z**2).real"]
    z = torch.tensor(3 + 4j)
    g = grad(f)(z)
    assert f(z + 0.01 * g) > f(z) > f(z - 0.01 * g)
    assert f(z + 0.01 * g) > f(z + 0.01 * g.conj())


def test_real_in_complex_out_is_a_real_slope(run):
    module = run(STORY, upto="real-in-complex-out")
    assert_close(module.t.grad, torch.tensor(-math.sin(2)))


def test_fourier_keeps_the_power(run):
    module = run(STORY, upto="fourier")
    s = module.signal.detach()
    assert_close(module.power.detach(), 4 * (s**2).sum())
    assert_close(module.signal.grad, 2 * 4 * s)
    assert gradcheck(lambda s: (torch.fft.fft(s).abs() ** 2).sum(), s.double().requires_grad_())


def test_at_zero_abs_answers_and_the_root_does_not(run):
    module = run(STORY, upto="at-zero")
    assert module.by_abs == 0
    assert module.by_root.isnan()


def test_casts_warn_and_real_does_not(run):
    module = run(STORY, upto="casts")
    assert len(module.seen) == 1
    assert by_real_leaves(lambda z: z.real) == 1


def test_pairs_are_the_same_slopes(run):
    module = run(STORY, upto="pairs")
    assert module.pair.grad.tolist() == [6, 8]
    assert module.as_real.item() == 6 + 8j


def test_check_accepts_and_func_agrees(outputs):
    assert outputs(STORY)["check"].splitlines() == ["True", "tensor(6.+8.j)"]
