"""Of a display that has `means`, what can be read is compared all the same."""

from __future__ import annotations

import pytest

from livecells.builder.read_parts import parts_of
from livecells.formula import Context

MEAN = r"\mathbb{E}[X \mid Y]"
AT = {"a": [0.7, -1.3, 2.1, 0.4]}
FALSE = [
    (r"P(X > 3 \mid Y) = 0.9", 2.0),
    (rf"{MEAN} = 2.0 = 3.0", 2.0),
    (rf"\begin{{aligned}} {MEAN} &= 2.0 \\ &= 3.0 \end{{aligned}}", 2.0),
    (rf"2.0 = {MEAN} = \frac{{6}}{{2}}", 2.0),
    (rf"{MEAN} = \sum_i a_i^2", 1.9),
    (rf"{MEAN} \pm 0.1 = 3.5", 2.0),
    (rf"{MEAN} \approx 2.2", 2.1234),
    (rf"{MEAN} \le 2.0", 2.1),
    (rf"1 > {MEAN}", 2.1),
    (rf"3 > {MEAN} > 2.5", 2.1),
    (rf"{MEAN} = 2.1 > 2.3", 2.1),
    (rf"{MEAN} = 2.1, \quad 2 + 2 = 5", 2.1),
]
TRUE = [
    (rf"{MEAN} = \sum_i a_i", 1.9),
    (rf"{MEAN} = 2.0", 2.0),
    (rf"2.0 = {MEAN} = \frac{{6}}{{3}}", 2.0),
    (rf"{MEAN} \approx 2.1", 2.1234),
    (rf"3 > {MEAN} > 2", 2.1),
    (rf"0 \le {MEAN} \le 1", 1.0),
    (rf"{MEAN} = 2.1 < 2.3", 2.1),
    (rf"{MEAN} = 2.1, \quad 2 + 2 = 4", 2.1),
]


@pytest.mark.parametrize(("tex", "equals"), FALSE)
def test_a_side_that_is_read_and_is_false_is_told(tex: str, equals: float) -> None:
    assert parts_of(Context(), tex, AT if "a_i" in tex else {}, equals).fault


@pytest.mark.parametrize(("tex", "equals"), TRUE)
def test_what_is_not_read_is_named_where_the_rest_is_true(tex: str, equals: float) -> None:
    found = parts_of(Context(), tex, AT if "a_i" in tex else {}, equals)
    assert (found.fault, found.unread) == ("", [MEAN])
    assert found.read


def test_nothing_is_read_of_a_display_in_notation_of_its_own() -> None:
    tex = rf"{MEAN} = 17 \cdot \mathbb{{E}}[Z \mid Y]"
    assert parts_of(Context(), tex, {}, 2.0).read == 0
