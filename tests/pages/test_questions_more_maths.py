"""More short answers: linear algebra, estimates and solvers, each by another way to the same."""

import itertools

import pytest
import torch
from torch.testing import assert_close

from .said import says

MATHS, PAGE = "questions_more_maths", "reference/questions-more.md"


def nudged(f, at, step=1e-5):
    """The slopes of `f` along each entry, by nudges in float64."""
    at = at.detach().double()
    units = torch.eye(at.numel(), dtype=at.dtype).reshape(-1, *at.shape)
    slopes = [(f(at + step * unit) - f(at - step * unit)) / (2 * step) for unit in units]
    return torch.stack(slopes).reshape(at.shape)


def test_a_determinant_has_the_inverse_transposed_in_its_gradient(run):
    story = run(MATHS, upto="determinant")
    inverse = torch.linalg.inv(story.a.detach()).T
    assert_close(story.of_logdet, inverse)
    assert_close(story.of_det, story.a.det().detach() * inverse)
    assert_close(story.of_det.double(), nudged(torch.det, story.a))
    assert_close(story.of_logdet.double(), nudged(torch.logdet, story.a))


def test_logdet_is_nan_at_a_negative_determinant_and_slogdet_is_not():
    swapped = torch.tensor([[0.0, 1.0], [1.0, 0.0]], requires_grad=True)
    assert torch.logdet(swapped).isnan()
    sign, size = torch.linalg.slogdet(swapped)
    (slope,) = torch.autograd.grad(size, swapped)
    assert sign == -1
    assert torch.equal(slope, torch.linalg.inv(swapped.detach()).T)


def test_cholesky_gives_a_symmetric_gradient_and_needs_a_symmetric_check(run):
    story = run(MATHS, upto="cholesky")
    assert_close(story.of_p, torch.linalg.inv(story.p.detach()))
    assert_close(story.of_p, nudged(torch.logdet, story.p))
    free = story.p.detach().requires_grad_()
    with pytest.raises(RuntimeError, match="Jacobian mismatch"):
        torch.autograd.gradcheck(torch.linalg.cholesky, free)
    assert torch.autograd.gradcheck(lambda t: torch.linalg.cholesky((t + t.T) / 2), free)
    with pytest.raises(RuntimeError, match="not positive-definite"):
        torch.linalg.cholesky(-free)


def test_the_mean_over_all_signs_is_the_trace(run):
    story = run(MATHS, upto="trace")
    every = [torch.tensor(signs) for signs in itertools.product((1.0, -1.0), repeat=3)]
    mean = torch.stack([story.one_estimate(v) for v in every]).mean()
    assert_close(mean, story.exact)
    assert_close(story.exact.item(), 6.0 * (1 + 2 + 3))
    assert abs(story.estimate - story.exact) < 1


def test_one_step_at_a_fixed_point_gives_the_slope_of_the_whole_loop(run):
    story = run(MATHS, upto="fixed-point")

    def solved(k):
        z = torch.zeros((), dtype=torch.float64)
        for _ in range(200):
            z = story.again(z, k)
        return z

    k = story.k.detach().requires_grad_()
    (through_all,) = torch.autograd.grad(solved(k), k)
    assert_close(story.slope_of_z, through_all)
    assert_close(story.slope_of_z, nudged(solved, story.k))


def test_the_steps_of_a_solver_have_a_gradient_that_nears_the_true_one(run):
    story = run(MATHS, upto="ode")
    start = torch.ones((), dtype=torch.float64)
    assert_close(story.rate.grad, nudged(lambda r: story.runge_kutta(r, start), story.rate))
    assert abs(story.rate.grad + torch.exp(torch.tensor(-2.0))) < 1e-5


def test_the_kernel_is_made_of_the_gradients_of_the_outputs(run):
    story = run(MATHS, upto="kernel")
    of_rows = []
    for row in story.rows:
        parts = torch.autograd.grad(story.net(row).squeeze(), list(story.net.parameters()))
        of_rows.append(torch.cat([part.flatten() for part in parts]))
    assert_close(story.kernel, torch.stack(of_rows) @ torch.stack(of_rows).T)


def test_samples_give_the_slope_inside_and_differ_at_the_ends(run):
    story = run(MATHS, upto="samples")
    heights = story.heights.detach()
    inside = (heights[2:] - heights[:-2]) / 1.0
    assert_close(story.from_samples[1:-1], inside)
    assert_close(story.from_record, 2 * story.places.detach())
    assert_close(inside, story.from_record[1:-1])
    assert (story.from_samples[[0, -1]] != story.from_record[[0, -1]]).all()


def test_another_order_of_adding_gives_another_gradient(run):
    story = run(MATHS, upto="order")
    assert story.in_order([1e8, 1.0, -1e8]) == 0
    assert story.in_order([1e8, -1e8, 1.0]) == 1
    exact = torch.tensor([1e8, 1.0, -1e8], dtype=torch.float64).sum()
    assert exact == 1


def test_cumprod_goes_entry_by_entry_only_where_its_gradient_is_recorded(run):
    story = run(MATHS)
    assert story.operations(10, False) == story.operations(100, False)
    assert story.operations(100, True) > 5 * story.operations(10, True)
    x = torch.tensor([0.5, 2.0, 3.0], dtype=torch.float64, requires_grad=True)
    way = x.log().cumsum(0).exp()
    assert_close(way, x.cumprod(0))
    slopes = [torch.autograd.grad(y.sum(), x)[0] for y in (way, x.cumprod(0))]
    assert_close(*slopes)
    assert says(PAGE, "`x.log().cumsum(0).exp()` has the same values, and no loop in its rule")
