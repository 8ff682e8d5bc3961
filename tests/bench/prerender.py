"""Run lessons plainly, for the outputs that the floor's pages already hold.

As a script it reads lists of cells (JSON) on stdin and writes what each printed: the bench itself
never imports torch, and the floor owes nothing to the engine.
"""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any


def printed(pages: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What each cell of each page prints, run in a process of its own."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__))],
        input=json.dumps({name: list(cells) for name, cells in pages.items()}),
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def _run(cells: Iterable[str]) -> list[str]:
    names: dict[str, Any] = {"__name__": "__main__"}
    texts = []
    for number, cell in enumerate(cells, start=1):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(cell, f"<cell {number}>", "exec"), names)
        texts.append(out.getvalue())
    return texts


if __name__ == "__main__":
    json.dump({name: _run(cells) for name, cells in json.load(sys.stdin).items()}, sys.stdout)
