"""The hand loop and torch.optim.SGD, step by step."""

import torch

STORY = "first_network_optim"


def test_start_is_that_of_the_network(run):
    start = run(STORY, upto="start").copies()
    for ours, theirs in zip(start, run("first_network", upto="start").parameters, strict=True):
        assert torch.equal(ours, theirs)


def test_side_by_side_is_equal_bit_for_bit(run):
    module = run(STORY, upto="side-by-side")
    assert module.equal_steps == 500
    for p, q in zip(module.by_hand, module.by_optim, strict=True):
        assert torch.equal(p, q)


def test_side_by_side_ends_where_the_network_ends(run):
    module = run(STORY, upto="side-by-side")
    trained = run("first_network", upto="train")
    for p, q in zip(module.by_hand, trained.parameters, strict=True):
        assert torch.equal(p, q)


def test_another_rate_differs_by_rounding_only(run):
    module = run(STORY)
    assert module.halves == 0
    assert module.tenths < 1e-5
    assert module.tenths_in_one == 0


def test_one_call_is_what_the_optimizer_does():
    """Another route to the last line: one step with random numbers, 0.1 and `sub_`."""
    torch.manual_seed(0)
    p = torch.randn(1000)
    q = p.clone().requires_grad_()
    q.grad = torch.randn(1000)
    p.sub_(q.grad, alpha=0.1)
    torch.optim.SGD([q], lr=0.1).step()
    assert torch.equal(p, q)


def test_half_of_a_number_is_exact():
    """Why 0.5 works: float32 halves without rounding, and a tenth is rounded."""
    torch.manual_seed(0)
    numbers = torch.randn(1000)
    assert torch.equal((0.5 * numbers).double(), 0.5 * numbers.double())
    assert not torch.equal((0.1 * numbers).double(), 0.1 * numbers.double())
