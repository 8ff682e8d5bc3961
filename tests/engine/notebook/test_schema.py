"""What the engine adds to a notebook, read back as it was written."""

from __future__ import annotations

import json

import pytest
import torch

from livecells.notebook import schema
from livecells.notebook.executed import Query, dump
from livecells.notebook.new_cells import code, notebook
from livecells.notebook.percent import parse
from livecells.run.execute import execute
from livecells.torch_api.table import Use

SOURCE = '# %% first tags=["kept"] rtol=0.5\nimport torch\nx = torch.ones(2)\nx\n'


def test_a_run_says_the_same_once_it_has_been_through_a_file():
    run, _ = execute(parse(SOURCE, "story.py", "story.py"), [Query("x.sum()", ".1f")])
    read: schema.Notebook = json.loads(dump(run.notebook))
    (cell,) = read["cells"]
    assert schema.run_info(read)["label"] == "story.py"
    assert schema.values_of(read) == {Query("x.sum()", ".1f").key: {"text": "2.0"}}
    assert schema.cell_info(cell)["line"] == 2
    assert schema.cell_options(cell)["rtol"] == 0.5
    assert schema.torch_names(cell) == [Use(2, 4, 14, "torch.ones")]
    assert schema.torch_names(run.cell("first")) == schema.torch_names(cell)


def test_a_cell_with_other_names_leaves_the_first_as_it_was():
    run, _ = execute(parse(SOURCE, "story.py", "story.py"))
    cell = run.cell("first")
    assert schema.torch_names(schema.with_torch_names(cell, [])) == []
    assert len(schema.torch_names(cell)) == 1


def test_the_formats_of_an_output():
    run, _ = execute(parse(SOURCE, "story.py", "story.py"))
    (result,) = run.cell("first")["outputs"]
    assert schema.mime_bundle(result) == {"text/plain": repr(torch.ones(2))}
    assert schema.mime_bundle({"output_type": "stream", "name": "stdout", "text": "1"}) == {}


def test_a_notebook_of_another_program_has_no_values_and_no_names():
    foreign = notebook([code("1", "a")])
    assert schema.values_of(foreign) == {}
    assert schema.given_name(foreign["cells"][0]) is None
    with pytest.raises(KeyError):
        schema.run_info(foreign)
