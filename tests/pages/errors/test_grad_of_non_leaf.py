"""None and a warning, where a tensor was converted after its flag was set."""

import warnings

import pytest
import torch

STORY = "errors/grad_of_non_leaf"
MESSAGE = "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed"


def test_cause_is_no_leaf_and_the_leaf_has_the_gradient(run):
    w = run(STORY, upto="cause").w
    assert not w.is_leaf
    ((to_leaf, _),) = w.grad_fn.next_functions
    assert to_leaf.variable.grad.tolist() == [2, 2]


def test_read_gives_none_and_the_warning(executed):
    said = {o["name"]: o["text"] for o in executed(STORY).cell("read")["outputs"]}
    assert said["stdout"] == "None\n"
    assert said["stderr"].startswith("errors/grad_of_non_leaf.py:10: UserWarning: " + MESSAGE)


def test_each_line_warns_once():
    w = torch.ones(2, requires_grad=True) * 2
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("default")
        for _ in range(3):
            assert w.grad is None
    assert len(told) == 1


@pytest.mark.parametrize(
    "name_again",
    [
        lambda x: x.to(torch.float64),
        lambda x: x * 2,
        lambda x: x - 0.1 * torch.ones(2),
        lambda x: torch.stack([x, x]),
    ],
)
def test_the_usual_lines_make_no_leaf(name_again):
    assert not name_again(torch.ones(2, requires_grad=True)).is_leaf
