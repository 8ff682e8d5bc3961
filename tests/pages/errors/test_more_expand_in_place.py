"""An expanded tensor cannot be edited in place."""

import pytest
import torch

STORY = "errors/more_expand_in_place"


def test_edit_is_refused(executed):
    (error,) = executed(STORY).cell("edit")["outputs"]
    assert "more than one element of the written-to tensor" in error["evalue"]


def test_fixed_sums_over_the_copies(run):
    module = run(STORY, upto="fixed")
    assert module.column.grad.flatten().tolist() == [2 * 4] * 3


def test_without_edit_gives_the_same_shapes(outputs):
    assert outputs(STORY)["without-edit"].count("torch.Size([3, 4])") == 2


@pytest.mark.parametrize(
    "stretch",
    [
        lambda t: t.broadcast_to(3, 4),
        lambda t: t.expand_as(torch.ones(3, 4)),
        lambda t: torch.broadcast_tensors(t, torch.ones(3, 4))[0],
    ],
)
def test_others_have_a_stride_of_zero_too(stretch):
    wide = stretch(torch.ones(3, 1))
    assert 0 in wide.stride()
    with pytest.raises(RuntimeError, match="more than one element"):
        wide.mul_(2)
