"""A slope by the x of the page's f(x, y), where f stands at other arguments; and clip."""

from __future__ import annotations

import pytest

from livecells.formula import Context, FormulaError

AT = {"x_k": 0.3, "y_k": 0.4}
RIGHT = [
    r"\nabla_x f(x_k, y_k) = 2 x_k y_k",
    r"\nabla_y f(x_k, y_k) = x_k^2",
    r"\nabla_x f(y_k, x_k) = 2 x_k y_k",
    r"\frac{\partial f(x_k, y_k)}{\partial x} = 2 x_k y_k",
    r"\frac{\partial^2 f(x_k, y_k)}{\partial x^2} = 2 y_k",
    r"\frac{\partial f(x_k, y_k)}{\partial x_k} = 2 x_k y_k",
]
WRONG = [
    r"\nabla_x f(x_k, y_k) = 0",
    r"\nabla_y f(x_k, y_k) = 2 x_k y_k",
    r"\nabla_x f(y_k, x_k) = 2 x_k^2",
    r"\frac{\partial f(x_k, y_k)}{\partial y} = 0",
]


@pytest.mark.parametrize("tex", RIGHT)
def test_a_slope_by_a_parameter_is_taken_at_the_arguments(tex: str) -> None:
    page = Context()
    page.define("f(x, y) = x^2 y")
    assert page.check(tex, AT).statements[0].mark == "points"


@pytest.mark.parametrize("tex", WRONG)
def test_a_slope_by_a_parameter_is_no_silent_zero(tex: str) -> None:
    page = Context()
    page.define("f(x, y) = x^2 y")
    with pytest.raises(FormulaError, match="this step is wrong"):
        page.check(tex, AT)


def test_a_gradient_by_a_parameter_of_arrays_has_their_shape() -> None:
    page = Context()
    given = {"A": [[2.0, 0.3], [0.1, 1.5]], "x": [0.3, 0.4], "y": [0.5, 0.7]}
    page.define(r"g(x, y) = x^\top A y", given)
    at = {"A": given["A"], "u": [0.3, 0.4], "v": [0.5, 0.7]}
    page.check(r"\nabla_x g(u, v) = A v, \quad \nabla_y g(u, v) = A^\top u", at)
    with pytest.raises(FormulaError, match="this step is wrong"):
        page.check(r"\nabla_x g(u, v) = A^\top v", at)


@pytest.mark.parametrize(
    ("tex", "right"),
    [
        (r"\text{clip}(x, -1, 1) = \max(-1, \min(1, x))", True),
        (r"\operatorname{clamp}(x, 0, 1) = \max(0, \min(1, x))", True),
        (r"\text{clip}(x, -1, 1) = \min(1, x)", False),
        (r"\text{clip}(x, 0, 1) = \max(0, x)", False),
    ],
)
def test_clip_keeps_between_two_bounds(tex: str, right: bool) -> None:
    if right:
        Context().check(tex, {"x": 0.4})
        return
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex, {"x": 0.4})
