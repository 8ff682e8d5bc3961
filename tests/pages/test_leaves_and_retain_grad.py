"""Which tensors keep a gradient, and when it is too late to ask."""

import warnings

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import grad
from torch.testing import assert_close

STORY = "leaves_and_retain_grad"


def full(value):
    return torch.full((2, 2), value)


def test_forward_fills_the_leaf_alone(run):
    module = run(STORY, upto="forward")
    assert_close(module.x.grad, full(4.5))
    x64 = module.x.detach().double().requires_grad_()
    assert gradcheck(lambda t: (3 * (t + 2) ** 2).mean(), x64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert [t.grad for t in (module.y, module.z, module.out)] == [None, None, None]


def test_leaf_keeps_its_gradient(run):
    x = run(STORY, upto="leaf-keeps").x
    assert x.is_leaf
    assert_close(x.grad, full(4.5))


def test_non_leaf_drops_and_warns(run, outputs):
    y = run(STORY, upto="leaf-keeps").y
    assert not y.is_leaf
    with pytest.warns(UserWarning, match="not a leaf Tensor is being accessed"):
        assert y.grad is None
    assert outputs(STORY)["non-leaf-drops"] == "y is a leaf: False\nNone\n"


def test_non_leaf_drops_shows_the_warning(executed):
    outputs = executed(STORY).cell("non-leaf-drops")["outputs"]
    said = [entry["text"] for entry in outputs if entry.get("name") == "stderr"]
    assert "not a leaf Tensor is being accessed" in "".join(said)


def test_too_late_stays_none_without_a_warning(run):
    y = run(STORY, upto="too-late").y
    assert y.retains_grad
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert y.grad is None


def test_too_late_counts_in_a_later_walk():
    x = torch.ones(2, requires_grad=True)
    y = x + 2
    y.sum().backward()
    y.retain_grad()
    y.sum().backward()
    assert_close(y.grad, torch.ones(2))


def test_in_time_keeps_all_four(run):
    module = run(STORY, upto="in-time")
    assert_close(module.out_kept.grad, torch.tensor(1.0))
    assert_close(module.z_kept.grad, full(0.25))
    assert_close(module.y_kept.grad, full(4.5))
    assert_close(module.x_kept.grad, full(4.5))


def test_in_time_agrees_with_torch_func():
    assert_close(grad(torch.mean)(full(27.0)), full(0.25))
    assert_close(grad(lambda t: (3 * t * t).mean())(full(3.0)), full(4.5))
    assert_close(grad(lambda t: (3 * (t + 2) ** 2).mean())(full(1.0)), full(4.5))


def test_in_time_prints_none_before_the_walk(outputs):
    assert outputs(STORY)["in-time"].startswith("before: None\n")


def test_ask_by_name_returns_and_stores_nothing(run):
    module = run(STORY, upto="ask-by-name")
    assert_close(module.slope, full(4.5))
    assert_close(module.slope, grad(lambda t: (3 * t * t).mean())(full(3.0)))
    assert module.x_asked.grad is None


@pytest.mark.parametrize(
    ("kind", "records", "is_leaf"),
    [
        ("plain data", False, True),
        ("made with requires_grad=True", True, True),
        ("torch.nn.Parameter", True, True),
        ("plain * 2", False, True),
        ("recording * 2", True, False),
        ("recording.clone()", True, False),
        ("recording.detach()", False, True),
        ("recording.to(torch.float64)", True, False),
        ("recording.to(torch.float32)", True, True),
    ],
)
def test_kinds_answer_both_questions(run, outputs, kind, records, is_leaf):
    tensor = run(STORY, upto="kinds").kinds[kind]
    assert (tensor.requires_grad, tensor.is_leaf) == (records, is_leaf)
    assert tensor.is_leaf == (tensor.grad_fn is None)
    (row,) = [line for line in outputs(STORY)["kinds"].splitlines() if line.startswith(f"{kind}  ")]
    assert row.split()[-2:] == [str(is_leaf), str(records)]


def test_kinds_same_type_is_the_same_tensor(run):
    module = run(STORY, upto="kinds")
    assert module.kinds["recording.to(torch.float32)"] is module.recording


def test_flag_last_makes_a_leaf(run):
    module = run(STORY, upto="flag-last")
    assert not module.flag_first.is_leaf
    assert module.flag_last.is_leaf
    assert module.flag_last.requires_grad
    assert module.flag_last.dtype == module.flag_first.dtype == torch.float64


def test_no_op_on_a_leaf(run):
    module = run(STORY, upto="no-op")
    assert not module.x_kept.retains_grad
    assert_close(module.x_kept.grad, full(4.5))


def test_no_op_before_the_walk_is_harmless_too():
    x = torch.ones(2, requires_grad=True)
    x.retain_grad()
    (x * 2).sum().backward()
    assert_close(x.grad, torch.full((2,), 2.0))


def test_lost_leaf_shows_ones(run):
    w = run(STORY, upto="lost-leaf").w
    assert not w.is_leaf
    assert_close(w.grad, torch.ones(3))


def test_found_leaf_holds_twos(run):
    module = run(STORY, upto="found-leaf")
    assert module.leaf.is_leaf
    assert_close(module.leaf.grad, torch.full((3,), 2.0))
    assert_close(grad(lambda t: (t * 2).sum())(torch.ones(3)), module.leaf.grad)


def test_cut_way_leaves_one_slope(run, outputs):
    u = run(STORY, upto="cut-way").u
    assert_close(torch.func.grad(lambda t: (t.detach() * 2 + t).sum())(torch.zeros(3)), u.grad)
    assert outputs(STORY)["cut-way"] == "tensor([1., 1., 1.])\n"
    assert_close(u.grad, torch.ones(3))
