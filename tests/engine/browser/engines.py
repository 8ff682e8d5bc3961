"""Programs on real torch and on the stand-in, and what became of each."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

from livecells.builder.runnable_process import StandIn

Programs = dict[str, list[str]]
Cells = list[dict[str, Any]]
Fate = Literal["same", "refused", "digits", "wording", "false", "no answer"]
REAL = Path(__file__).with_name("real_programs.py")
NUMBER = re.compile(r"-?\d+\.?\d*(?:e[+-]?\d+)?|nan|inf")
FIGURE = re.compile(r"^Figure\(\d+x\d+\)\n", re.MULTILINE)  # torch's side shows it in words
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")


def on_torch(programs: Programs) -> dict[str, Cells | None]:
    """What real torch gives."""
    done = subprocess.run(
        [sys.executable, str(REAL)],
        input=json.dumps(programs),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def on_stand_in(programs: Programs) -> dict[str, Cells]:
    """What the stand-in gives, cell by cell up to the first that it refuses."""
    with StandIn() as process:
        return {name: _cells(process, cells) for name, cells in programs.items()}


def _cells(process: StandIn, cells: list[str]) -> Cells:
    named = [[str(place), source, 1] for place, source in enumerate(cells)]
    asked = {"file": "program.py", "cells": named, "queries": []}
    return [dict(found) for found in process.run(asked) if "state" in found]


def fate(real: Cells | None, ours: Cells) -> Fate:
    """The first cell that is not the same decides."""
    if real is None:
        return "no answer"
    for place, one in enumerate(real):
        other = ours[place] if place < len(ours) else {"state": "refused"}
        if other["state"] != "ok" and other["state"] != "error":
            return "refused"
        if (found := _of_cell(one, other)) != "same":
            return found
    return "same"


def _of_cell(real: dict[str, Any], ours: dict[str, Any]) -> Fate:
    before, after = _plain(real["stdout"]), _plain(ours["stdout"])
    if ours["drawn"]:
        before = FIGURE.sub("", before)
    errors = [_error(real), _error(ours)]
    if before == after and errors[0] == errors[1]:
        return "same"
    if (ours["error"] or [""])[0] == "Late":
        return "refused"
    alike = errors[0][:1] == errors[1][:1] and all(map(close, errors[0][1:], errors[1][1:]))
    if alike and close(before, after):
        return "digits"
    both = real["error"] and ours["error"]
    return "wording" if before == after and both and errors[0][0] == errors[1][0] else "false"


def _plain(text: str) -> str:
    return ADDRESS.sub("0x", text)


def _error(cell: dict[str, Any]) -> list[str]:
    return [] if cell["error"] is None else [cell["error"][0], _plain(cell["error"][1]).strip()]


SPACES = re.compile(r"(?<=\[) +|(?<= ) +")  # what lines numbers up


def close(before: str, after: str) -> bool:
    """Whether two texts are the same but for the last digits of numbers."""
    shapes = [NUMBER.sub("#", SPACES.sub("", text)) for text in (before, after)]
    if shapes[0] != shapes[1]:
        return False
    pairs = zip(NUMBER.findall(before), NUMBER.findall(after), strict=True)
    return all(p == q or _near(float(p), float(q)) for p, q in pairs)


def _near(p: float, q: float) -> bool:
    return abs(p - q) <= max(1e-3 * max(abs(p), abs(q)), 3e-4)
