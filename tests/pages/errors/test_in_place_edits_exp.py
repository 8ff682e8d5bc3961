"""An edit of the result of exp is refused by the walk back."""

import torch
from torch.testing import assert_close

STORY = "errors/in_place_edits_exp"
MESSAGE = "modified by an inplace operation"


def test_edit_raises_the_version(run, outputs):
    assert run(STORY, upto="forward").y._version == 0
    assert run(STORY, upto="edit").y._version == 1
    assert outputs(STORY)["edit"] == "version: 1\n"


def test_backward_names_the_operation_and_both_versions(executed):
    (error,) = executed(STORY).cell("backward")["outputs"]
    assert MESSAGE in error["evalue"]
    for part in (
        "[torch.FloatTensor [3]]",
        "output 0 of Exp",
        "is at version 1",
        "expected version 0",
    ):
        assert part in error["evalue"]


def test_a_new_tensor_instead_is_fine(run):
    module = run(STORY, upto="forward")
    (module.y + 1).sum().backward()
    assert_close(module.x.grad, module.x.detach().exp())
    assert_close(torch.func.grad(lambda t: t.exp().sum())(module.x.detach()), module.x.grad)
