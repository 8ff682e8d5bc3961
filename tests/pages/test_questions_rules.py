"""Short answers about single operations, each by another way to the same."""

import re

import pytest
import torch
from torch.testing import assert_close

from ..conftest import ROOT

RULES = "questions_rules"


def test_the_printed_graph_has_each_node_and_both_ways_to_the_leaf(outputs):
    lines = outputs(RULES)["print-graph"].splitlines()
    assert [line.strip().split("::")[-1] for line in lines] == [
        "AddBackward0", "ExpBackward0", "MulBackward0", "AccumulateGrad", "AccumulateGrad",
    ]  # fmt: skip


def test_the_tape_gives_the_slope_of_a_square(run):
    story = run(RULES, upto="tape")
    assert story.of_result == story.slope == 2 * 2.0
    assert story.worth == 2.0**2


def test_outputs_that_depend_on_each_other_are_walked_alone_and_added(run):
    story = run(RULES, upto="dependent")
    alone = [torch.func.grad(f)(torch.tensor(2.0)) for f in (lambda t: t**2, lambda t: (t**2) ** 3)]
    assert story.x.grad == sum(alone) == 2 * 2 + 6 * 2**5


def test_the_row_of_padding_gets_nothing_and_the_others_one_a_lookup(run):
    story = run(RULES, upto="padding")
    assert story.table.weight.grad[:, 0].tolist() == [0, 2, 0, 0]
    assert not story.table.weight[0].any()
    given = torch.nn.Embedding.from_pretrained(torch.ones(2, 1), freeze=False, padding_idx=0)
    assert given.weight[0] == 1, "numbers that are given stay"


@pytest.mark.parametrize(("name", "of"), [("median", "of_median"), ("half", "of_half")])
def test_the_middle_gives_its_gradient_to_what_was_picked(run, name, of):
    story = run(RULES, upto="middle")
    even, step = story.even.detach().double(), 1e-4
    function = torch.median if name == "median" else lambda t: t.quantile(0.5)
    nudges = [(function(even + step * e) - function(even - step * e)) / (2 * step)
              for e in torch.eye(4, dtype=torch.float64)]  # fmt: skip
    assert_close(getattr(story, of).double(), torch.stack(nudges))
    assert getattr(story, name) == function(even)


def test_between_two_entries_the_slope_is_their_difference(run):
    story = run(RULES, upto="between")
    assert story.place.grad == 30 - 10
    assert story.heights.grad.tolist() == [0, 1 - 0.25, 0.25]
    assert story.value == 10 + 0.25 * 20


def test_a_grid_has_the_same_value_and_slope_and_nearest_has_none(run):
    story = run(RULES)
    assert_close(story.sampled.item(), 15.0)
    assert_close(story.at.grad.flatten(), torch.tensor([20.0, 0.0]))
    sample = torch.nn.functional.grid_sample
    sample(story.picture, story.at, mode="nearest", align_corners=True).sum().backward()
    assert_close(story.at.grad.flatten(), torch.tensor([20.0, 0.0]))


def test_a_backward_that_walks_a_record_of_its_own_gives_the_slope(run):
    story = run(RULES, upto="inside-backward")
    assert story.start.grad == 3 * 2.0**2
    with pytest.raises(RuntimeError, match="does not require grad"):
        Bare.apply(torch.ones(1, requires_grad=True)).backward()


class Bare(torch.autograd.Function):
    """The same without `enable_grad`."""

    @staticmethod
    def forward(ctx, t):
        ctx.save_for_backward(t)
        return t**3

    @staticmethod
    def backward(ctx, arrives):
        (t,) = ctx.saved_tensors
        return torch.autograd.grad(t.detach().requires_grad_() ** 3, t, arrives)[0]


def test_an_rnn_in_eval_walks_on_the_cpu(run):
    story = run(RULES, upto="rnn")
    assert not story.rnn.training
    assert story.rnn.weight_ih_l0.grad.any()


def test_a_schedule_changes_the_rate_and_no_gradient(run, outputs):
    story = run(RULES, upto="schedule")
    assert outputs(RULES)["schedule"].count("gradient 3.0") == 4
    assert_close(story.weight.item(), 1 - 3 * (0.1 + 0.1 + 0.05 + 0.05))


def test_a_variable_is_a_tensor_and_volatile_only_warns(run):
    story = run(RULES, upto="variable")
    assert type(story.wrapped) is torch.Tensor
    assert story.wrapped.requires_grad
    with pytest.warns(UserWarning, match="volatile was removed and now has no effect"):
        torch.autograd.Variable(torch.ones(1), volatile=True)


def test_every_name_of_torch_in_the_table_of_frameworks_is_there():
    text = (ROOT / "docs" / "reference" / "questions.md").read_text("utf-8")
    table = text[text.index("| TensorFlow, Keras | JAX | PyTorch |") :].split("\n\n")[0]
    names = [name for row in table.splitlines() for name in re.findall(
        r"torch(?:\.\w+)+", row.rsplit(" | ", 1)[-1])]  # fmt: skip
    assert len(names) > 15
    for name in names:
        thing = torch
        for part in name.split(".")[1:]:
            thing = getattr(thing, part)
