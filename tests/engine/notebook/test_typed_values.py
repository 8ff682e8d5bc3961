"""What a reader may type, and when it counts as the same."""

import pytest
import torch

from livecells.notebook.typed_values import (
    ERROR,
    as_typed,
    format_value,
    literal,
    same,
    typed_value,
)

LIVE = [
    (torch.tensor(4.5), "number", "4.5"),
    (torch.tensor(1 / 3), "number", "0.333333"),
    (torch.tensor(True), "bool", "True"),
    (torch.ones(2, 2, requires_grad=True), "entries", "[[1, 1], [1, 1]]"),
    (torch.ones(2, 2).shape, "shape", "(2, 2)"),
    (torch.ones(3).shape, "shape", "(3,)"),
    (torch.tensor(1.0).shape, "shape", "()"),
    ([torch.tensor(1.0), 2], "entries", "[1, 2]"),
    ((1.5, 2.5), "entries", "[1.5, 2.5]"),
    (torch.tensor([True, False]), "entries", "[True, False]"),
    (torch.float64, "text", "torch.float64"),
    ("MulBackward0", "text", "MulBackward0"),
    (None, "none", "None"),
    (float("inf"), "number", "inf"),
]


@pytest.mark.parametrize(("value", "kind", "text"), LIVE)
def test_a_live_value_has_a_kind_and_is_shown_as_python_prints_it(value, kind, text):
    guess = typed_value(value)
    assert guess["kind"] == kind
    assert format_value(guess) == text


def test_what_nobody_can_type_is_refused():
    with pytest.raises(TypeError, match="a dict cannot be guessed"):
        typed_value({})


WRITTEN = [
    (18, typed_value(18)),
    ("9/2", typed_value(4.5)),
    (" -1 / 4 ", typed_value(-0.25)),
    ("(2, 2)", typed_value((2, 2))),
    ("[[1, 2.5]]", typed_value([[1, 2.5]])),
    ([1, 2], typed_value([1, 2])),
    ("error", ERROR),
    ("None", typed_value(None)),
    ("true", typed_value(True)),
    ("adds", typed_value("adds")),
]


@pytest.mark.parametrize(("given", "guess"), WRITTEN)
def test_an_authors_guess_is_read_as_what_it_says(given, guess):
    assert literal(given) == guess


SAME = [
    (4.5, 4.5, True),
    (4.5, 4.53, False),
    (4.5, 4.6, False),
    (4 / 3, 1.33, True),
    (4 / 3, 1.3, True),
    (4 / 3, 1.0, False),
    (4 / 3, 1.34, False),
    (9.6, 10, True),
    (0.69, 0.7, False),
    (1e-9, 0.0, False),
    (1e-9, 1e-9, True),
    (2.25, 2.3, True),
    (2.25, 2.2, True),
    ([4 / 3, 2], [1.33, 2], True),
    (65535, 65536, False),
    (512, 512.0000001, True),
    (512, 511, False),
    (3.9999998, 4, True),
    (0, 0.0, True),
    (0, 0.01, False),
    (-4.5, 4.5, False),
    ([4.5, 2], [4.5, 2], True),
    ([4.5, 2], [2, 4.5], False),
    ([4.5, 4.5], 4.5, False),
    ([[1, 2]], [1, 2], False),
    ((2, 2), [2, 2], True),
    ((2, 2), 2, False),
    (None, 0, False),
    (True, 1, False),
    ("torch.float64", " Float64", True),
    ("adds", "multiplies", False),
]


@pytest.mark.parametrize(("right", "other", "answer"), SAME)
def test_a_number_may_be_rounded_to_the_digits_typed(right, other, answer):
    assert same(typed_value(right), as_typed(typed_value(other))) is answer


def test_what_is_computed_is_equal_but_for_its_rounding():
    assert same(typed_value(4.5), typed_value(4.500001))
    assert not same(typed_value(4 / 3), typed_value(1.33))


def test_an_author_sets_the_room():
    assert same(typed_value(512), typed_value(511), 0.01)
    assert not same(typed_value(4.5), typed_value(4.53), 0.001)


@pytest.mark.parametrize("text", ["1/0", "-3 / 0.0"])
def test_a_guess_that_divides_by_zero_is_refused_with_a_way_on(text):
    with pytest.raises(ValueError, match="divides by zero: write inf, -inf or nan"):
        literal(text)
