"""Shapes run backward: sums, zeros and doubles, each against nudges or a formula."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

STORY = "shapes_backward"


def jacobian_row(f, x):
    """The gradient of a sum by `torch.func`, without leaves."""
    return grad(lambda t: f(t).sum())(x.detach())


def test_broadcast_sums_along_stretched_axes(run):
    module = run(STORY, upto="broadcast")
    assert module.a.grad.flatten().tolist() == [4, 4, 4]
    assert module.b.grad.flatten().tolist() == [3, 3, 3, 3]
    a, b = (t.detach().double().requires_grad_() for t in (module.a, module.b))
    assert gradcheck(torch.add, (a, b))


def test_scale_and_bias_by_counting(run):
    module = run(STORY, upto="scale")
    assert module.s.grad == 3 * 4
    assert_close(module.bias.grad, torch.full((3,), 5 / 15))
    assert_close(jacobian_row(lambda t: (torch.ones(5, 3) + t) / 15, module.bias), module.bias.grad)


def test_read_twice_counts_twice(run):
    module = run(STORY, upto="read-twice")
    table = torch.eye(4)[[0, 0, 2]]  # which result reads which entry
    assert_close(module.x.grad, table.sum(0))


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("x[::2]", [1, 0, 1, 0]),
        ("x[x > 15]", [0, 1, 1, 1]),
        ("x.gather(0, index)", [2, 0, 1, 0]),
        ("x.index_select(0, index)", [2, 0, 1, 0]),
        ("x.take(index)", [2, 0, 1, 0]),
        ("weights * x.flip(0)", [4, 3, 2, 1]),
        ("weights * x.roll(1)", [2, 3, 4, 1]),
        ("x.expand(3, 4)", [3, 3, 3, 3]),
        ("x.repeat(2)", [2, 2, 2, 2]),
        ("torch.cat([x, x])", [2, 2, 2, 2]),
        ("x.unfold(0, 2, 1)", [1, 2, 2, 1]),
        ("x.cumsum(0)", [4, 3, 2, 1]),
    ],
)
def test_readings_by_counting_and_by_nudging(run, name, count):
    module = run(STORY)
    assert len(module.READINGS) == 12
    assert module.counts[name].tolist() == count
    assert module.nudge(module.READINGS[name], module.x) == count


@pytest.mark.parametrize(
    ("name", "front", "back"),
    [
        ("cat", [1, 10], [100, 1000]),
        ("stack", [1, 10], [100, 1000]),
        ("stack, dim=1", [1, 100], [10, 1000]),
        ("stack, transposed", [1, 100], [10, 1000]),
        ("cat, reshaped", [1, 10], [100, 1000]),
    ],
)
def test_joined_parts_get_the_factor_of_their_place(run, name, front, back):
    module = run(STORY, upto="joined")
    assert module.parts[name] == [front, back]
    with torch.no_grad():  # a place's factor is how much it counts in the sum
        base = module.JOINS[name]().sum()
        module.front += torch.tensor([1.0, 0.0])
        assert module.JOINS[name]().sum() - base == front[0]
        module.back += torch.tensor([0.0, 1.0])
        assert module.JOINS[name]().sum() - base == front[0] + back[1]


MOVES = {
    "view": lambda x: [x.view(6)],
    "permute": lambda x: [x.permute(1, 0)],
    "squeeze": lambda x: [x.unsqueeze(0).squeeze(0)],
    "split": lambda x: x.split(2, dim=1),
    "chunk": lambda x: x.chunk(2),
}


@pytest.mark.parametrize("name", MOVES)
def test_moves_send_each_gradient_where_its_entry_came_from(name):
    x = torch.arange(6.0).view(2, 3).requires_grad_()
    moved = MOVES[name](x)
    torch.autograd.backward(moved, [part.detach() for part in moved])
    assert torch.equal(x.grad, x.detach())


def test_overwritten_entry_gets_nothing_and_the_written_its_place(run):
    module = run(STORY, upto="overwritten")
    assert module.row.grad.tolist() == [1, 0, 100]
    assert module.v.grad == 10

    def f(row, v):
        y = torch.stack([row[0], v, row[2]])
        return (y * torch.tensor([1.0, 10.0, 100.0])).sum()

    by_func = grad(f, argnums=(0, 1))(module.row.detach(), module.v.detach())
    assert_close(by_func, (module.row.grad, module.v.grad))


def test_written_twice_is_wrong_by_the_nudge(run):
    module = run(STORY, upto="written-twice")
    assert module.values.grad.tolist() == [1, 1]
    assert module.by_nudge == [0, 1]
    assert module.write(torch.tensor([99.0, 20.0])).tolist() == [20, 0, 0]


def test_writers_that_add_are_right(run):
    verdicts = run(STORY, upto="writers").verdicts
    right = ["index_put accumulate", "scatter_add", "index_add", "scatter_reduce amax"]
    assert [name for name, verdict in verdicts.items() if verdict] == right
    assert len(verdicts) == 9


def test_a_plus_on_a_repeated_index_adds_once(run):
    module = run(STORY, upto="writers")
    assert module.added(module.values)[0] == 20
    assert module.WRITERS["index_add"](module.values)[0] == 30


def test_matmul_by_formula_and_nudging(run):
    module = run(STORY, upto="matmul")
    assert_close(module.A.grad, module.G @ module.B.detach().T)
    assert_close(module.B.grad, module.A.detach().T @ module.G)
    assert gradcheck(
        torch.matmul, (module.A.detach().double().requires_grad_(), module.B.detach().double())
    )
    assert_close(
        jacobian_row(lambda a: module.G * (a @ module.B.detach()), module.A), module.A.grad
    )


def test_an_einsum_has_an_einsum_for_its_gradient(run):
    module = run(STORY, upto="matmul")
    moved = torch.einsum("ij,kj->ik", module.G, module.B.detach())
    assert_close(moved, module.A.grad)
    left = module.A.detach().requires_grad_()
    torch.einsum("ik,kj->ij", left, module.B.detach()).backward(module.G)
    assert_close(left.grad, moved)


def test_loops_record_200_steps_or_one(run, outputs):
    module = run(STORY, upto="loops")
    numbers = [int(word) for word in outputs(STORY)["loops"].split() if word.isdigit()]
    assert numbers == [200, 0, 0, 1]
    for total in (module.by_index, module.by_loop):
        (slope,) = torch.autograd.grad(total, module.u)
        assert torch.equal(slope, torch.ones(200))
