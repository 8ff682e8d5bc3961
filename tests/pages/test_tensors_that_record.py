"""What records, what a record looks like, and what stays outside."""

import pytest
import torch
from torch.testing import assert_close

STORY = "tensors_that_record"


def chain(node):
    """The names of the nodes on the first path back."""
    names = [type(node).__name__]
    while node.next_functions:
        node = node.next_functions[0][0]
        names.append(type(node).__name__)
    return names


def test_leaf_is_two_by_two_and_records(run, outputs):
    x = run(STORY, upto="leaf").x
    assert_close(x.detach(), torch.ones(2, 2))
    assert x.requires_grad
    assert outputs(STORY)["leaf"] == ("tensor([[1., 1.],\n        [1., 1.]], requires_grad=True)\n")


def test_attributes_of_a_tensor_you_made(run):
    x = run(STORY, upto="attributes").x
    assert (x.requires_grad, x.is_leaf, x.grad_fn, x.grad) == (True, True, None, None)


def test_plain_does_not_record(run):
    plain = run(STORY, upto="plain").plain
    assert not plain.requires_grad
    assert not torch.ones(2, 2).requires_grad


def test_add_gives_three_and_a_record(run, outputs):
    y = run(STORY, upto="add").y
    assert_close(y.detach(), torch.full((2, 2), 3.0))
    assert not y.is_leaf
    assert "grad_fn=<AddBackward0>" in outputs(STORY)["add"]


def test_grad_fn_names_the_addition(outputs):
    assert outputs(STORY)["grad-fn"] == "AddBackward0\n"


def test_digit_tells_variants_apart():
    x = torch.ones(2, requires_grad=True)
    assert (x**2).grad_fn.name() == "PowBackward0"
    assert (x**x).grad_fn.name() == "PowBackward1"


def test_node_is_no_function(run):
    grad_fn = run(STORY, upto="node").y.grad_fn
    assert isinstance(grad_fn, torch.autograd.graph.Node)
    assert not isinstance(grad_fn, torch.autograd.Function)


def test_node_leaves_the_input_as_it_was(run):
    module = run(STORY, upto="more")
    assert module.x.grad_fn is None
    assert module.x._version == 0


def test_spreads_from_one_recording_input(run):
    module = run(STORY, upto="spreads")
    assert not module.both_plain.requires_grad
    assert module.both_plain.grad_fn is None
    assert module.one_records.requires_grad
    assert module.one_records.grad_fn.name() == "AddBackward0"


def test_more_gives_twenty_seven(run):
    module = run(STORY, upto="more")
    assert_close(module.z.detach(), torch.full((2, 2), 27.0))
    assert_close(module.out.detach(), torch.tensor(27.0))
    assert_close(module.out.detach(), (3 * (module.x.detach() + 2) ** 2).mean())


def test_walk_names_five_nodes(run, outputs):
    expected = ["MeanBackward0", "MulBackward0", "MulBackward0", "AddBackward0", "AccumulateGrad"]
    assert outputs(STORY)["walk"].split() == expected
    assert chain(run(STORY, upto="more").out.grad_fn) == expected


def test_edges_of_the_outer_product_meet_in_one_sum(run):
    module = run(STORY, upto="edges")
    assert module.inner.name() == "MulBackward0"
    assert module.add is module.y.grad_fn
    assert module.inner.next_functions[0][0] is module.y.grad_fn


def test_end_of_the_line_holds_the_leaf(run):
    module = run(STORY, upto="end-of-the-line")
    assert module.accumulate.variable is module.x


@pytest.mark.parametrize(("start", "name"), [(3.0, "MulBackward0"), (-3.0, "NegBackward0")])
def test_branch_leaves_another_graph(run, outputs, start, name):
    bend = run(STORY, upto="branch").bend
    result = bend(torch.tensor(start, requires_grad=True))
    assert result.grad_fn.name() == name
    assert f"{start} -> {name}\n" in outputs(STORY)["branch"]


@pytest.mark.parametrize(
    "dtype",
    [
        torch.float16,
        torch.bfloat16,
        torch.float32,
        torch.float64,
        torch.complex64,
        torch.complex128,
    ],
)
def test_dtypes_that_record(dtype):
    assert torch.ones(2, dtype=dtype, requires_grad=True).requires_grad


@pytest.mark.parametrize("dtype", [torch.bool, torch.uint8, torch.int32, torch.int64])
def test_dtypes_that_cannot_record(dtype):
    with pytest.raises(RuntimeError, match="floating point"):
        torch.ones(2, dtype=dtype, requires_grad=True)


def test_dtypes_cell_has_a_float_and_a_complex_tensor(run):
    module = run(STORY, upto="dtypes")
    assert module.weights.dtype == torch.float32
    assert module.weights.requires_grad
    assert module.phases.dtype == torch.complex64
    assert module.phases.requires_grad


def test_unrecorded_results_have_no_grad_fn(run):
    module = run(STORY, upto="unrecorded")
    for result in (module.position, module.is_large):
        assert result.grad_fn is None
        assert not result.requires_grad


def test_flat_round_has_slope_zero(run):
    module = run(STORY, upto="flat")
    assert_close(module.rounded.grad, torch.zeros(2))
    values, h = module.rounded.detach(), 0.01
    assert_close(((values + h).round() - (values - h).round()) / (2 * h), torch.zeros(2))


def test_off_records_nothing(run):
    module = run(STORY, upto="off")
    assert_close(module.unseen, torch.full((2, 2), 3.0))
    assert not module.unseen.requires_grad
    assert module.unseen.grad_fn is None


def test_four_of_which_two_record(run, outputs):
    assert outputs(STORY)["four"].split()[-1] == "True"
    assert outputs(STORY)["four"].count("True") == 2
    module = run(STORY)
    x, plain = module.x, module.plain
    results = [plain * x, plain + 1, x > 0, x.sum()]
    assert [result.requires_grad for result in results] == [True, False, False, True]
    assert results[3].grad_fn.name() == "SumBackward0"
