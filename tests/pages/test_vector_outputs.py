"""Vector-Jacobian products: small, elementwise, and 512 times the identity."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import jacrev, vjp
from torch.testing import assert_close

STORY = "vector_outputs"
TABLE = torch.tensor([[2.0, 1.0, 0.0], [0.0, 3.0, 2.0]])


def float64(*numbers):
    return torch.tensor(numbers, dtype=torch.float64, requires_grad=True)


def test_two_outputs_are_two_and_six(run):
    assert_close(run(STORY, upto="two-outputs").s.detach(), torch.tensor([2.0, 6.0]))


def test_two_outputs_agree_with_finite_differences(run):
    assert gradcheck(run(STORY, upto="two-outputs").products, float64(1, 2, 3))


def test_weighted_gives_ten_times_row_one_plus_row_two(run):
    module = run(STORY, upto="weighted")
    assert_close(module.p.grad, torch.tensor([20.0, 13.0, 2.0]))
    assert_close(module.p.grad, 10 * TABLE[0] + TABLE[1])
    _, back = vjp(module.products, module.p.detach())
    assert_close(module.p.grad, back(module.v)[0])


def test_weighted_needs_the_shape_of_the_output(run):
    module = run(STORY, upto="two-outputs")
    with pytest.raises(RuntimeError, match="Mismatch in shape"):
        module.s.backward(torch.ones(3))


def test_weighted_sum_has_the_same_gradient(run):
    module = run(STORY, upto="weighted-sum")
    assert_close(module.p_sum.grad, torch.tensor([20.0, 13.0, 2.0]))
    assert_close(module.p_sum.grad, module.p.grad)


def test_rows_are_those_of_the_derivation(run):
    module = run(STORY, upto="rows")
    assert_close(torch.stack([module.row_0, module.row_1]), TABLE)
    assert_close(jacrev(module.products)(module.p.detach()), TABLE)


def test_whole_table_agrees_with_rows_and_product(run, outputs):
    module = run(STORY, upto="whole-table")
    assert_close(module.J, TABLE)
    assert_close(module.v @ module.J, torch.tensor([20.0, 13.0, 2.0]))
    assert "same rows: True" in outputs(STORY)["whole-table"]


def test_whole_table_agrees_with_finite_differences(run):
    products, p, h = run(STORY, upto="two-outputs").products, float64(1, 2, 3).detach(), 1e-6
    columns = [
        (products(p + h * e) - products(p - h * e)) / (2 * h)
        for e in torch.eye(3, dtype=torch.float64)
    ]
    assert_close(torch.stack(columns, dim=1), TABLE.double())


def test_cubes_and_squares_slopes(run):
    module = run(STORY, upto="cubes-and-squares")
    assert_close(module.Q.detach(), torch.tensor([-12.0, 65.0]))
    assert_close(module.a.grad, torch.tensor([36.0, 81.0]))
    assert_close(module.b.grad, torch.tensor([-12.0, -8.0]))
    assert_close(module.a.grad, 9 * module.a.detach() ** 2)
    assert_close(module.b.grad, -2 * module.b.detach())


def test_cubes_and_squares_agree_with_finite_differences():
    assert gradcheck(lambda a, b: 3 * a**3 - b**2, (float64(2, 3), float64(6, 4)))


def test_diagonal_is_all_there_is(run):
    module = run(STORY, upto="diagonal")
    table = jacrev(module.cubes)(module.a.detach())
    assert_close(table, torch.diag(torch.tensor([36.0, 81.0])))
    assert_close(table, torch.diag(module.a.grad))


def test_ones_is_sum(run):
    module = run(STORY, upto="ones-is-sum")
    assert_close(module.a_sum.grad, torch.tensor([36.0, 81.0]))
    assert_close(module.a_sum.grad, module.a.grad)


def test_doubling_takes_nine_steps(run):
    module = run(STORY, upto="doubling")
    assert module.doublings == 9
    assert 2**module.doublings == 512
    assert_close(module.y.detach(), torch.tensor([512.0, 1024.0, 1536.0]))
    length = torch.tensor([1.0, 2.0, 3.0]).norm()
    assert 2**8 * length < 1000 <= 2**9 * length


def test_doubling_backward_gives_512_times_the_weights(run):
    module = run(STORY, upto="doubling-backward")
    assert_close(module.x.grad, torch.tensor([51.2, 512.0, 0.0512]))
    assert_close(module.x.grad, 512 * module.gradients)


def test_doubling_backward_agrees_with_jacobian_and_finite_differences(run):
    double = run(STORY).double_until_long
    x = float64(1, 2, 3)
    assert_close(torch.autograd.functional.jacobian(double, x), 512 * torch.eye(3).double())
    assert gradcheck(double, x)


@pytest.mark.parametrize(("scale", "count"), [(1.0, 9), (10.0, 5), (100.0, 2)])
def test_dynamic_graph_depends_on_the_start(run, outputs, scale, count):
    module = run(STORY, upto="dynamic")
    start = (torch.tensor([1.0, 2.0, 3.0]) * scale).requires_grad_()
    grown = module.double_until_long(start)
    assert module.count_products(grown.grad_fn) == count
    grown.sum().backward()
    assert_close(start.grad, torch.full((3,), 2.0**count))
    assert f"{scale} {count} tensor" in outputs(STORY)["dynamic"]


def test_dynamic_gradient_is_that_of_the_side_it_ran_on(run):
    double = run(STORY).double_until_long
    edge = 1000 / 2**8
    below, above = float64(edge * (1 - 1e-9)), float64(edge * (1 + 1e-9))
    for side, slope in [(below, 2.0**9), (above, 2.0**8)]:
        double(side).backward()
        assert side.grad.item() == slope


def test_sum_of_rows_is_the_gradient_of_the_sum(run):
    module = run(STORY)
    assert_close(module.row_0 + module.row_1, module.summed)
    assert_close(module.summed, torch.tensor([2.0, 4.0, 2.0]))
    total = torch.func.grad(lambda p: module.products(p).sum())
    assert_close(total(module.p.detach()), torch.tensor([2.0, 4.0, 2.0]))
