"""Where saved tensors may lie: no place changes a gradient."""

import torch
from torch.testing import assert_close

SAVED = "graph_lifetime_saved"


def test_an_output_is_saved_as_another_object_on_the_same_memory(run, outputs):
    story = run(SAVED, upto="another-object")
    assert story.saved is not story.y
    assert story.saved.untyped_storage().data_ptr() == story.y.untyped_storage().data_ptr()
    assert outputs(SAVED)["another-object"].split() == (
        ["the", "same", "object:", "False", "the", "same", "memory:", "True"]
    )


def test_what_lay_on_disk_gives_the_gradient_of_paper(run):
    story = run(SAVED, upto="on-cpu")
    at = story.large.detach()
    assert_close(story.large.grad, at.sin().exp() * at.cos())
    assert torch.equal(story.other.grad, story.large.grad)
    assert story.files == len({"input of sin", "result of exp"})


def test_hooks_of_one_tensor_are_called_for_it_alone(run):
    assert run(SAVED, upto="one-tensor").asked == [1]
