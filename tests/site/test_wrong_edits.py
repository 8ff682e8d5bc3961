"""Wrong edits of this site's own pages, as an author might make them: one build refuses each."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from .conftest import EPOCH, Site

# What each was once published for: a value that is 0 in the run, a kink, a branch that the run does
# not take, a second definition of a letter in one display, arithmetic in the text.
EDITS = [
    ("first-network", r"z &= X w + d", r"z &= X w - d"),
    ("build-your-own-engine", r"1 & x > 0 \\ 0 & x \le 0", r"1 & x \ge 0 \\ 0 & x < 0"),
    ("build-your-own-engine", r"- 4 \max(0, a + b)", r"- 4 \max(0, a - b)"),
    ("forks-add", r"y = t^2, \qquad r = y \cdot y + y", r"r = t^2, \qquad r = y \cdot y + y"),
    ("checking-gradients", r"$8 \cdot 1.5^3", r"$8 \cdot 1.5^2"),
]
_NEXT = 30  # lines


@pytest.mark.slow
def test_one_build_refuses_each_wrong_edit_with_its_page_and_line(
    real_site: Site, tmp_path: Path
) -> None:
    copy = Site(tmp_path / "copy")
    shutil.copytree(real_site.root, copy.root)
    places = [_edited(copy.root / f"docs/tutorial/{page}.md", *way) for page, *way in EDITS]
    done = copy.build("--strict", **EPOCH)  # as the real site was: other pages are kept
    assert done.returncode == 1
    told = set(re.findall(r"docs/(tutorial/[\w-]+\.md):(\d+)", done.stderr))
    for page, line in places:  # told there, or at the next formula that shows it
        near = [int(found) for name, found in told if name == page]
        assert any(line <= found < line + _NEXT for found in near), (page, line, done.stderr)
    assert len(told) == len(EDITS)


def _edited(path: Path, right: str, wrong: str) -> tuple[str, int]:
    """Make an edit; the page with the first line of the block that it is in."""
    text = path.read_text(encoding="utf-8")
    assert text.count(right) == 1, (path, right)
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    start = text.rfind("\n\n", 0, text.index(right)) + 2
    return f"tutorial/{path.name}", text.count("\n", 0, start) + 1
