"""An optimizer refuses what is no leaf."""

import pytest
import torch

STORY = "errors/optimize_non_leaf"
MESSAGE = "can't optimize a non-leaf Tensor"


def test_raise_is_a_value_error(executed):
    (error,) = executed(STORY).cell("raise")["outputs"]
    assert (error["ename"], error["evalue"]) == ("ValueError", MESSAGE)


@pytest.mark.parametrize("kind", [torch.optim.SGD, torch.optim.Adam])
def test_a_conversion_behind_the_flag_is_refused(kind):
    with pytest.raises(ValueError, match=MESSAGE):
        kind([torch.ones(3, requires_grad=True).to(torch.float64)], lr=0.1)


def test_the_leaf_may_be_passed_and_the_rest_computed():
    leaf = torch.ones(3, requires_grad=True)
    sgd = torch.optim.SGD([leaf], lr=0.5)
    (0.1 * leaf).sum().backward()
    sgd.step()
    torch.testing.assert_close(leaf.detach(), torch.full((3,), 1 - 0.5 * 0.1))
