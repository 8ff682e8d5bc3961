"""One entry of a leaf refuses an edit, too."""

import torch

STORY = "errors/in_place_edits_leaf_view"


def test_entry_is_a_view(run):
    w = run(STORY, upto="leaf").w
    assert w[0]._base is w
    assert w[0].data_ptr() == w.data_ptr()


def test_entry_is_refused(executed):
    (error,) = executed(STORY).cell("entry")["outputs"]
    assert "a view of a leaf Variable that requires grad" in error["evalue"]


def test_entry_under_no_grad_works(run):
    w = run(STORY, upto="leaf").w
    with torch.no_grad():
        w[0] = 5.0
    assert w.tolist() == [5, 2]
