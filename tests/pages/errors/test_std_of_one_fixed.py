"""The spread of one row, finite."""

from torch.autograd import gradcheck

STORY = "errors/std_of_one_fixed"


def test_fixed_is_finite_with_a_gradient_of_zero(run):
    module = run(STORY)
    assert module.row.grad.tolist() == [[0.0]]
    row = module.row.detach().double().requires_grad_()
    assert gradcheck(lambda t: (t.var(0, correction=0) + 1e-8).sqrt(), row)


def test_find_counts_the_last_batch(run):
    assert len(run(STORY).last) == 9 % 4
