"""Products with a Hessian by two routes, and outputs that depend on nothing."""

import torch

FUNCTIONAL = "second_derivatives_functional"


def test_products_are_those_of_the_hessian_on_paper(run):
    story = run(FUNCTIONAL, upto="products")
    on_paper = torch.tensor([[4.0, 2.0], [2.0, 12.0]])
    assert torch.equal(story.whole, on_paper)
    for product in (story.hvp, story.vhp):
        assert torch.equal(product(story.f, story.x, story.v)[1], on_paper @ story.v)


def test_one_walk_for_all_rows_gives_the_rows_of_paper(run):
    story = run(FUNCTIONAL, upto="vectorize")
    assert torch.equal(story.rows, torch.tensor([[2.0, 1.0], [2.0, 0.0], [0.0, 1.0]]))
    assert torch.equal(torch.func.jacrev(story.outputs)(story.x), story.rows)


def test_strict_refuses_what_plain_calls_zero(outputs):
    assert "[[0., 0.]]" in outputs(FUNCTIONAL)["strict"]
