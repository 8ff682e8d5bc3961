"""Sentences of the short answers and of rare messages, beside the cases that bound them."""

from functools import partial

import pytest
import torch
from torch import nn

from .said import says

ANSWERS, RARE = "reference/questions.md", "errors/more.md"


def leaf(*numbers):
    """A vector that records."""
    return torch.tensor(numbers, requires_grad=True)


# ----- The walk -----


def test_a_walk_to_chosen_inputs_also_fills_a_result_that_keeps_its_gradient():
    x, other = leaf(1.0, 2.0), leaf(3.0, 4.0)
    kept = x * 2
    kept.retain_grad()
    (kept * other).sum().backward(inputs=[x])
    assert other.grad is None
    assert kept.grad.tolist() == other.tolist()
    assert says(ANSWERS, "of results as well, and of no other leaf. A result that the walk passes")


@pytest.mark.parametrize("create_graph", [False, True])
def test_backward_records_if_the_walk_was_asked_to(create_graph):
    noted = []

    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, arrives):
            noted.append(torch.is_grad_enabled())
            return 2 * ctx.saved_tensors[0] * arrives

    x = leaf(1.0)
    (slope,) = torch.autograd.grad(Square.apply(x), x, create_graph=create_graph)
    assert noted == [create_graph] == [slope.requires_grad]
    sentence = "`backward` does not record, unless the walk was asked for `create_graph=True`"
    assert says(ANSWERS, sentence)
    assert says("work/custom-function.md", "it is on if `create_graph=True` was asked for")


