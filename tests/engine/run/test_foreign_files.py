"""Files as others write them give what they give in a real kernel at its defaults.

The files of `foreign/` are written as people write them: by jupytext, VS Code, Spyder, Colab or
nbconvert, with magics, displays, figures, processes and errors. Each runs in a kernel of its own
with its timers and threads; only the figures are set to the engine's, but for one file. What
differs is exactly what `differences.py` lists, and `docs/about/like-jupyter.md` explains that.
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import nbformat
import pytest

from livecells.notebook.executed import blank
from livecells.notebook.percent import read

from .differences import DIFFERENCES
from .foreign_files import FOLDER, by_engine, by_kernels, differing, figure_settings
from .test_like_jupyter import DIFFERENT

PAGE = Path(__file__).resolve().parents[3] / "docs/about/like-jupyter.md"
FILES = sorted(FOLDER.glob("*.py"))
SOME = 12  # where not all are run


@pytest.mark.slow
def test_what_differs_is_what_is_listed(drawn):
    files = drawn("foreign files", FILES, SOME)
    with tempfile.TemporaryDirectory(prefix="lc") as name:  # short: sockets are below it
        folder = Path(name)
        settings = {"*": figure_settings(folder / "set"), "what_differs": str(folder / "none")}
        kernel = by_kernels(files, folder, settings)
        engine = by_engine(files, folder)
    found = {
        f"{stem}:{cell}": f"kernel {json.dumps(theirs)[:2000]}\nengine {json.dumps(mine)[:2000]}"
        for stem in engine
        for cell, mine, theirs in differing(engine[stem], kernel[stem])
    }
    known = {cell for cells in DIFFERENCES.values() for cell in cells}
    elsewhere = {"known_differences", *(path.stem for path in FILES if path not in files)}
    listed = {cell for cell in known if cell.partition(":")[0] not in elsewhere}
    new = {cell: what for cell, what in found.items() if cell not in listed}
    assert not new, "\n".join(f"{cell}\n{what}" for cell, what in new.items())
    assert listed <= set(found), f"listed, and alike: {sorted(listed - set(found))}"


def test_there_are_many_files():
    assert len(FILES) >= 60


def test_the_page_explains_each_difference():
    table = PAGE.read_text().partition("\n## What differs\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)
    assert rows[0] == "What"
    assert [row for row in rows[1:] if set(row) != {"-"}] == list(DIFFERENCES)


def test_the_differences_of_the_other_corpus_are_in_the_same_table():
    cells = {cell for cells in DIFFERENCES.values() for cell in cells}
    known = {cell.partition(":")[2] for cell in cells if cell.startswith("known_differences:")}
    assert known == set(DIFFERENT)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_is_a_notebook(path):
    nbformat.validate(nbformat.from_dict(blank(read(path))))
