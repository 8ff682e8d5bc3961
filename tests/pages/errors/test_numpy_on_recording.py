"""A recording tensor does not become an array."""

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

STORY = "errors/numpy_on_recording"
MESSAGE = "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."


def test_raise_names_the_cure(executed):
    (error,) = executed(STORY).cell("raise")["outputs"]
    assert (error["ename"], error["evalue"]) == ("RuntimeError", MESSAGE)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("use", [np.array, np.asarray, lambda y: Figure().subplots().plot(y)])
def test_numpy_and_a_plot_say_the_same(run, use):
    with pytest.raises(RuntimeError, match="Can't call numpy"):
        use(run(STORY, upto="cause").y)


def test_item_and_tolist_work_as_they_are(run):
    y = run(STORY, upto="cause").y
    assert y.tolist() == [1, 4, 9]
    assert y.sum().item() == 14
    assert torch.equal(y, run(STORY, upto="cause").y)
