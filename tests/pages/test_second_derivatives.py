"""Second derivatives, each by two ways or more."""

import pytest
import torch
from torch.autograd import gradcheck, gradgradcheck
from torch.testing import assert_close

STORY = "second_derivatives"
POINT = torch.tensor([1.0, 2.0], dtype=torch.float64)


def test_function_has_the_gradient_of_the_page(run):
    module = run(STORY, upto="function")
    assert module.gradient.tolist() == [2 * 1 * 2, 1 + 3 * 4]
    assert gradcheck(module.f, POINT.clone().requires_grad_())
    assert gradgradcheck(module.f, POINT.clone().requires_grad_())


def test_hessian_is_that_of_two_other_ways(run):
    module = run(STORY, upto="hessian")
    assert module.hessian.tolist() == [[4, 2], [2, 12]]
    assert_close(torch.autograd.functional.hessian(module.f, module.x.detach()), module.hessian)
    slope = torch.func.grad(module.f)
    steps = 1e-6 * torch.eye(2, dtype=torch.float64)
    nudged = torch.stack([(slope(POINT + e) - slope(POINT - e)) / 2e-6 for e in steps])
    assert_close(nudged, module.hessian.double(), rtol=1e-6, atol=1e-6)


def test_product_is_the_hessian_times_the_vector(run):
    module = run(STORY, upto="product")
    for product in (module.by_argument, module.by_sum, module.by_jvp):
        assert_close(product, module.hessian @ module.v)


def test_sum_of_gradient_is_no_diagonal(run):
    module = run(STORY, upto="sum-of-gradient")
    assert_close(module.of_sum, module.hessian.sum(0))
    assert module.of_sum.tolist() != module.hessian.diag().tolist()


def test_pointwise_is_six_x(run):
    module = run(STORY, upto="pointwise")
    assert_close(module.second, 6 * module.points.detach())
    twice = torch.func.vmap(torch.func.grad(torch.func.grad(lambda t: t**3)))
    assert_close(twice(module.points.detach()), module.second)


def test_pinn_agrees_with_the_formulas_and_with_hessians_row_by_row(run):
    module = run(STORY, upto="pinn")
    x, y = module.xy.detach().T
    assert_close(module.u_xx, 2 * y**3)
    assert_close(module.u_xy, 6 * x * y**2)
    each = torch.func.vmap(torch.func.hessian(lambda r: r[0] ** 2 * r[1] ** 3))(module.xy.detach())
    assert_close(each[:, 0], torch.stack([module.u_xx, module.u_xy], 1))


def test_activations_of_relu_have_none(run):
    curved = run(STORY, upto="activations").curved
    assert curved["relu"] == 0
    assert min(curved["tanh"], curved["softplus"]) > 0


def test_penalty_reaches_the_weight_with_create_graph_only(run):
    module = run(STORY, upto="penalty-without")
    assert_close(module.w.grad, 2 * (5 - 1) * module.w.detach() / 5)
    assert not module.constant.requires_grad
    assert gradcheck(lambda w: (w.norm() - 1) ** 2, module.w.detach().double().requires_grad_())


def test_inner_step_three_ways(run):
    module = run(STORY, upto="inner-step-module")
    by_hand = 2 * (1.4 - 5) * (1 - 0.1 * 2)
    assert module.outer["through the step"] == pytest.approx(by_hand)
    assert module.outer["first order"] == pytest.approx(2 * (1.4 - 5))
    assert module.grad(module.outer_loss)(module.current)["weight"].item() == pytest.approx(by_hand)

    def outer(w):
        return (w - 0.1 * 2 * (w - 3) - 5) ** 2

    assert (outer(1 + 1e-5) - outer(1 - 1e-5)) / 2e-5 == pytest.approx(by_hand, rel=1e-6)


def test_inner_step_through_data_loses_the_record():
    w = torch.tensor(1.0, requires_grad=True)
    fast = w.detach().clone().requires_grad_()
    fast.data -= 0.1
    with pytest.raises(RuntimeError, match="not have been used in the graph"):
        torch.autograd.grad((fast - 5) ** 2, w)


def test_flags(run):
    answers = run(STORY, upto="flags").answers
    assert answers["create_graph=True"] == 6 * 2
    for flag in ("no flag", "retain_graph=True"):
        assert answers[flag].startswith("element 0 of tensors does not require grad")


def test_create_graph_keeps_the_record_of_the_forward_pass_too():
    x = torch.tensor(2.0, requires_grad=True)
    y = x**3
    torch.autograd.grad(y, x, create_graph=True)
    assert torch.autograd.grad(y, x)[0] == 12


def test_leaks_by_backward_alone(run):
    assert run(STORY, upto="leaks").kept == {
        "by_backward": 5,
        "by_backward_then_none": 0,
        "by_grad": 0,
    }


def test_attention_of_the_math_backend_has_a_second_derivative(run):
    assert run(STORY, upto="attention").dda.shape == (1, 1, 3, 2)


def test_recipe_penalty_agrees_with_rows_one_by_one(run):
    module = run(STORY)
    rows = torch.rand(3, 2)
    slopes = torch.func.vmap(torch.func.grad(lambda r: module.critic(r).sum()))(rows)
    expected = ((slopes.norm(dim=1) - 1) ** 2).mean()
    assert_close(module.gradient_penalty(module.critic, rows), expected)


def test_a_learning_rate_that_records_gets_the_gradient_of_the_outer_loss():
    rate = torch.tensor(0.1, dtype=torch.float64, requires_grad=True)
    w = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad((w - 3) ** 2, w, create_graph=True)
    v = w - rate * slope
    ((v - 5) ** 2).backward()
    assert_close(rate.grad.item(), 2 * (1.4 - 5) * -2 * (1 - 3))
