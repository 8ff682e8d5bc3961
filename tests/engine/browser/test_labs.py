"""The answers to the labs that tests have: judged on the stand-in as on torch, or refused."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from livecells.builder.runnable_process import StandIn
from livecells.notebook.percent import read

ROOT = Path(__file__).resolve().parents[3]


def answers() -> Iterator[tuple[str, str, str | None]]:
    """The lab, the answer, and a part of the message; None where it is right."""
    for path in sorted((ROOT / "tests/pages/labs").glob("test_*.py")):
        spec = importlib.util.spec_from_file_location(f"answers_of_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, test in vars(module).items():
            if name.startswith("test_"):
                yield from _answers_of(str(getattr(module, "LAB", "")), test)


def _answers_of(lab: str, test: Any) -> Iterator[tuple[str, str, str | None]]:
    for mark in getattr(test, "pytestmark", []):
        names = mark.args[0] if mark.args else ""
        names = names.split(",") if isinstance(names, str) else list(names)
        if mark.name == "parametrize" and "answer" in names and lab:
            for row in mark.args[1]:
                given = dict(zip(names, row if len(names) > 1 else (row,), strict=True))
                if isinstance(given["answer"], str) and set(names) <= {"answer", "message"}:
                    yield lab, given["answer"], given.get("message")


def test_each_answer_gets_the_verdict_that_torch_gives(drawn) -> None:  # type: ignore[no-untyped-def]
    cases = drawn("answers", list(answers()), 60)
    assert cases
    refused, wrong = [], []
    with StandIn() as process:
        for lab, answer, message in cases:
            state, said = _judged(process, lab, answer)
            if state == "refused":
                refused.append((lab, said))
            elif (said == "") != (message is None) or (message or "") not in said:
                wrong.append(f"{lab}: {answer!r}\n  torch: {message!r}\n  stand-in: {said!r}")
    assert not wrong, "\n".join(wrong)
    assert len(refused) <= len(cases) * 0.25, refused


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
