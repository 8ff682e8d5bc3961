"""Sentences of the lessons beside the cases that a wider sentence would get wrong."""

import pytest
import torch
from torch.nn import functional as nnf

from .said import DOCS, says

LIFETIME, LEAVES = "tutorial/graph-lifetime.md", "tutorial/leaves-and-retain-grad.md"
EDITS, OFF = "tutorial/in-place-edits.md", "tutorial/switching-it-off.md"


def leaf(*numbers):
    """A vector that records."""
    return torch.tensor(numbers, requires_grad=True)


# ----- A second walk -----


class Unread(torch.autograd.Function):
    """Saves its input and never asks for it."""

    @staticmethod
    def forward(x):
        return 2 * x

    @staticmethod
    def setup_context(ctx, inputs, _):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(_, gradient):
        return 2 * gradient


def test_a_saved_tensor_that_no_step_needs_stops_no_second_walk():
    x = leaf(1.0, 2.0)
    total = Unread.apply(x).sum()
    total.backward()
    total.backward()
    assert x.grad.tolist() == [4, 4]
    assert says(LIFETIME, "raises if a step that it passes needs a saved tensor, even a constant")


STEPS = {
    "x + 2": lambda x: x + 2,
    "x - x": lambda x: x - x,
    "-x": lambda x: -x,
    "x.mean()": lambda x: x.mean(),
    "x[1:]": lambda x: x[1:],
    "x.flip(0)": lambda x: x.flip(0),
    "x.cumsum(0)": lambda x: x.cumsum(0),
    "pad": lambda x: nnf.pad(x, (1, 1)),
    "stack": lambda x: torch.stack([x, x]),
    "x * 2": lambda x: x * 2,
    "x / 2": lambda x: x / 2,
    "x[[0, 0]]": lambda x: x[[0, 0]],
    "x.exp()": torch.exp,
    "x.relu()": torch.relu,
    "x.max()": torch.max,
    "x.softmax(0)": lambda x: x.softmax(0),
    "where": lambda x: torch.where(torch.tensor([True, False]), x, 0.0),
    "gelu": nnf.gelu,
}


def saved(result):
    """Whether a step behind a result has a tensor under a name that begins with `_saved`."""
    todo, seen = [result.grad_fn], set()
    while todo:
        node = todo.pop()
        if node is not None and node not in seen:
            seen.add(node)
            todo += [link for link, _ in node.next_functions]
    names = [(node, name) for node in seen for name in dir(node) if name.startswith("_saved")]
    values = [getattr(node, name) for node, name in names]
    flat = [v for value in values for v in (value if isinstance(value, tuple) else [value])]
    return any(isinstance(value, torch.Tensor) for value in flat)


@pytest.mark.parametrize("name", STEPS)
def test_a_second_walk_of_torchs_own_steps_raises_where_one_has_saved_a_tensor(name):
    x = leaf(1.0, 2.0)
    total = STEPS[name](x).sum()
    keeps = saved(total)
    total.backward()
    once = x.grad.clone()
    if keeps:
        with pytest.raises(RuntimeError, match="a second time"):
            total.backward()
    else:
        total.backward()
        assert torch.equal(x.grad, 2 * once)


# ----- Leaves that do not record -----


def test_retain_grad_is_refused_by_a_leaf_that_does_not_record():
    plain, recording = torch.ones(2), leaf(1.0)
    assert plain.is_leaf
    assert recording.is_leaf
    with pytest.raises(RuntimeError, match="requires_grad=False"):
        plain.retain_grad()
    recording.retain_grad()
    assert not recording.retains_grad
    assert says(LEAVES, "On a leaf that records it does nothing; on a tensor that does not record")


def test_the_walk_computes_the_gradient_of_results_too():
    x = leaf(1.0, 2.0)
    y = x * 3
    passed = []
    y.register_hook(passed.append)
    (y * y).sum().backward()
    assert torch.equal(passed[0], 2 * y.detach())
    assert says(LEAVES, "The walk computes the gradient of every tensor on its way")


# ----- Versions -----


def test_a_tensor_made_under_inference_mode_has_no_version():
    with torch.inference_mode():
        made = torch.ones(2)
    with pytest.raises(RuntimeError, match="version"):
        _ = made._version
    ordinary = torch.ones(2)
    with torch.inference_mode():
        ordinary.add_(1)
    assert ordinary._version == 1  # what was made outside keeps its counter, and it counts
    assert says(EDITS, "A tensor made under [`inference_mode`]")


