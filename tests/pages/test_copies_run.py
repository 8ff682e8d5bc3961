"""A copy "up to here" of any block runs alone: the file up to the end of the block's last cell."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^/{3,} live \| ([\w/]+)(?:@[\w-]+)?(?::(\S+))?", re.MULTILINE)
MARK = re.compile(r"^# %% (\S+)(.*)$", re.MULTILINE)


def copies() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each block of the site: its page, its last cell, and the cells of its copy before that."""
    found = []
    for page in sorted((ROOT / "docs").rglob("*.md")):
        if page.parent.name == "about":
            continue
        for name, shown in BLOCK.findall(page.read_text("utf-8")):
            marks = MARK.findall((ROOT / "snippets" / f"{name}.py").read_text("utf-8"))
            last = re.split(r"\.\.|,", shown)[-1] or marks[-1][0]
            at = [cell for cell, _ in marks].index(last)
            found.append((f"{page.name}: {name}:{last}", last, marks[:at]))
    return found


def test_no_copy_stops_at_an_error_before_its_own_block():
    """The build runs each file from its first cell on, in one namespace, so a copy of its beginning
    prints what the page shows, unless a cell before the block ends in an error that is meant.
    """
    made = copies()
    assert len(made) > 250
    stopped = [where for where, _, before in made if any("raises=" in mark for _, mark in before)]
    assert stopped == []
