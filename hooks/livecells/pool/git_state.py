"""What git says of a checkout: it changes with a commit, and lies in no file that is named."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

ASKS = re.compile(r"\bgit\b")
STATE = ("HEAD", "index", "packed-refs", "logs/HEAD")


def git_state(home: str, text: str) -> Iterator[str]:
    """The files of the nearest checkout that change with a commit, where a text asks for git.

    Args:
        home: The folder of the snippet.
        text: The snippet.
    """
    if not ASKS.search(text):
        return
    for folder in (Path(home), *Path(home).parents):
        place = folder / ".git"
        if place.is_file():  # of a second work tree: it says where the first one has its state
            place = folder / place.read_text("utf-8", "replace").removeprefix("gitdir:").strip()
        if place.is_dir():
            yield from (os.path.join(place, name) for name in STATE)
            return
