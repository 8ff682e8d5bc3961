"""Corpora are sampled alike by whoever has the seed, wholly with `--all`, and say how to go on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from .conftest import ROOT, Drawn

CASES = """\
import pytest

@pytest.mark.corpus(3)
@pytest.mark.parametrize("case", range(12))
def test_small(case):
    assert case < 0

def test_of_its_own(drawn):
    assert len(drawn("own", range(40), 5)) in (5, 40)
"""


def drawn(seed: str, *, every: bool = False) -> Drawn:
    return Drawn(SimpleNamespace(option=SimpleNamespace(all=every, sample=seed)))  # type: ignore[arg-type]


def test_a_seed_gives_the_same_sample_and_another_seed_another() -> None:
    cases = list(range(100))
    sample = drawn("one")("kind", cases, 10)
    assert sample == drawn("one")("kind", cases, 10) == sorted(set(sample))
    assert len(sample) == 10
    assert sample != drawn("two")("kind", cases, 10)
    assert sample != drawn("one")("another kind", cases, 10)


def test_all_cases_come_up_in_time_and_with_the_option_at_once() -> None:
    cases = list(range(100))
    assert drawn("one", every=True)("kind", cases, 10) == cases
    assert drawn("one")("kind", cases, 100) == cases
    seen = {case for day in range(100) for case in drawn(f"day {day}")("kind", cases, 10)}
    assert seen == set(cases)


@pytest.fixture
def tests(tmp_path: Path):
    """A function that runs a small corpus with the fixtures of this project."""
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "tests")
    (tmp_path / "tests" / "test_it.py").write_text(CASES)
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n    corpus(most): cases\n    turns(most): tests\n"
    )
    # Nothing here needs torch, and each run would import the real one for the thread count.
    (tmp_path / "torch.py").write_text(
        "def get_num_threads(): return 1\ndef set_num_threads(count): pass\n"
    )

    def run(*options: str) -> str:
        command = [sys.executable, "-m", "pytest", "--import-mode=importlib", *options]
        environment = {**os.environ, "COLUMNS": "200", "PYTHONPATH": str(tmp_path)}
        environment.pop("PYTEST_ADDOPTS", None)
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )
        return done.stdout

    return run


def test_a_failure_comes_with_the_command_that_repeats_it(tests) -> None:
    said = tests("--sample", "7")
    assert "3 failed, 1 passed, 9 deselected" in said
    assert "corpora: a sample of each, --sample 7\n" in said
    again = [line for line in said.splitlines() if line.startswith("again: ")]
    assert len(again) == 3
    words = again[0].split(" -m pytest ")[1].replace("'", "").split()
    assert words[:2] == ["--sample", "7"]
    assert "1 failed" in tests(*words)


TURNS = """\
import pytest

pytestmark = pytest.mark.turns(2)

@pytest.mark.parametrize("case", range(3))
def test_one(case): pass
def test_two(): pass
def test_three(): pass
def test_four(): pass
"""


def test_files_of_slow_tests_take_turns_unless_they_are_asked_for(tests, tmp_path: Path) -> None:
    turns = tmp_path / "tests" / "test_turns.py"
    turns.write_text(TURNS)
    (tmp_path / "tests" / "test_it.py").write_text("def test_always(): pass\n")
    asked = ("--collect-only", "-q")
    seen = set()
    for seed in range(4):
        told = tests(*asked, "--sample", str(seed))
        found = {line.partition("[")[0] for line in told.split()}
        drawn = {name for name in found if "test_turns.py::" in name}
        assert len(drawn) == 2
        assert "tests/test_it.py::test_always" in found
        assert told.count("test_one[") in (0, 3), "a test comes with all its cases"
        seen |= drawn
    assert len(seen) > 2
    for all_of_it in ("--all", str(turns)):
        assert tests(*asked, all_of_it).count("test_turns.py::") == 6


def test_in_two_processes_the_sample_is_one_and_with_the_option_it_is_all(tests) -> None:
    assert "3 failed, 1 passed" in tests("-n", "2")
    said = tests("-n", "2", "--all")
    assert "12 failed, 1 passed" in said
    assert (
        said.count("again: .venv/bin/python -m pytest --all 'tests/test_it.py::test_small[") == 12
    )
