"""No array is made of a tensor that records."""

import numpy as np

STORY = "errors/switching_it_off_numpy"


def test_number_list_works(run, outputs):
    assert run(STORY, upto="number").w.tolist() == [1, 2]
    assert outputs(STORY)["number"] == "[1.0, 2.0]\n"


def test_array_is_refused(executed):
    (error,) = executed(STORY).cell("array")["outputs"]
    assert error["evalue"].startswith("Can't call numpy() on Tensor that requires grad.")


def test_detached_gives_the_array(run):
    w = run(STORY, upto="number").w
    array = w.detach().numpy()
    assert np.array_equal(array, [1.0, 2.0])
    assert w.requires_grad
