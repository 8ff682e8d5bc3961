"""No single number under vmap, by whatever name it is asked for."""

import pytest
import torch

STORY = "errors/more_vmap_item"


def test_item_is_refused(executed):
    (error,) = executed(STORY).cell("item")["outputs"]
    assert "calling .item() on a Tensor" in error["evalue"]


@pytest.mark.parametrize("ask", [float, int])
def test_float_and_int_say_the_same(ask):
    with pytest.raises(RuntimeError, match=r"calling \.item\(\) on a Tensor"):
        torch.func.vmap(lambda v: v * ask(v))(torch.ones(2))


@pytest.mark.parametrize(
    "ask", [lambda v: torch.tensor(v.tolist()), lambda v: torch.from_numpy(v.numpy())]
)
def test_tolist_and_numpy_fail_too(ask):
    with pytest.raises(RuntimeError, match="Cannot access data pointer"):
        torch.func.vmap(ask)(torch.ones(2, 3))
