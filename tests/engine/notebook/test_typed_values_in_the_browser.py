"""The page judges a guess by the rules that the build used: both over one table, in V8."""

import math
from itertools import product

import pytest

from livecells.notebook.typed_values import as_typed, literal, same, typed_value

from .judged import page_judge

INF, NAN = math.inf, math.nan
# Numbers next to each other, whole and not, of every size and sign; and all other kinds.
VALUES = [0.0, -0.0, 1, 1.0, 1.0000009, 1.000002, -1, 2, 4.5, 4.500004, 4.50002]
VALUES += [4.52, 4.6, 1 / 3, 0.33, 0.334, 0.5, 1.5, 1e-8, -1e-8, 1e-320, 1e8, 1e8 + 999, 1e8 + 0.5]
VALUES += [1e8 + 2000, 1e300, 1.7e308, INF, -INF, NAN, 12345]
VALUES += [True, False, None, "a word", "A  'word'", "torch.float32", "float32", "error", "inf", ""]
VALUES += [(), (2,), (2, 2), (2, 3), [2, 2], [2.0, 2.01], [[1, 2], [3, 4]], [[1, 2], [3]], [INF, 1]]
VALUES += [[5, 1], [NAN], [5], [], [True, False], [1, 0], [[[1.0]]], [1e-9, 0]]
TOLERANCES = [None, 0.0, 0.01, 0.5]
# What a reader types, and the value that it means.
TYPED = {
    "inf": INF, "-inf": -INF, "+inf": INF, "Infinity": INF, "-infinity": -INF, "nan": NAN,
    "NaN": NAN, "5": 5, "9/2": 4.5, "-1/4": -0.25, "1e3": 1000.0, "(2, 2)": (2, 2), "(3,)": (3,),
    "[1, 2.5]": [1, 2.5], "[[1, 2], [3, 4]]": [[1, 2], [3, 4]], "True": True, "false": False,
    "None": None, "()": (), "[]": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def judge():
    """`judge(data, text)` and `same(right, other, tolerance)` as the page has them."""
    with page_judge() as call:
        yield lambda name, rows: call(f"guesses.{name}", rows)


def test_page_and_build_call_the_same_pairs_the_same(judge):
    guesses = [typed_value(value) for value in VALUES] + [literal("error")]
    guesses += [as_typed(guess) for guess in guesses]  # and typed in digits
    rows = [[a, b, t] for a, b, t in product(guesses, guesses, TOLERANCES)]
    found = judge("same", rows)
    assert len(found) == len(rows) > 8000
    wrong = [row for row, said in zip(rows, found, strict=True) if bool(said) is not same(*row)]
    assert wrong == []


def test_the_table_has_pairs_of_both_verdicts_beside_each_bound():
    pairs = [(a, b) for a, b in product(VALUES, VALUES) if a is not b]
    alike = [(a, b) for a, b in pairs if same(typed_value(a), typed_value(b))]
    assert (4.5, 4.500004) in alike
    assert (4.5, 4.50002) not in alike
    assert (INF, 5) not in [(a, b) for a, b in alike]
    assert 20 < len(alike) < len(pairs) / 10


@pytest.mark.parametrize("text", TYPED)
def test_a_typed_text_means_what_an_author_means_by_it(judge, text):
    others = [value for value in VALUES if isinstance(value, list | tuple | bool | float | None)]
    right = typed_value(TYPED[text])
    assert same(right, literal(text))
    answers = [right, *map(typed_value, others)]
    found = judge("judge", [[{"answer": answer, "wrong": []}, text] for answer in answers])
    assert [one["right"] for one in found] == [same(answer, literal(text)) for answer in answers]


FINITE = ["5", "0", "1e308", "-inf", "nan", "inf + 1 - inf", "[inf, 1]", "x"]


@pytest.mark.parametrize("text", FINITE)
def test_infinity_is_no_answer_that_takes_any_number(judge, text):
    data = {"answer": typed_value(INF), "wrong": [typed_value(-INF)] if text != "-inf" else []}
    (said,) = judge("judge", [[data, text]])
    assert said["right"] is False
    assert said.get("place", -1) == -1


@pytest.mark.parametrize("text", ["inf", "Infinity", "∞", "1e999", "tensor(inf)", "1/0"])
def test_infinity_is_read_in_every_way_it_is_typed(judge, text):
    assert judge("judge", [[{"answer": typed_value(INF), "wrong": []}, text]]) == [{"right": True}]
