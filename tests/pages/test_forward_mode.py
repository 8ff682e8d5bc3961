"""Forward mode: value and slope together, columns, nothing kept, and what has no rule."""

import math
import subprocess
import sys

import pytest
import torch
import torch.autograd.forward_ad as fwad
from torch.autograd import gradcheck
from torch.func import hessian, jvp
from torch.testing import assert_close

STORY = "forward_mode"


def test_dual_gives_value_and_slope(run):
    module = run(STORY, upto="dual")
    assert_close(module.value, torch.tensor(math.sin(1)))
    assert_close(module.tangent, torch.tensor(math.sin(1) + math.cos(1)))
    assert not module.value.requires_grad


def test_ways_agree(run):
    ways = run(STORY, upto="ways").ways
    for slope in ways.values():
        assert_close(float(slope), math.sin(1) + math.cos(1), rtol=1e-5, atol=1e-5)


def test_by_hand_is_what_torch_does(run):
    module = run(STORY, upto="by-hand")
    assert_close((module.y, module.dy), (module.value, module.tangent))
    double = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    assert gradcheck(module.f, double, check_forward_ad=True)


def test_columns_and_rows(run):
    module = run(STORY, upto="columns")
    assert torch.equal(module.column, module.W[:, 0])
    assert torch.equal(module.row, module.W[0])


def test_nothing_saved(run):
    module = run(STORY, upto="nothing-saved")
    assert (module.kept_forward, module.kept_backward) == (0, 100 + 100)


def test_hessian_vector_by_the_whole_hessian_and_nudges(run):
    module = run(STORY, upto="hessian-vector")
    assert_close(module.hessian_times_u, 6 * module.v0 * module.u)
    assert_close(hessian(module.g)(module.v0) @ module.u, module.hessian_times_u)
    step = 1e-5 * module.u.double()
    v = module.v0.double()
    assert_close(
        (3 * (v + step) ** 2 - 3 * (v - step) ** 2) / 2e-5, module.hessian_times_u.double()
    )


def test_many_directions_are_the_table(run):
    module = run(STORY, upto="many-directions")
    assert torch.equal(module.every_column.T, module.W)


def test_modes_no_grad_does_not_count_and_detach_does(run):
    module = run(STORY, upto="modes")
    assert module.under_no_grad == 2
    assert module.cut == 1
    x = torch.tensor(1.0, requires_grad=True)
    (x.detach() * x).backward()
    assert x.grad == module.cut  # backward treats detach alike


def test_after_the_level_the_tangent_is_gone(outputs):
    assert outputs(STORY)["after-the-level"] == "None\n"


def test_rule_of_ones_own_by_formula(run):
    cube = run(STORY, upto="rule").Cube
    value, slope = jvp(cube.apply, (torch.tensor(2.0),), (torch.tensor(1.0),))
    assert (value, slope) == (8, 12)
    _, by_torch = jvp(lambda t: t**3, (torch.tensor(2.0),), (torch.tensor(1.0),))
    assert slope == by_torch


def test_without_a_rule_are_five_of_nine(run):
    rules = run(STORY).rules
    without = ["cdist", "grid_sample", "scaled_dot_product_attention", "embedding_bag", "LSTM"]
    assert [name for name, known in rules.items() if not known] == without
    assert len(rules) == 9


@pytest.mark.parametrize("name", ["conv2d", "layer_norm", "linalg.eigh", "logsigmoid"])
def test_those_with_a_rule_agree_with_nudges(run, name):
    call, shape = run(STORY).CALLS[name]
    x = torch.rand(shape, dtype=torch.float64)
    if name == "conv2d":
        x, call = x[0, 0], lambda a: a * 1.0  # its table of ones is in float32: the identity
    _, slope = jvp(call, (x,), (torch.ones_like(x),))
    assert_close(slope, (call(x + 1e-6) - call(x - 1e-6)) / 2e-6, rtol=1e-4, atol=1e-4)


def test_a_dual_does_not_record():
    with fwad.dual_level():
        assert not fwad.make_dual(torch.ones(1), torch.ones(1)).exp().requires_grad


JIT = """
import warnings
import torch
from torch.func import grad, jacrev, jvp, vmap
one = torch.tensor(1.0)
warnings.simplefilter("error")
grad(torch.sin)(one), jacrev(torch.sin)(one), vmap(torch.sin)(torch.ones(2))
try:
    jvp(torch.sin, (one,), (one,))
except (DeprecationWarning, FutureWarning) as warning:
    print(warning)
warnings.filterwarnings("ignore", ".torch.jit.script. is deprecated")
print(jvp(torch.sin, (one,), (one,))[1].item())
"""


@pytest.mark.slow
def test_the_first_call_in_forward_mode_warns_of_torch_jit_script_and_one_line_leaves_it_out():
    done = subprocess.run([sys.executable, "-c", JIT], capture_output=True, text=True, check=True)
    said, slope = done.stdout.splitlines()
    assert said.startswith("`torch.jit.script` is deprecated")
    assert float(slope) == pytest.approx(math.cos(1))
