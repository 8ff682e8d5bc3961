"""A second try in one kernel: the right answer passes, or the check says to run the start again."""

from __future__ import annotations

import contextlib
import importlib
import io
import re
import warnings
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.turns(2)

LABS = Path(__file__).resolve().parents[3] / "snippets" / "labs"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(LABS.glob("*.py"))}
AGAIN = re.compile(r"[Rr]un the start again|what the start has made: [\w, ]+\. Run it afresh")
GIVEN = {"answer", "right", "wrong"}  # what the tests of labs call a try
NOTICES = [name for name, text in TEXTS.items() if "begun_afresh" in text]
SLOW = {"largest_curvature"}  # its solution takes a hundred derivatives each time
HELPER = re.compile(r"^def begun_afresh\(.*?(?=\n\n\n)", re.MULTILINE | re.DOTALL)


def cells(name: str) -> dict[str, str]:
    parts = re.split(r"^# %% ([\w-]+).*$", TEXTS[name], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def cases(mark: pytest.Mark) -> list[str]:
    """The tries among the parameters of one test."""
    names = mark.args[0]
    names = [one.strip() for one in names.split(",")] if isinstance(names, str) else list(names)
    rows = [row if len(names) > 1 else (row,) for row in mark.args[1]]
    return [row[names.index(one)] for row in rows for one in names if one in GIVEN]


def tries(name: str) -> list[str]:
    """All answers, right and wrong, that the lab's own test gives to its check."""
    module = importlib.import_module(f"{__package__}.test_{name}")
    marks = [mark for test in vars(module).values() for mark in getattr(test, "pytestmark", [])]
    found = [one for mark in marks if mark.name == "parametrize" for one in cases(mark)]
    return list(dict.fromkeys(found))


def ran(source: str, file: str, names: dict[str, Any]) -> Exception | None:
    """A cell run in a reader's kernel, which goes on after an error."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(source, file, "exec"), names)
        except Exception as error:
            return error
    return None


def judged(name: str, *answers: str) -> Exception | None:
    """What the check says to the last of these tries in one kernel, None where it is content."""
    part, names = cells(name), {"__name__": "__main__"}
    assert ran(part["start"], "start", names) is None
    said = None
    for answer in answers:
        ran(answer, "answer", names)
        said = ran(part["check"], "check", names)
    return said


@pytest.mark.corpus(12)
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in TEXTS],
)
def test_a_right_answer_after_a_wrong_one_passes_or_is_sent_to_the_start(name: str) -> None:
    given = tries(name)
    assert given, "the test of the lab gives no answers that are found here"
    said = {first: judged(name, first, cells(name)["solution"]) for first in given}
    silent = {first: error for first, error in said.items() if error and not told(error)}
    assert silent == {}


def told(error: Exception) -> bool:
    """Whether a check has said what to do about what is left of an earlier try."""
    return isinstance(error, AssertionError) and bool(AGAIN.search(str(error)))


@pytest.mark.corpus(8)
@pytest.mark.parametrize("name", NOTICES)
def test_so_does_each_right_answer_after_each_wrong_one(name: str) -> None:
    given = {answer: judged(name, answer) for answer in tries(name)}
    right = [answer for answer, error in given.items() if error is None]
    said = {
        (first, then): judged(name, first, then)
        for first in given.keys() - set(right)
        for then in right
    }
    assert {pair: error for pair, error in said.items() if error and not told(error)} == {}


@pytest.mark.corpus(8)
@pytest.mark.parametrize("name", NOTICES)
def test_what_was_tried_is_left_behind_where_the_start_is_run_again(name: str) -> None:
    part = cells(name)
    for first in tries(name):
        names = {"__name__": "__main__"}
        for source in (part["start"], first, part["check"], part["start"], part["solution"]):
            ran(source, "cell", names)
        assert ran(part["check"], "check", names) is None, first


@pytest.mark.corpus(8)
@pytest.mark.parametrize("name", NOTICES)
def test_a_check_that_is_run_twice_says_the_same(name: str) -> None:
    part = cells(name)
    for answer in [part["solution"], *tries(name)]:
        names = {"__name__": "__main__"}
        ran(part["start"], "start", names)
        ran(answer, "answer", names)
        once, twice = (ran(part["check"], "check", names) for _ in range(2))
        assert repr(once) == repr(twice), answer


@pytest.mark.corpus(8)
@pytest.mark.parametrize("name", NOTICES)
def test_a_check_that_comes_too_early_spoils_nothing(name: str) -> None:
    part, names = cells(name), {"__name__": "__main__"}
    ran(part["start"], "start", names)
    assert ran(part["check"], "check", names) is not None
    assert ran(part["solution"], "solution", names) is None
    assert ran(part["check"], "check", names) is None


def test_checks_notice_an_earlier_try_in_one_way() -> None:
    found = [HELPER.findall(text) for text in TEXTS.values() if "begun_afresh" in text]
    assert len(found) >= 15
    assert {len(one) for one in found} == {1}
    assert len({one[0] for one in found}) == 1
