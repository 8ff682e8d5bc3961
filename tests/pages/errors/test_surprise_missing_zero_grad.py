"""Gradients that nobody clears add up, which is SGD with momentum 1."""

import math

import pytest
import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/surprise_missing_zero_grad"


def test_doubled_adds_the_same_slope_each_time(run, outputs):
    assert outputs(STORY)["doubled"].split() == ["tensor(-4.)", "tensor(-8.)", "tensor(-12.)"]
    one = grad(lambda w: (w - 3) ** 2)(torch.tensor(1.0))
    assert_close(run(STORY, upto="doubled").w.grad, 3 * one)


def test_forgotten_is_momentum_one_number_by_number(run):
    module = run(STORY, upto="momentum-one")
    assert module.forgotten == module.heavy


def test_forgotten_agrees_with_the_solution_on_paper(run):
    """c = 2(1 - r)b - a is solved by a cosine whose angle has the cosine 1 - r."""
    path = run(STORY, upto="forgotten").forgotten[:100]
    angle = math.acos(1 - 0.1)
    size = -3 / math.cos(angle / 2)
    paper = [3 + size * math.cos((n + 1.5) * angle) for n in range(100)]
    assert_close(torch.tensor(path), torch.tensor(paper), rtol=0, atol=1e-3)


def test_for_ever_keeps_its_width(run):
    path = run(STORY, upto="forgotten").forgotten
    for extreme in (min, max):
        assert math.isclose(extreme(path[:100]), extreme(path[900:]), abs_tol=0.01)


@pytest.mark.parametrize(("lr", "bounded"), [(0.1, True), (1.0, True), (1.9, True), (2.1, False)])
def test_for_ever_holds_below_a_step_size_of_two(lr, bounded):
    weight = torch.tensor(0.0, dtype=torch.float64, requires_grad=True)
    for _ in range(200):
        ((weight - 3) ** 2).backward()
        with torch.no_grad():
            weight -= lr * weight.grad
    assert (abs(weight.item()) < 100) == bounded


def test_three_rounds_give_the_distances_of_the_page(run):
    module = run(STORY, upto="three-rounds")
    a, b, c = (value.item() for value in (module.a, module.b, module.c))
    assert math.isclose(c, 2 * 0.9 * b - a, rel_tol=1e-5)
    assert_close(torch.tensor([3 + b, 3 + c]), torch.tensor(module.forgotten[:2]))


def test_fixed_arrives(run):
    path = run(STORY, upto="fixed").cleared
    paper = [3 * (1 - 0.8**n) for n in range(1, 51)]
    assert_close(torch.tensor(path), torch.tensor(paper), rtol=1e-4, atol=1e-4)


def test_find_says_when_gradients_are_left(outputs):
    assert outputs(STORY)["find"].split() == ["False", "True"]
