"""Under vmap no shape may depend on the numbers."""

import pytest
import torch

STORY = "errors/more_vmap_shape"


def test_mask_is_refused(executed):
    (error,) = executed(STORY).cell("mask")["outputs"]
    assert "operators that can support dynamic shape" in error["evalue"]


@pytest.mark.parametrize("ask", [torch.nonzero, torch.unique, torch.where])
def test_others_are_refused_too(ask):
    with pytest.raises(RuntimeError, match="dynamic shape"):
        torch.func.vmap(ask)(torch.ones(3, 2))


def test_nonzero_says_output():
    with pytest.raises(RuntimeError, match="can output dynamic shape"):
        torch.func.vmap(torch.nonzero)(torch.ones(3, 2))


def test_masked_select_is_refused():
    with pytest.raises(RuntimeError):
        torch.func.vmap(lambda row: row.masked_select(row > 0))(torch.ones(3, 2))


def test_fixed_agrees_with_the_loop(run, outputs):
    assert run(STORY, upto="loop").sums.tolist() == [1, 7]
    assert outputs(STORY)["fixed"] == outputs(STORY)["loop"]
