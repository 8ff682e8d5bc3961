"""All answers that tests give to labs: judged on the stand-in as on torch, or refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from livecells.builder.runnable_process import StandIn
from livecells.notebook.percent import read

from ...conftest import Drawn

ROOT = Path(__file__).resolve().parents[3]
SOME = 5  # labs, where not all are tried
MOST = 25  # answers to one lab
REFUSED = 0.25  # of all answers, at most
NUMBER = re.compile(r"-?\d+\.\d+(?:e[+-]?\d+)?")


def judged(labs: list[Path], file: Path) -> list[tuple[str, str, str | None]]:
    """The lab, the answer, and what its check says on torch; None where it is content."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--all"]
    done = subprocess.run(
        [*command, "--judged", str(file), *map(str, labs)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    lines = file.read_text("utf-8").splitlines()
    return [(lab, answer, said) for lab, answer, said in map(json.loads, dict.fromkeys(lines))]


@pytest.mark.slow
def test_each_answer_gets_the_verdict_that_torch_gives(drawn: Drawn, tmp_path: Path) -> None:
    labs = drawn("labs", sorted((ROOT / "tests/pages/labs").glob("test_*.py")), SOME)
    by_lab: dict[str, list[tuple[str, str | None]]] = {}
    for lab, answer, said in judged(labs, tmp_path / "judged.jsonl"):
        by_lab.setdefault(lab, []).append((answer, said))
    assert by_lab
    refused, wrong, tried = [], [], 0
    with StandIn() as process:
        for lab, given in by_lab.items():
            for answer, message in drawn(lab, given, MOST):
                tried += 1
                state, said = _judged(process, lab, answer)
                if state == "refused":
                    refused.append((lab, said))
                elif not _same(said, message or ""):
                    wrong.append(f"{lab}: {answer!r}\n  torch: {message!r}\n  stand-in: {said!r}")
    print(f"{tried} answers to {len(by_lab)} labs, {len(refused)} refused")
    assert not wrong, "\n".join(wrong)
    assert len(refused) <= tried * REFUSED, refused


def _same(one: str, other: str) -> bool:
    """The same words, and the same numbers but for the last digits of one computed in float32."""
    found, wanted = ([float(n) for n in NUMBER.findall(text)] for text in (one, other))
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    return found == pytest.approx(wanted, rel=1e-5, abs=1e-6)


def test_a_message_may_differ_in_last_digits_only() -> None:
    assert _same(
        "`b` should be [0.06288677, -1.5], not 2.", "`b` should be [0.06288678, -1.5], not 2."
    )
    assert not _same("`b` should be [0.0628, -1.5].", "`b` should be [0.0629, -1.5].")
    assert not _same("`b` should be [0.5].", "`c` should be [0.5].")
    assert not _same("", "`b` should be [0.5].")


def _judged(process: StandIn, lab: str, answer: str) -> tuple[str, str]:
    """What the check of a lab says to an answer."""
    snippet = read(ROOT / "snippets" / f"{lab}.py", f"{lab}.py", lab)
    sources = {cell.name: cell.source for cell in snippet.code}
    cells = [["start", sources["start"], 1], ["a", answer, 1], ["check", sources["check"], 1]]
    found = list(process.run({"file": "lab.py", "cells": cells, "queries": []}))
    told = [cell for cell in found if "state" in cell]
    for cell in told:
        if cell["state"] in ("refused", "full") or (cell["error"] or [""])[0] == "Late":
            return "refused", cell["why"]
    error = told[-1]["error"]  # an answer that fails is checked all the same
    return ("ok", "") if error is None else ("error", error[1] or error[0])
