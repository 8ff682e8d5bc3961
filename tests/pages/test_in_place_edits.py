"""Edits in place: what counts them, which ones break a walk, and which stay unseen."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.autograd.graph import saved_tensors_hooks
from torch.func import grad
from torch.testing import assert_close

STORY = "in_place_edits"
INPUT, OUTPUT = ("breaks", "safe"), ("safe", "breaks")
TABLE = {
    "x ** 2": INPUT,
    "x.sin()": INPUT,
    "x.log()": INPUT,
    "x.exp()": OUTPUT,
    "x.sqrt()": OUTPUT,
    "x.sigmoid()": OUTPUT,
    "x.tanh()": OUTPUT,
    "x.relu()": OUTPUT,
    "x + 2": ("safe", "safe"),
    "3 * x": ("safe", "safe"),
}


def test_version_counts_each_edit_and_no_new_tensor(run, outputs):
    module = run(STORY, upto="version")
    assert (module.t._version, module.elsewhere._version) == (3, 0)
    counts = [line.split()[-1] for line in outputs(STORY)["version"].splitlines()]
    assert counts == ["0", "1", "2", "3", "3"]


def test_recorded_edit_changes_the_node_and_the_slope(run, outputs):
    module = run(STORY, upto="recorded-edit")
    assert_close(module.x.grad, torch.full((3,), 3.0))
    assert_close(grad(lambda t: (3 * t).sum())(module.x.detach()), module.x.grad)
    first, second, _ = outputs(STORY)["recorded-edit"].splitlines()
    assert (first, second) == ("CloneBackward0 0", "MulBackward0 1")


def test_saved_is_the_result_itself(run, outputs):
    module = run(STORY, upto="saved")
    assert torch.equal(module.saved, module.b)
    assert "same memory as b: True" in outputs(STORY)["saved"]
    module.b.mul_(2)
    assert module.saved.detach()[0] == 2  # one memory: the edit shows in what was saved


@pytest.mark.parametrize(
    ("operation", "of", "slope"),
    [
        (lambda x: x**2, "input", lambda x: 2 * x),
        (torch.sin, "input", torch.cos),
        (torch.log, "input", lambda x: 1 / x),
        (torch.exp, "output", lambda y: y),
        (torch.sqrt, "output", lambda y: 1 / (2 * y)),
        (torch.sigmoid, "output", lambda y: y * (1 - y)),
        (torch.tanh, "output", lambda y: 1 - y**2),
        (torch.relu, "output", lambda y: (y > 0).double()),
        (lambda x: x + 2, "input", torch.ones_like),
        (lambda x: 3 * x, "input", lambda x: torch.full_like(x, 3)),
    ],
    ids=list(TABLE),
)
def test_slopes_of_the_ten_operations(operation, of, slope):
    x = torch.linspace(0.2, 1.8, 9, dtype=torch.float64, requires_grad=True)
    y = operation(x)
    (by_torch,) = torch.autograd.grad(y.sum(), x)
    assert_close(by_torch, slope({"input": x, "output": y}[of].detach()))
    assert gradcheck(operation, x)


def test_slopes_are_confirmed_for_all_ten(run):
    assert run(STORY, upto="slopes").confirmed == dict.fromkeys(TABLE, True)


def test_slopes_refuses_a_wrong_formula(run):
    module = run(STORY, upto="slopes")
    assert not module.agrees(module.nine**2, 3 * module.nine)


@pytest.mark.parametrize("name", TABLE)
def test_table_says_which_edit_breaks(run, outputs, name):
    found = run(STORY, upto="table").verdicts
    assert list(found) == list(TABLE)
    assert (found[name]["input"], found[name]["output"]) == TABLE[name]
    (row,) = [
        line for line in outputs(STORY)["table"].splitlines() if line.startswith(f"{name}   ")
    ]
    assert tuple(row.split()[-2:]) == TABLE[name]


@pytest.mark.parametrize("name", TABLE)
def test_table_agrees_with_the_memory_that_a_hook_sees(run, name):
    """Another route: no edit and no error, only whose memory the node asks to keep."""
    x = torch.tensor([0.5, 1.0, 2.0], requires_grad=True)
    kept = set()

    def pack(tensor):
        kept.add(tensor.data_ptr())
        return tensor

    module = run(STORY, upto="keeps")
    with saved_tensors_hooks(pack, lambda tensor: tensor):
        y = module.OPERATIONS[name](x)
    expected = ("breaks" if p in kept else "safe" for p in (x.data_ptr(), y.data_ptr()))
    assert tuple(expected) == TABLE[name]
    word = {INPUT: "input", OUTPUT: "output"}.get(TABLE[name], "neither")
    assert module.kept_by[name] == word


def test_verdict_passes_other_errors_on(run):
    module = run(STORY, upto="experiment")

    def fails(_tensor):
        raise RuntimeError("another one")

    with pytest.raises(RuntimeError, match="another one"):
        module.verdict(torch.exp, fails)


def test_square_then_add_gives_two_x(run):
    p = run(STORY, upto="square-then-add").p
    assert_close(p.grad, torch.tensor([2.0, 4.0, 6.0]))
    p64 = p.detach().double().requires_grad_()
    assert gradcheck(lambda t: (t**2).add_(1), p64)


def test_scale_then_add_is_safe_too(run):
    module = run(STORY, upto="experiment")
    assert module.verdict(lambda x: 2 * x, lambda y: y.add_(1)) == "safe"


def test_only_counts_looks_at_the_number_and_not_the_values(run):
    assert run(STORY, upto="only-counts").small_edits == {
        "add 0": "breaks",
        "double, then halve": "breaks",
        "add 1 to a clone": "safe",
        "y + 1": "safe",
    }


def test_data_gives_a_silent_zero_where_the_slope_is_one(run):
    module = run(STORY, upto="data")
    assert module.e._version == 0
    assert_close(module.z.grad, torch.zeros(3))
    true = grad(lambda t: t.exp().sum())(torch.zeros(3))
    assert_close(true, torch.ones(3))
    assert gradcheck(torch.exp, torch.zeros(3, dtype=torch.float64, requires_grad=True))


def test_ways_to_edit(run):
    ways = run(STORY, upto="ways-to-edit").ways
    assert ways == {
        "y.zero_()": (1, "breaks"),
        "y.zero_() under no_grad": (1, "breaks"),
        "y.detach().zero_()": (1, "breaks"),
        "y.data.zero_()": (0, "wrong"),
        "y.detach().numpy()[:] = 0": (0, "wrong"),
    }


def test_update_scales_by_one_minus_two_lr(run):
    module = run(STORY, upto="update")
    assert_close(module.w.detach(), torch.tensor([0.8, 1.6]))
    assert (module.w.is_leaf, module.w.requires_grad, module.w._version) == (True, True, 1)
    slope = grad(lambda t: (t**2).sum())(module.before)
    assert_close(module.w.detach(), module.before - module.lr * slope)


def test_both_first_adds_the_two_slopes(run):
    module = run(STORY, upto="both-first")
    assert_close(module.v.grad, torch.tensor([5.0, 16.0]))
    start = torch.tensor([1.0, 2.0])
    assert_close(grad(lambda t: (t**2).sum() + (t**3).sum())(start), module.v.grad)
    assert_close(module.v.detach(), start - 0.1 * module.v.grad)


def test_view_edits_its_base(run):
    module = run(STORY, upto="view")
    assert_close(module.base.detach(), torch.tensor([10.0, 1.0, 1.0]))
    assert module.base._version == module.first._version == 1


def test_view_gradient_has_the_factor_in_one_place(run):
    module = run(STORY, upto="view-gradient")
    assert_close(module.m.grad, torch.tensor([10.0, 1.0, 1.0]))

    def weighed(t):
        return 10 * t[0] + t[1] + t[2]

    assert_close(grad(weighed)(torch.ones(3)), module.m.grad)
    assert gradcheck(weighed, torch.ones(3, dtype=torch.float64, requires_grad=True))


def test_an_edit_of_another_entry_counts_too():
    x = torch.ones(3, requires_grad=True)
    base = x.clone()
    square = base[0] ** 2
    base[2] = 7
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        square.backward()
