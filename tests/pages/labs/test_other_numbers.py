"""Each lab has its level and time; the second set of numbers is judged by the same check."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from livecells.builder.labs import facts

LABS = Path(__file__).resolve().parents[3] / "snippets" / "labs"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(LABS.glob("*.py"))}
OTHER = [name for name, text in TEXTS.items() if facts(text).other]
# The solutions that are numbers, with the other numbers of the lab.
ANSWERS = {
    "another_mean": ("[4 / 3, 2.0, 8 / 3]", "[2.0, 8 / 3, 4.0]"),
    "both_roads_to_x": ('"s": 2.0, "x": 5.0 + 2.0, "z": 2.0', '"s": 4.0, "x": 7.0 + 4.0, "z": 4.0'),
    "inner_slope": ("[6.0, 6.0, 54.0]", "[6.0, 54.0, 150.0]"),
    "saved_by_a_layer": ("5 * 20 + 5 * 8", "7 * 20 + 7 * 8"),
    "weights_to_order": ("[2.0, 3.0]", "[3.0, 2.0]"),
}
# What a solution computes may stand in its check as well where it is the function asked for.
LITERAL = re.compile(r"= torch\.tensor\((\[[^\]]*\])\)|^(\w+ = .*\d.*)$", re.MULTILINE)


def cells(text: str) -> dict[str, str]:
    parts = re.split(r"^# %% ([\w-]+).*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def runs(*parts: str) -> str:
    """What these cells print, as in a reader's notebook."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile("\n".join(parts), "lab", "exec"), {"__name__": "__main__"})
    return said.getvalue()


@pytest.mark.parametrize("name", TEXTS)
def test_each_lab_has_a_level_and_a_time(name):
    found = facts(TEXTS[name])
    assert found.level in ("core", "more", "deep")
    assert 5 <= found.minutes <= 30


def test_labs_of_each_level_and_many_with_other_numbers():
    levels = [facts(text).level for text in TEXTS.values()]
    assert min(levels.count(level) for level in ("core", "more", "deep")) >= 8
    assert len(OTHER) >= 32


@pytest.mark.parametrize("name", OTHER)
def test_the_check_judges_the_other_numbers(name):
    part = cells(TEXTS[name])
    start, solution = facts(TEXTS[name]).renumbered(part["start"]), part["solution"]
    old, new = ANSWERS.get(name, ("", ""))
    other = solution.replace(old, new) if old else solution
    assert runs(start, other, part["check"]).endswith("All checks passed.\n")
    assert runs(start, other) != runs(part["start"], solution)
    if old:  # and the answer to the first numbers is refused
        with pytest.raises(AssertionError):
            runs(start, solution, part["check"])


@pytest.mark.parametrize("name", TEXTS)
def test_no_check_holds_the_numbers_of_the_answer(name):
    part = cells(TEXTS[name])
    shown = [found[1] or found[2] for found in LITERAL.finditer(part["solution"])]
    assert [one for one in shown if one in part["check"]] == []
