"""Values of `at` that a display has no use for are named, and no others."""

from __future__ import annotations

import pytest

from livecells.formula import Context

IDLE = [
    ("x + x = 2x", {"x": 0.3, "X": 0.4}, {"X": ""}),
    ("W_q + W_q = 2 W_q", {"W_q": 0.3, "W_k": 0.4}, {"W_k": ""}),
    (r"\frac{d}{dx} x^2 = 2x", {"X": 0.3}, {"X": "x"}),
    (r"\int_0^1 a x^2 \, dx = \frac{a}{3}", {"a": 0.3, "b": 0.5}, {"b": ""}),
    (r"2 \cdot 3 = 6", {"a": 0.3}, {"a": ""}),
    (r"\sum_i p_i x_i = p^\top x", {"p": [0.2, 0.8], "x": [2.0, 3.0], "q": [0.5, 0.5]}, {"q": ""}),
]
USED = [
    (r"\sum_{i=1}^n (x_i + 1) = n + \sum_{i=1}^n x_i", {"x_i": [2.0, 3.0, 5.0], "n": 3}),
    (r"a x = x a, \quad x > b", {"a": 2.0, "x": 3.0, "b": 1.5}),
    (r"d(x^2) = 2x\,dx", {"x": 2.0, "dx": 0.1}),
    (r"A_{k,1} + A_{k,1} = 2 A_{k,1}", {"A": [[1.0, 2.0], [3.0, 5.0]], "k": 2}),
]


@pytest.mark.parametrize(("tex", "at", "idle"), IDLE)
def test_a_value_that_nothing_uses_is_named(
    tex: str, at: dict[str, float], idle: dict[str, str]
) -> None:
    assert Context().check(tex, at).idle == idle


@pytest.mark.parametrize(("tex", "at"), USED)
def test_a_value_that_counts_or_bounds_is_used(tex: str, at: dict[str, float]) -> None:
    assert not Context().check(tex, at).idle


def test_a_value_may_be_that_of_what_a_definition_uses() -> None:
    page = Context()
    page.define("f(x) = a x^2")
    assert not page.define("L = f(x)", {"a": 2.0, "x": 3.0}, 18.0).idle
    assert page.check(r"\frac{dL}{dx} = 2 a x", {"a": 2.0, "x": 3.0, "c": 1.0}).idle == {"c": ""}
