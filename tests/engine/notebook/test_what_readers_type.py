"""What readers type, each way of writing it: right answers are taken, wrong ones are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from livecells.notebook.typed_values import TypedValue, same, typed_value

from .judged import answer, page_judge

TABLE = Path(__file__).with_name("spellings.txt")


def rows() -> list[tuple[str, bool, str, bool]]:
    """The answer, whether every entry is asked for, what is typed, and whether that is right."""
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        right, typed, verdict = line.split(" | ")
        every = right.startswith("every ")
        found.append((right.removeprefix("every "), every, typed, verdict == "r"))
    return found


ROWS = rows()
KINDS = {"list": "entries"}  # the page has one kind for what is typed alike


@pytest.fixture(scope="module")
def judge():
    with page_judge() as call:
        yield call


def test_every_spelling_of_the_table_is_judged_as_it_says(judge):
    asked = [
        [{"answer": answer(right), "wrong": [], "every": every}, typed]
        for right, every, typed, _ in ROWS
    ]
    said = judge("guesses.judge", asked)
    off = [row for row, one in zip(ROWS, said, strict=True) if one["right"] is not row[3]]
    assert off == []
    assert len(ROWS) > 350


def test_the_build_judges_every_reading_of_the_table_as_the_page_does(judge):
    """The build compares foreseen guesses with answers by the rules that the page has."""
    answers = [answer(right) for right, *_ in ROWS]
    asked = [[row[2], one["kind"]] for row, one in zip(ROWS, answers, strict=True)]
    read = judge("spellings.read", asked)
    pairs = [(right, one) for right, found in zip(answers, read, strict=True) for one in found]
    pairs = [(right, one) for right, one in pairs if None not in flat(one.get("value"))]
    page = judge("guesses.same", [[right, one] for right, one in pairs])
    off = [
        (right, one)
        for (right, one), said in zip(pairs, page, strict=True)
        if bool(said) is not same(right, {**one, "kind": KINDS.get(one["kind"], one["kind"])})
    ]
    assert off == []
    assert len(pairs) > 600


def flat(value):
    """All entries of nested lists; JSON has None for infinities and for nan."""
    if not isinstance(value, list):
        return [value] if value is None else []
    return [one for entry in value for one in (flat(entry) if isinstance(entry, list) else [entry])]


# The answer, what is typed, and what must stand in the hint. Each is true of what was typed.
TRUE_WORDS = [
    ("65535", "65536", "off by one"),
    ("2000", "2001", "off by one"),
    ("10240", "1023", "larger than that"),
    ("4.5", "6", "smaller than that"),
    ("4.5", "9", "off by a whole factor"),
    ("4.5", "4.46", "near, but not near enough"),
    ("0.6931471824645996", "0.7", "rounded to one digit"),
    ("1e-09", "0", "it is not zero"),
    ("4.5", "-4.5", "right but for the sign"),
    ("4.5", "None", "a number"),
    ("4.5", "error", "a number"),
    ("4.5", "nan", "finite number"),
    ("4.5", "4.5, 3", "a single number is asked for"),
    ("4.5", "blah", "Type a number, such as"),
    ("(3, 2)", "blah", "Type a shape, such as"),
    ("1, 2", "blah", "Type entries, such as"),
    ("True", "blah", "Type True or False"),
    ("(3,)", "3", "the size is right; a shape with one axis is written with a comma"),
    ("[[4.5, 3], [0, 9]]", "[4.5, 3, 0, 9]", "the numbers are right"),
    ("[[4.5, 3], [0, 9]]", "[4.5, 3, 0, 9]", "the shape (4,), and that is another"),
    ("5, 7", "6, 12", "no entry is right yet"),
    ("5, 7", "5, 12", "1 of 2 entries is right"),
    ("5, 7", "10, 14", "off by a whole factor"),
    ("1, 2", "-1, -2", "right but for the sign"),
]


@pytest.mark.parametrize(("right", "typed", "word"), TRUE_WORDS)
def test_a_wrong_answer_gets_a_true_word(judge, right, typed, word):
    (said,) = judge("guesses.judge", [[{"answer": answer(right), "wrong": []}, typed]])
    assert not said["right"]
    assert word in said["hint"]


def test_a_whole_factor_is_said_only_where_it_is_one(judge):
    numbers = [right for right, *_ in ROWS if answer(right)["kind"] == "number"]
    typed = ["1023", "65536", "4.7", "2001", "1e-13", "3.14", "-2.7", "1e9", "4.6", "0.51"]
    pairs = [(right, one) for right in dict.fromkeys(numbers) for one in typed]
    said = judge("guesses.judge", [[{"answer": answer(a), "wrong": []}, b] for a, b in pairs])
    for (right, given), one in zip(pairs, said, strict=True):
        if "whole factor" not in one.get("hint", ""):
            continue
        ratio = abs(float(given) / float(right))
        factor = max(ratio, 1 / ratio)
        assert factor > 1.5
        assert factor == pytest.approx(round(factor), rel=1e-6)


@pytest.mark.parametrize(
    ("right", "typed"),
    [
        ("4.5", ["6", "3", "27", "1", "2"]),
        ("5, 7", ["1, 2", "2, 1", "9, 9"]),
        ("(3, 2)", ["(4,)"] * 3),
    ],
)
def test_each_further_try_is_told_something_else(judge, right, typed):
    data = {"answer": answer(right), "wrong": []}
    said = judge("guesses.judge", [[data, text, tries] for tries, text in enumerate(typed)])
    hints = [one["hint"] for one in said]
    assert len(set(hints)) >= min(3, len(typed))
    assert len(hints) == len(typed)


def test_a_foreseen_slip_has_its_own_word_before_a_rounding_does(judge):
    wrong: list[TypedValue] = [typed_value(-10), typed_value(18), {"kind": "none"}]
    data = {"answer": typed_value(-9.5), "wrong": wrong}
    said = judge("guesses.judge", [[data, text] for text in ["-10", "18.0", "still None", "-9.5"]])
    assert [one.get("place", -1) for one in said] == [0, 1, 2, -1]
    assert said[3]["right"]


@pytest.mark.parametrize("text", ["2,000", "2 000", "2_000"])
def test_a_mark_for_thousands_is_no_slip_of_a_thousandth(judge, text):
    data = {"answer": typed_value(2000), "wrong": [typed_value(2)]}
    assert judge("guesses.judge", [[data, text]]) == [{"right": True}]


def test_the_words_of_the_question_may_be_its_answer(judge):
    data = {"answer": typed_value(0.0), "wrong": [{"kind": "none"}]}
    data["asked"] = "What does x_zero.grad hold, a number for every entry or None?"
    assert judge("guesses.judge", [[data, "a number"]]) == [{"right": True}]
    del data["asked"]
    assert not judge("guesses.judge", [[data, "a number"]])[0]["right"]


def test_units_that_the_question_names_are_read(judge):
    data = {"answer": typed_value(9), "wrong": [], "asked": "How many doublings does it take?"}
    assert judge("guesses.judge", [[data, "9 doublings"]]) == [{"right": True}]
    assert "could not be read" in judge("guesses.judge", [[data, "9 apples"]])[0]["hint"]


NAMES = ["MulBackward0", "mulbackward0", "<MulBackward0>", "<MulBackward0 object at 0x7f3>"]
NAMES += ['"MulBackward0"', "MulBackward0."]


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_read_as_torch_prints_it(judge, text):
    data = {"answer": typed_value("MulBackward0"), "wrong": []}
    assert judge("guesses.judge", [[data, text]]) == [{"right": True}]
