"""Operations and errors one by one: what torch gives, to the digit or nearly, or a refusal."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from .engines import close
from .misuse import calls

pytestmark = pytest.mark.turns(1)

HERE = Path(__file__).parent
BROWSER = HERE.parents[2] / "hooks/livecells/browser"
ADDRESS = re.compile(r"0x[0-9a-f]+")
# Rounding in the last digits is another one: what is left of numbers that cancel.
CANCELLED = re.compile(r"\d\.?\d*e-(?:0[6-9]|1\d)")


@cache
def told(name: str, *, by_torch: bool, script: str = "expressions") -> dict[str, list[str]]:
    """What each expression of a list gives, on real torch or on the stand-in."""
    return told_by(script, read(name), by_torch=by_torch)


def told_by(module: str, expressions: list[str], *, by_torch: bool) -> dict[str, Any]:
    """What a module of this folder tells of expressions, on real torch or on the stand-in."""
    script = str(HERE / f"{module}.py")
    if by_torch:
        command = [sys.executable, script]
    else:
        path = f"import sys, runpy; sys.path[:0] = [{str(BROWSER)!r}, {str(HERE)!r}]"
        path += f"; runpy.run_path({script!r}, None, '__main__')"
        command = [
            sys.executable,
            "-I",
            "-S",
            "-c",
            path,
        ]
    done = subprocess.run(
        command, input=json.dumps(expressions), capture_output=True, text=True, check=True
    )
    return json.loads(ADDRESS.sub("0x", done.stdout))  # type: ignore[no-any-return]


def read(name: str) -> list[str]:
    return (HERE / f"{name}.txt").read_text("utf-8").splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["operations", "errors"])
def test_each_expression_gives_what_torch_gives(name: str) -> None:
    expressions = read(name)
    real, ours = told(name, by_torch=True), told(name, by_torch=False)
    wrong = [text for text in expressions if not _alike(real[text], ours[text])]
    shown = [f"{text}\n  torch:    {real[text]}\n  stand-in: {ours[text]}" for text in wrong]
    assert not wrong, "\n".join(shown)


def _alike(real: list[str], ours: list[str]) -> bool:
    for before, after in zip(real, ours, strict=False):
        if after == "REFUSED":
            return True
        before, after = (_even(text) for text in (before, after))
        if before != after and not close(before, after):
            return False
    return len(real) == len(ours)


def _even(text: str) -> str:
    """The text without what only rounding tells: spaces, and numbers next to nothing."""
    return re.sub(r"\s+", " ", CANCELLED.sub("0.", text))


@pytest.mark.slow
def test_each_expression_gives_it_of_inputs_of_other_kinds_too(drawn) -> None:  # type: ignore[no-untyped-def]
    """Errors are compared by their kind: which fault of several is told first differs."""
    texts = [*read("operations"), *read("errors")]
    cases = drawn("inputs", [(kind, text) for kind in other_inputs() for text in texts], 2000)
    real, ours = (told_by("other_inputs", cases, by_torch=by) for by in (True, False))
    wrong = [name for name in real if not _same_kind(real[name], ours[name])]
    shown = [f"{name}\n  torch:    {real[name]}\n  stand-in: {ours[name]}" for name in wrong]
    assert not wrong, "\n".join(shown)


@pytest.mark.slow
def test_calls_that_make_no_sense_fail_as_on_torch_or_are_refused(drawn) -> None:  # type: ignore[no-untyped-def]
    cases = drawn("misuse", calls(), 3000)
    real, ours = (told_by("expressions", cases, by_torch=by) for by in (True, False))
    wrong = [text for text in cases if not _alike(real[text], ours[text])]
    shown = [f"{text}\n  torch:    {real[text]}\n  stand-in: {ours[text]}" for text in wrong]
    assert not wrong, "\n".join(shown)
    assert len([text for text in cases if "REFUSED" not in ours[text]]) > 0.15 * len(cases)


def other_inputs() -> list[str]:
    """The names of the kinds."""
    text = (HERE / "other_inputs.py").read_text("utf-8")
    return re.findall(r'^    "([a-z0-9 ]+)": lambda', text, re.MULTILINE)


def _same_kind(real: list[str], ours: list[str]) -> bool:
    return error_kind(real) == error_kind(ours) != "" or _alike(real, ours)


def error_kind(found: list[str]) -> str:
    """The name of the error that ended an expression, if one did."""
    named = re.match(r"(\w+(?:Error|Exception)): ", found[-1])
    return named[1] if named else ""


@pytest.mark.slow
def test_most_expressions_are_not_refused() -> None:
    expressions = read("operations")
    ours = told("operations", by_torch=False)
    refused = [text for text, found in ours.items() if found == ["REFUSED"]]
    assert len(refused) <= len(expressions) * 0.06, refused


@pytest.mark.slow
def test_each_expression_keeps_what_torch_keeps() -> None:
    """A second walk back, and one after an edit, fail as torch's do."""
    both = [told("operations", by_torch=by, script="kept") for by in (True, False)]
    real, ours = both
    wrong = [text for text in real if not _alike(real[text], ours[text])]
    shown = [f"{text}\n  torch:    {real[text]}\n  stand-in: {ours[text]}" for text in wrong]
    assert not wrong, "\n".join(shown)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["operations", "edits"])
def test_hooks_are_given_each_saved_tensor_once_and_in_torchs_order(name: str) -> None:
    real, ours = (told(name, by_torch=by, script="packed") for by in (True, False))
    seen = {text: found for text, found in ours.items() if found != ["REFUSED"]}
    wrong = [text for text, found in seen.items() if found != real[text]]
    shown = [f"{text}\n  torch:    {real[text]}\n  stand-in: {ours[text]}" for text in wrong]
    assert not wrong, "\n".join(shown)
    assert len(seen) >= 0.6 * len(ours)
