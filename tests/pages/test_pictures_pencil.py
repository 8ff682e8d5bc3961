"""The graph to fill in: its gradients, against differences and the algebra of the product."""

import pytest
import torch
from torch.autograd import gradcheck

STORY = "pictures_pencil"


def test_the_gradients_of_the_leaves_are_those_of_the_formula(run):
    ns = run(STORY)
    a, b = 3.0, -2.0  # out = (a b)² + a² b
    assert ns.a.grad.item() == pytest.approx(2 * a * b**2 + 2 * a * b)
    assert ns.b.grad.item() == pytest.approx(2 * a**2 * b + a**2)
    leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in (a, b)]
    assert gradcheck(lambda a, b: a * b * (a * b + a), leaves)


def test_on_the_way_each_gradient_is_the_sum_of_its_ways(run):
    ns = run(STORY)
    assert ns.t.grad.item() == 1 * ns.s.item()
    assert ns.s.grad.item() == 1 * ns.t.item() + ns.t.grad.item() * 1


def test_no_gradient_is_the_value_of_its_own_node(run):
    ns = run(STORY)
    for one in (ns.out, ns.s, ns.t, ns.a, ns.b):
        assert one.grad.item() != one.item()


def test_the_check_prints_the_boxes(outputs):
    assert outputs(STORY)["backward"] == "t: -6.0\ns: -9.0\na: 12.0\nb: -27.0\n"


def test_with_a_difference_for_the_sum_only_the_gradient_of_t_stays(run):
    ns = run(STORY)
    a, b = (torch.tensor(x, requires_grad=True) for x in (3.0, -2.0))
    s = a * b
    t = s - a
    changed = torch.autograd.grad(s * t, [t, s, a, b])
    stayed = [
        one.grad == other for one, other in zip((ns.t, ns.s, ns.a, ns.b), changed, strict=True)
    ]
    assert stayed == [True, False, False, False]
