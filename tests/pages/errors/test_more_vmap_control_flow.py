"""`if` on a tensor has no answer under vmap; other ways of asking have none either."""

import pytest
import torch

STORY = "errors/more_vmap_control_flow"
CORE = "data-dependent control flow"


def test_branch_is_refused(executed):
    (error,) = executed(STORY).cell("branch")["outputs"]
    assert CORE in error["evalue"]


def checked(v):
    assert v > 0
    return v


def looped(v):
    while v < 9:
        v = v * 2
    return v


@pytest.mark.parametrize(
    "ask",
    [
        looped,
        checked,
        lambda v: (v > 0) and v,
        lambda v: (v > 0) or v,
        lambda v: not v,
        lambda v: max(v, 0 * v),
        lambda v: min(v, 0 * v),
    ],
)
def test_other_ways_of_asking(ask):
    with pytest.raises(RuntimeError, match=CORE):
        torch.func.vmap(ask)(torch.tensor([2.0, -3.0]))


def test_a_choice_by_shape_is_fine():
    doubled = torch.func.vmap(lambda v: v * 2 if v.dim() == 0 else v)(torch.ones(3))
    assert doubled.tolist() == [2.0, 2.0, 2.0]
