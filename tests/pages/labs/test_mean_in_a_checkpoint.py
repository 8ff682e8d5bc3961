"""Lab: a running mean in a checkpoint."""

import pytest
import torch
from torch.testing import assert_close

LAB = "labs/mean_in_a_checkpoint"
PURE = """def pure(t, old):
    t = layer(t)
    new = old.lerp(t.detach().mean(0), 0.1)
    return squash(t - new), new
"""
GOOD = f"""{PURE}def saving(t):
    result, new = checkpoint(pure, t, mean.clone(), use_reentrant=False)
    mean.copy_(new)
    return result.sum()
"""
REBOUND = f"""{PURE}def saving(t):
    global mean
    result, mean = checkpoint(pure, t, mean, use_reentrant=False)
    return result.sum()
"""
FLAG = """def saving(t):
    first = [True]
    def once(t):
        t = layer(t)
        if first:
            first.pop()
            with torch.no_grad():
                mean.lerp_(t.mean(0), 0.1)
        return squash(t - mean)
    return checkpoint(once, t, use_reentrant=False).sum()
"""
AHEAD = """def saving(t):
    with torch.no_grad():
        mean.lerp_(layer(t).mean(0), 0.1)
    return checkpoint(lambda t: squash(layer(t) - mean), t, use_reentrant=False).sum()
"""
APART = """def saving(t):
    t = checkpoint(layer, t, use_reentrant=False)
    with torch.no_grad():
        mean.lerp_(t.mean(0), 0.1)
    return squash(t - mean).sum()
"""


def test_solution_agrees_with_the_formula(run):
    module = run(LAB, upto="solution")
    weight = module.layer.weight.detach()
    result = module.rows @ weight.T
    mean = 0.1 * result.mean(0)
    assert_close(module.mean, mean)
    slope = 1 - (result - mean).tanh() ** 2
    assert_close(module.layer.weight.grad, slope.T @ module.rows)


def test_the_block_in_a_checkpoint_has_a_wrong_gradient(run):
    module = run(LAB, upto="solution")
    right = module.layer.weight.grad.clone()
    module.layer.zero_grad()
    module.mean.zero_()
    module.checkpoint(module.block, module.rows, use_reentrant=False).sum().backward()
    assert not torch.allclose(module.layer.weight.grad, right)


def test_check_passes_the_solution(outputs):
    assert outputs(LAB)["check"] == "All checks passed.\n"


def test_check_refuses_the_start(judge):
    assert "no `saving` yet" in judge(LAB, "")


@pytest.mark.parametrize(
    "answer",
    [
        GOOD.replace("old.lerp(t.detach().mean(0), 0.1)", "0.9 * old + t.detach().mean(0) / 10"),
        GOOD.replace("t, mean.clone(), use_reentrant=False", "t, mean.clone(), use_reentrant=True")
        .replace("(t):\n    result", "(t):\n    t = t.clone().requires_grad_()\n    result")
        .replace("copy_(new)", "copy_(new.detach())"),
        REBOUND,
        FLAG,
    ],
)
def test_check_passes_other_right_answers(judge, answer):
    assert judge(LAB, answer) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "def saving(t):\n    return checkpoint(block, t, use_reentrant=False).sum()\n",
            "a second time",
        ),
        (GOOD.replace("mean.clone()", "mean"), "Hand in a copy"),
        (GOOD.replace("(pure, t, mean.clone()", "(lambda t: pure(t, mean), t"), "another mean"),
        (GOOD.replace("    mean.copy_(new)\n", ""), "has not moved"),
        (GOOD.replace("copy_(new)", "lerp_(new, 0.1)"), "another one than after"),
        (GOOD.replace(".detach()", ""), "records now"),
        (GOOD.replace(".detach()", "").replace("_(new)", "_(new.detach())"), "as well"),
        (GOOD.replace("result.sum()", "result.sum().item()"), "returns the loss"),
        (GOOD.replace("t - new", "t - old"), "The loss differs"),
        ("saving = plain", "not computed again"),
        (AHEAD, "ran 3 times"),
        (GOOD.replace("squash(t - new)", "(t - new).tanh()"), "its runs are counted"),
        (APART, "belongs into the checkpoint"),
    ],
)
def test_check_explains_wrong_answers(judge, answer, message):
    assert message in judge(LAB, answer)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (GOOD.replace("mean.clone()", "torch.zeros(2)"), "For other rows, or from another mean,"),
        (GOOD.replace("(pure, t,", "(pure, rows,"), "For other rows, or from another mean,"),
        (
            GOOD.replace("mean.copy_(new)", "mean.copy_(0.1 * layer.forward(t).detach().mean(0))"),
            "The mean does not go on from where it",
        ),
    ],
)
def test_check_refuses_what_fits_the_start_alone(judge, answer, message):
    assert message in judge(LAB, answer)