def test_relu_by_hand_has_the_slope_of_relu():
    class Relu(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.clamp(min=0)

        @staticmethod
        def backward(ctx, gradient):
            (x,) = ctx.saved_tensors
            return gradient * (x > 0)

    x = leaf(-1.0, 0.0, 2.0)
    weights = torch.tensor([3.0, 4.0, 5.0])
    slopes = [torch.autograd.grad(f(x), x, weights)[0] for f in (Relu.apply, torch.relu)]
    assert torch.equal(*slopes)
    assert says("work/custom-function.md", "by hand, return `gradient * (x > 0)` there")


# ----- The step -----


@pytest.mark.parametrize(("decay", "stays"), [(0.0, True), (0.5, False)])
def test_weight_decay_shrinks_the_row_of_padding(decay, stays):
    table = nn.Embedding.from_pretrained(torch.ones(4, 2), freeze=False, padding_idx=1)
    optimizer = torch.optim.SGD(table.parameters(), lr=0.1, weight_decay=decay)
    table(torch.tensor([1, 2])).sum().backward()
    optimizer.step()
    assert (table.weight[1] == 1).all().item() == stays
    assert says(ANSWERS, "so plain SGD leaves it as it was. `weight_decay` shrinks it all the same")


def test_a_step_with_a_closure_computes_the_loss_and_returns_it():
    w = nn.Parameter(torch.tensor(3.0))
    optimizer = torch.optim.LBFGS([w])

    def closure():
        optimizer.zero_grad()
        loss = w**2
        loss.backward()
        return loss

    assert optimizer.step(closure) == 9
    plain = torch.optim.SGD([w], lr=0.1)
    closure()
    assert plain.step() is None
    assert says(ANSWERS, "does `step()` compute the loss, by running the closure, and return it.")


# ----- Rare messages -----


@pytest.mark.parametrize(("shape", "works"), [((3,), False), ((1, 3), False), ((1, 3, 4), True)])
def test_batch_norm_of_one_row_needs_two_numbers_for_each_channel(shape, works):
    norm = nn.BatchNorm1d(3, track_running_stats=False)
    rows = torch.randn(5, *shape)
    if works:
        assert torch.equal(torch.func.vmap(norm)(rows), torch.stack([norm(row) for row in rows]))
    else:
        with pytest.raises(ValueError, match=r"Expected more than 1 value|expected 2D or 3D"):
            torch.func.vmap(norm)(rows)
    assert says(RARE, "a row of shape `(1, C, L)` works, and rows of shape `(C,)` and `(1, C)`")


def test_an_edit_from_outside_is_refused_by_grad_and_by_vmap_only_if_it_has_no_room():
    def adds_one(v, w):
        return (w.add_(1) * v).sum()

    def adds_v(v, w):
        return w.add_(v).sum()

    rows, w = torch.ones(3, 2), torch.ones(2)
    for edit in (adds_one, adds_v):
        for transform in (torch.func.grad, torch.func.jacrev, torch.func.jacfwd):
            with pytest.raises(RuntimeError, match="that would mutate a captured Tensor"):
                transform(partial(edit, w=w))(rows[0])
    torch.func.vmap(lambda v: adds_one(v, w))(rows)
    assert w.tolist() == [2, 2]
    with pytest.raises(RuntimeError, match="doesn't match the broadcast shape"):
        torch.func.vmap(lambda v: adds_v(v, w))(rows)
    assert says(RARE, "Under `vmap` alone, `w.add_(1)` runs, and `w.add_(v)` says")


@pytest.mark.parametrize("ask", [torch.nonzero, torch.unique, torch.where])
def test_most_shapes_that_depend_on_numbers_have_the_other_wording(ask):
    with pytest.raises(RuntimeError, match="that can output dynamic shape"):
        torch.func.vmap(ask)(torch.ones(3, 2))
    with pytest.raises(RuntimeError, match="this would return a differently shaped Tensor"):
        torch.func.vmap(lambda row: row.masked_select(row > 0))(torch.ones(3, 2))
    assert says(RARE, '`nonzero`, `unique` and `torch.where` with one argument say "can output')


@pytest.mark.parametrize("of_leaf", [True, False])
def test_a_view_of_a_leaf_is_edited_inside_only(of_leaf):
    base = leaf(1.0, 2.0) if of_leaf else leaf(1.0, 2.0) * 1
    view = base[:1]
    with torch.no_grad():
        view.mul_(2)
    if of_leaf:
        with pytest.raises(RuntimeError, match="a view of a leaf Variable that requires grad"):
            view.mul_(2)
    else:
        view.mul_(2)
    assert says(
        RARE, "a view of a *leaf* that was made outside can be edited inside `no_grad` only"
    )


# ----- A GAN, and the gradient of a gradient -----


def gan():
    """A generator, a discriminator, a fake, and the loss of each."""
    torch.manual_seed(0)
    maker, judge = torch.nn.Linear(2, 2), torch.nn.Linear(2, 1)
    return maker, judge, maker(torch.ones(4, 2))


def test_without_detach_the_walk_of_one_player_frees_the_record_of_the_other():
    _, judge, fake = gan()
    (judge(fake).tanh() ** 2).mean().backward()
    with pytest.raises(RuntimeError, match="a second time"):
        (judge(fake).tanh() - 1).square().mean().backward()
    maker, judge, fake = gan()
    (judge(fake.detach()).tanh() ** 2).mean().backward()
    assert maker.weight.grad is None
    (judge(fake).tanh() - 1).square().mean().backward()
    assert maker.weight.grad.any()


def test_a_step_of_the_generator_leaves_the_discriminator_where_it_is():
    maker, judge, fake = gan()
    before = judge.weight.detach().clone()
    optimizer = torch.optim.Adam(maker.parameters())
    judge(fake).mean().backward()
    optimizer.step()
    assert torch.equal(judge.weight, before)
    assert judge.weight.grad.any()


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_gradient_records_only_where_the_walk_did(create_graph):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (slope,) = torch.autograd.grad((x**2).sum(), x, create_graph=create_graph)
    assert slope.requires_grad == create_graph
    x.grad = slope
    assert x.grad.requires_grad == create_graph
    x.grad = None  # or the record holds the leaf that holds the record
    assert says("reference/questions.md", "so `x.grad` needs no `detach()`")
