"""Programs on real torch and on the stand-in, and what became of each."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from livecells.builder.runnable_process import StandIn

Programs = dict[str, list[str]]
Cells = list[dict[str, Any]]
Fate = Literal["same", "refused", "digits", "wording", "false", "no answer"]
Fates = dict[str, Fate]
REAL = Path(__file__).with_name("real_programs.py")
NUMBER = re.compile(r"[-+]?\d+\.?\d*(?:e[+-]?\d+)?|nan|inf")
FIGURE = re.compile(r"^Figure\(\d+x\d+\)\n", re.MULTILINE)  # torch's side shows it in words
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
SPREAD = 4  # rounding that is made large differs by chance, but not in its size


# Torch with other rounding: on a processor without vector instructions, and by one last digit.
OTHERWISE = ({"ATEN_CPU_CAPABILITY": "default"}, {"LIVECELLS_TEST_NUDGED": "1"})


def on_torch(programs: Programs, otherwise: Mapping[str, str] = {}) -> dict[str, Cells | None]:
    """What real torch gives; `otherwise` what makes it round in another way."""
    done = subprocess.run(
        [sys.executable, str(REAL)],
        input=json.dumps(programs),
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | otherwise,
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


def fates(real: dict[str, Cells | None], ours: dict[str, Cells], programs: Programs) -> Fates:
    """What became of each program.

    Numbers that torch itself gives otherwise, by as much, on another processor or with a last
    digit moved, are last digits that the program has made large: what looks false is run there.
    """
    found = {name: fate(real[name], ours[name]) for name in programs}
    for otherwise in OTHERWISE:
        doubtful = {name: programs[name] for name, each in found.items() if each == "false"}
        other = on_torch(doubtful, otherwise) if doubtful else {}
        for name in doubtful:
            if made_large(real[name] or [], other[name] or [], ours[name]):
                found[name] = "digits"
    return found


def made_large(real: Cells, elsewhere: Cells, ours: Cells) -> bool:
    """Whether torch differs from itself in each number about as much as ours from it."""
    if not len(real) == len(elsewhere) == len(ours):
        return False
    texts = [
        ["\n".join([cell["stdout"], *_error(cell)]) for cell in run]
        for run in (real, elsewhere, ours)
    ]
    shapes, numbers = zip(*(_taken_apart("\n".join(text)) for text in texts), strict=True)
    if len(set(shapes)) > 1:
        return False
    return all(
        _near(p, q) or abs(p - q) <= SPREAD * abs(p - o) for p, o, q in zip(*numbers, strict=True)
    )


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
    (shape, numbers), (other, others) = _taken_apart(before), _taken_apart(after)
    return shape == other and all(map(_near, numbers, others))


def _taken_apart(text: str) -> tuple[str, list[float]]:
    """A text without its numbers and what lines them up, and the numbers."""
    return NUMBER.sub("#", SPACES.sub("", text)), [float(n) for n in NUMBER.findall(text)]


def _near(p: float, q: float) -> bool:
    if not (math.isfinite(p) and math.isfinite(q)):
        return p == q or (math.isnan(p) and math.isnan(q))
    return abs(p - q) <= max(1e-3 * max(abs(p), abs(q)), 3e-4)
