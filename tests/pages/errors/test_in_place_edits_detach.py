"""An edit of a detached tensor is counted."""

STORY = "errors/in_place_edits_detach"


def test_edit_counts_for_both_names(run):
    module = run(STORY, upto="edit")
    assert module.e._version == module.e.detach()._version == 1
    assert module.e.detach().data_ptr() == module.e.data_ptr()


def test_backward_is_refused(executed):
    (error,) = executed(STORY).cell("backward")["outputs"]
    assert "modified by an inplace operation" in error["evalue"]


def test_without_the_edit_the_slope_is_one(run):
    z = run(STORY, upto="edit").z
    z.exp().sum().backward()
    assert z.grad.tolist() == [1, 1, 1]
