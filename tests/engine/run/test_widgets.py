"""The state of widgets is kept with the notebook, as Jupyter keeps it."""

import pytest

from livecells.notebook.percent import parse
from livecells.run.execute import execute

pytest.importorskip("comm")

SLIDER = """# %%
import comm
state = {"_model_module": "m", "_model_module_version": "2.0", "_model_name": "Slider", "value": 3}
slider = comm.create_comm(
    target_name="jupyter.widget",
    data={"state": state, "buffer_paths": [["picture"]]},
    buffers=[b"abc"],
)
# %%
slider.send({"method": "update", "state": {"value": 5}})
slider.send({"method": "custom", "content": {}})
"""


def widgets(text):
    run, _ = execute(parse(text, "w.py", "w.py"))
    assert run.failure is None
    return run.notebook["metadata"].get("widgets")


def test_the_last_state_of_a_widget_is_kept():
    (kept,) = widgets(SLIDER).values()
    (widget,) = kept["state"].values()
    assert kept["version_major"] == 2
    assert (widget["model_name"], widget["model_module"]) == ("Slider", "m")
    assert widget["state"]["value"] == 5
    assert widget["buffers"] == [{"data": "YWJj", "encoding": "base64", "path": ["picture"]}]


def test_two_runs_give_a_widget_one_identifier():
    assert widgets(SLIDER) == widgets(SLIDER)


def test_a_notebook_without_widgets_says_nothing_of_them():
    assert widgets("# %%\n1\n") is None