def test_an_edit_of_another_entry_breaks_a_step_whose_saved_entry_is_unchanged():
    base = leaf(1.0, 2.0).clone()
    square = base[0] ** 2
    before = base[0].item()
    base[1] = 7.0
    assert base[0].item() == before
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        square.backward()
    assert says(EDITS, "although it changes nothing that the step has saved")


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW", "Adagrad"])
def test_fused_steps_are_not_counted_and_others_are(name):
    versions = {}
    for fused in (True, False):
        weight = torch.nn.Parameter(torch.ones(2))
        weight.grad = torch.ones(2)
        getattr(torch.optim, name)([weight], lr=0.1, fused=fused).step()
        versions[fused] = weight._version > 0
    assert versions == {True: False, False: True}


# ----- Switches -----


def test_a_bare_switch_stays_until_the_next_one():
    try:
        torch.set_grad_enabled(False)
        assert not (leaf(1.0) * 2).requires_grad
        assert not (leaf(1.0) * 2).requires_grad
        torch.set_grad_enabled(True)
        assert (leaf(1.0) * 2).requires_grad
    finally:
        torch.set_grad_enabled(True)
    torch.no_grad()
    assert (leaf(1.0) * 2).requires_grad
    assert says(OFF, "stays in force until another such call, or until a block around it ends")


@pytest.mark.parametrize("block", [torch.enable_grad, torch.no_grad, torch.inference_mode])
def test_a_block_around_a_bare_switch_takes_it_back(block):
    with block():
        torch.set_grad_enabled(False)
    assert torch.is_grad_enabled()
    assert says("work/modes-and-threads.md", "until another call, or until a block around it ends")


def batches():
    """Three batches, each computed under `no_grad`, in which the generator waits."""
    with torch.no_grad():
        for i in range(3):
            yield torch.ones(2) * i


def test_an_unfinished_generator_keeps_its_block_open_while_it_has_a_name():
    next(batches())
    assert torch.is_grad_enabled()
    for _ in batches():
        break
    assert torch.is_grad_enabled()
    named = batches()
    next(named)
    assert not torch.is_grad_enabled()
    named.close()
    assert torch.is_grad_enabled()
    assert says("work/modes-and-threads.md", "One without a name, as in `next(batches())`")


# ----- Gradients that are kept -----


@pytest.mark.filterwarnings("ignore:Using backward")
@pytest.mark.parametrize(
    ("create_graph", "kept"), [(False, [6.0, 6.0, 6.0]), (True, [1.0, 3.0, 6.0])]
)
def test_a_walk_adds_in_place_unless_it_is_recorded(create_graph, kept):
    w, grads = torch.tensor(1.0, requires_grad=True), []
    for slope in (1, 2, 3):
        (slope * w).backward(create_graph=create_graph)
        grads.append(w.grad)
    assert [grad.item() for grad in grads] == kept
    w.grad = None
    assert says("work/optimizer-and-grad.md", "in place (with `create_graph=True` it makes a new")


def test_inference_results_go_through_recorded_steps_that_keep_nothing():
    with torch.inference_mode():
        given = torch.ones(2)
    x = leaf(1.0, 2.0)
    (given + x).sum().backward()
    assert x.grad.tolist() == [1, 1]
    with pytest.raises(RuntimeError, match="Inference tensors cannot be saved"):
        _ = given * x


@pytest.mark.parametrize("flag", [True, False])
def test_a_flag_is_read_when_the_model_runs(flag):
    a, b = leaf(2.0), leaf(3.0).requires_grad_(flag)
    product = (a * b).sum()
    b.requires_grad_(True)
    product.backward()
    assert (b.grad is not None) == flag
    assert a.grad.tolist() == [3]


# ----- The table of the second backward -----


def test_three_causes_have_no_message():
    text = (DOCS / "errors" / "index.md").read_text("utf-8")
    section = text.split("{#the-second-backward}")[1].split("\n## ")[0]
    assert section.count("\n| none, ") == 3
    assert "Three causes have no message." in section
    x = leaf(-1.0, 2.0)
    (slope,) = torch.autograd.grad((3 * x.relu()).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(slope.sum(), x)
    assert second.tolist() == [0, 0]


def test_a_clamp_behind_an_infinite_exponential_comes_too_late():
    x = leaf(-1.0, 50.0, 100.0)
    (late,) = torch.autograd.grad(x.exp().clamp(max=1).sum(), x)
    (early,) = torch.autograd.grad(x.clamp(max=0).exp().sum(), x)
    assert late.isnan().tolist() == [False, False, True]
    assert early.tolist() == [torch.tensor(-1.0).exp().item(), 0, 0]
    assert says("work/where-nan-is-born.md", "and `x.clamp(max=0).exp()` has 0")


def test_xlogy_of_zero_and_zero():
    x = torch.zeros((), requires_grad=True)
    value = torch.xlogy(x, x)
    value.backward()
    assert value == 0
    assert x.grad.isnan()
    (alone,) = torch.autograd.grad(torch.xlogy(x, torch.zeros(())), x)
    assert alone == 0  # with a constant 0 in the logarithm torch answers 0
    assert says("work/where-nan-is-born.md", "`xlogy(x, x)` has the value 0 at 0")
