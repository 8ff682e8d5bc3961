"""What a build can tell programs: `runs.json` in the site, and JUnit XML beside the store."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NotRequired, TypedDict
from xml.etree import ElementTree

from livecells.builder.results import Results
from livecells.builder.snippets import SnippetState

# What a clock or a meter gave differs from build to build.
MEASURED = ("seconds", "peak_mib")


def reproducible() -> bool:
    """Whether the build is to be the same each time: what was measured is then left out."""
    return "SOURCE_DATE_EPOCH" in os.environ


class Facts(TypedDict):
    """Where a snippet's outputs come from: its file, its digest, and what it was made with."""

    snippet: str
    sha256: str
    cells: int
    python: str
    torch: str | None
    dtype: str | None
    cpu: str
    seconds: NotRequired[float]
    peak_mib: NotRequired[int]


def facts(state: SnippetState) -> Facts:
    """The facts of a snippet that has run; without measures where the build is reproducible."""
    assert state.run is not None
    made = {
        name: value
        for name, value in state.run.info["made"].items()
        if not (name in MEASURED and reproducible())
    }
    sha = hashlib.sha256(state.text.encode("utf-8", "surrogateescape")).hexdigest()
    return {"snippet": f"{state.name}.py", "sha256": sha, "cells": len(state.run.names()), **made}  # type: ignore[typeddict-item]


def write_runs(build: Results, site: Path) -> None:
    """Write `runs.json`: one entry a snippet, in the order of their names."""
    done = [state for _, state in sorted(build.snippets.items()) if state.run is not None]
    table = {"runs": [facts(state) for state in done]}
    text = json.dumps(table, indent=1, sort_keys=True, ensure_ascii=False)
    (site / "runs.json").write_text(text + "\n", encoding="utf-8")


def write_junit(build: Results, folder: Path) -> None:
    """Write `junit.xml`: one case a snippet, with the failure where it failed."""
    suite = ElementTree.Element("testsuite", name="livecells")
    cases = list(_cases(build))
    failed = sum(case.find("failure") is not None for case in cases)
    suite.attrib |= {"tests": str(len(cases)), "failures": str(failed)}
    suite.extend(cases)
    with contextlib.suppress(OSError):  # a report is no reason to fail
        folder.mkdir(parents=True, exist_ok=True)
        ElementTree.ElementTree(suite).write(folder / "junit.xml", "utf-8", xml_declaration=True)


def _cases(build: Results) -> Iterator[ElementTree.Element]:
    for name, state in sorted(build.snippets.items()):
        case = ElementTree.Element("testcase", classname="snippets", name=name, file=state.shown)
        if state.run is not None:
            case.set("time", str(state.run.info["made"]["seconds"]))
        if state.error is not None:
            failure = ElementTree.SubElement(case, "failure", message=state.error.message)
            failure.text = str(state.error)
        yield case


def torch_of(build: Results, name: str) -> str:
    """The version of torch that a snippet ran on, without its build; nothing without torch."""
    run = build.run_of(name) if name in build.snippets else None
    return "" if run is None else str(run.info.get("made", {}).get("torch") or "").partition("+")[0]
