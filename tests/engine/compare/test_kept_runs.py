"""What the accepted outputs are compared with, where it is from a build and not from a new run."""

from __future__ import annotations

from pathlib import Path

from livecells.compare.records import cells_of
from livecells.notebook.executed import Query, write
from livecells.notebook.percent import parse
from livecells.run.execute import execute

from ...test_golden import kept_by


def test_what_a_build_has_kept_reads_as_a_run_without_what_no_page_shows(tmp_path: Path) -> None:
    snippet = parse("# %% a\nx = 2.5\nprint(x)\n", "story.py", "story.py")
    asked, more = Query("x", ".1f"), Query("x", "!array")
    alone, _ = execute(snippet, [asked])
    kept, _ = execute(snippet, [asked, more])
    write(kept.notebook, tmp_path / "story.1.ipynb")
    assert kept_by(tmp_path, "story", {asked}) == cells_of(alone.notebook, digested=True)
    assert kept_by(tmp_path, "story", {asked, more}) == cells_of(kept.notebook, digested=True)
    assert kept_by(tmp_path, "another", set()) is None
