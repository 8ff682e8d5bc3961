r"""What calculus writes: `x^10`, `\frac{dy}{du}`, `\int 0^1`, `\langle 2, 3\rangle`, poles."""

from __future__ import annotations

from typing import Any

import pytest

from livecells.formula import Context, FormulaError


def page(*definitions: str, at: Any = None) -> Context:
    context = Context()
    for tex in definitions:
        context.define(tex, at=at)
    return context


# ----- Digits behind a script -----


@pytest.mark.parametrize(
    ("tex", "braces"),
    [
        ("x^10 = x^{10}", "^{10}"),
        ("x^23 = x^2", "^{23}"),
        ("x^100 = x", "^{100}"),
        ("x^1.5 = x", "^{1.5}"),
        ("2^12 = 2", "^{12}"),
        ("(x + 1)^12 = x + 1", "^{12}"),
        ("e^10 = e", "^{10}"),
        ("v_12 = v_1", "_{12}"),
        (r"\frac{d^12}{dx^12} x^3 = 0", "^{12}"),
    ],
)
def test_a_number_behind_a_script_is_one_digit_and_the_rest_is_not_dropped(
    tex: str, braces: str
) -> None:
    with pytest.raises(FormulaError, match="TeX takes one digit alone here") as error:
        Context().check(tex, at={"x": 3.0, "v": [1.0, 2.0]})
    assert f"write braces, {braces}" in str(error.value)


@pytest.mark.parametrize(
    "tex", [r"\int_0^12x\,dx = 1", r"\sum_{i=1}^23i = 9", r"\sin^12x = \sin 2x", "x^1y = xy"]
)
def test_what_is_printed_behind_a_script_of_one_digit_is_read(tex: str) -> None:
    Context().check(tex, at={"x": 0.4, "y": 3.0})


@pytest.mark.parametrize(
    ("tex", "taken"),
    [
        (r"\frac \sin x{x} = 1", r"\\sin"),
        (r"e^\sin x = e^{\sin x}", r"\\sin"),
        (r"\sqrt\cos x = \sqrt{\cos x}", r"\\cos"),
        (r"\frac\exp(x)2 = \frac{\exp(x)}{2}", r"\\exp"),
    ],
)
def test_a_function_without_braces_is_printed_without_its_argument(tex: str, taken: str) -> None:
    with pytest.raises(FormulaError, match=f"TeX takes {taken} alone here: write braces"):
        Context().check(tex, at={"x": 0.4})


@pytest.mark.parametrize(
    ("tex", "value"),
    [
        (r"e^\frac{x}{2}", 4.4816890703),
        (r"x^\frac12 y", 3.4641016151),
        (r"x^\frac xy", 5.1961524227),
        (r"e^\sqrt x", 5.6522336740),
        (r"e^\sqrt[3]{x}y", 8.4604025128),
        (r"2^\binom42", 64.0),
        (r"\int_\alpha^\beta 2t\,dt", 8.0),  # a letter is one sign
        (r"2^\alpha y", 4.0),
        (r"y_\frac12 + 1", None),
    ],
)
def test_what_brings_its_braces_needs_no_others(tex: str, value: float | None) -> None:
    at = {"x": 3.0, "y": 2.0} | ({"alpha": 1.0} if "alpha" in tex else {})
    at |= {"beta": 3.0} if "beta" in tex else {}
    if value is None:
        with pytest.raises(FormulaError):
            Context().check(f"{tex} = 1", at=at)
        return
    Context().check(rf"{tex} \approx {value:.6f}", at=at)
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(rf"{tex} \approx {value * 2:.6f}", at=at)


# ----- Slopes by what is a function, or is defined -----

HIDDEN = [
    ((r"u(x) = x^2", r"y(x) = \sin u(x)"), r"\frac{dy}{du} = 0"),
    ((r"u(x) = x^2", r"y(x) = \sin u(x)"), r"\frac{dy}{du} = \cos u(x)"),
    ((r"f(x) = x^2",), r"\frac{df}{df} = 0"),
    ((r"f(x) = x^2",), r"\nabla_f f = 0"),
    ((r"f(x) = x^2",), r"\frac{d}{df} f(x) = 0"),
    ((r"f(x) = x^2",), r"\frac{\partial}{\partial f} f(x)^2 = 0"),
    ((r"f(x, y) = 3 x^2 + 1",), r"\frac{\partial f}{\partial f} = 0"),
    ((r"y = x^2", r"z = x^4"), r"\frac{dz}{dy} = 0"),
    ((r"y = x^2", r"z(x) = x^4"), r"\frac{dz}{dy} = 0"),
]


@pytest.mark.parametrize(("definitions", "tex"), HIDDEN)
def test_a_slope_by_what_is_not_written_there_is_no_0(
    definitions: tuple[str, ...], tex: str
) -> None:
    with pytest.raises(FormulaError, match=r"what is differentiated is not written in [uyf]"):
        page(*definitions, at={"x": 0.7}).check(tex, at={"x": 0.7})


@pytest.mark.parametrize(
    ("definitions", "tex"),
    [
        ((r"u(x) = x^2", r"y(u) = \sin u"), r"\frac{dy}{du} = \cos u"),
        ((r"u = x^2", r"y = \sin u"), r"\frac{dy}{dx} = \frac{dy}{du} \frac{du}{dx}"),
        ((r"u = x^2", r"y = \sin u"), r"\frac{dy}{du} = \cos u"),
        ((r"y = x^2",), r"\frac{dy}{dy} = 1"),
        ((r"f(x) = x^2",), r"\frac{\partial f}{\partial y} = 0"),  # y is another letter
        ((r"y = x^2", r"z = w^4"), r"\frac{\partial z}{\partial y} = 0"),
        ((r"y = x^2", r"z = 3 y"), r"\frac{d^2 z}{dy^2} = 0"),
    ],
)
def test_a_slope_by_what_is_written_there_is_compared(
    definitions: tuple[str, ...], tex: str
) -> None:
    at = {"x": 0.7, "w": 1.3}
    context = Context()
    for definition in definitions:
        context.define(definition, at={n: v for n, v in at.items() if n in definition})
    context.check(tex, at={n: v for n, v in at.items() if "".join(definitions).count(n)})


# ----- An integral without its limits -----


@pytest.mark.parametrize(
    "tex",
    [
        r"\int 0^1 x^2\,dx = \frac12",
        r"\int 0\,dx = 5",
        r"\int{0}^{4} \sqrt{t}\,dt = 17",
        r"\int_0^1 (2x + 4)\,dx + \int_1^2 (2x + 3)\,dx = \int 0^2 (2x + 3)\,dx",
    ],
)
def test_an_integral_of_0_is_any_number_and_shows_nothing(tex: str) -> None:
    with pytest.raises(FormulaError, match=r"nothing is compared here: is a _ missing\?"):
        Context().check(tex)


def test_of_0_any_constant_is_an_integral() -> None:
    Context().check(r"\int 0\,dx = C")


# ----- Angle brackets -----


@pytest.mark.parametrize(
    "tex",
    [
        r"2 \langle 1, 0 \rangle = \langle 5, 0 \rangle",
        r"\langle 2, 3 \rangle = 6",
        r"\int_0^\pi \langle -\sin t, \cos t \rangle\,dt = \langle 2, 0 \rangle",
    ],
)
def test_angle_brackets_around_numbers_are_no_product_of_them(tex: str) -> None:
    with pytest.raises(FormulaError, match="is the inner product of two vectors, and these are"):
        Context().check(tex)


# ----- Near a pole digits are lost on the way -----

BOOKS = [
    (r"\sec x", r"\ln|\sec x + \tan x|"),
    (r"\sec 2x", r"\frac12 \ln|\sec 2x + \tan 2x|"),
    (r"\csc x", r"-\ln|\csc x + \cot x|"),
    (r"x \sec x \tan x", r"x \sec x - \ln|\sec x + \tan x|"),
    (r"\tan x", r"-\ln|\cos x|"),
    (r"\sec^3 x", r"\frac12 \sec x \tan x + \frac12 \ln|\sec x + \tan x|"),
    (
        r"\frac{x^3}{(x - 5)(x + 3)}",
        r"\frac{x^2}{2} + 2 x + \frac{125}{8} \ln|x - 5| + \frac{27}{8} \ln|x + 3|",
    ),
]


@pytest.mark.parametrize(("body", "found"), BOOKS)
def test_integrals_of_books_are_right_also_close_to_their_poles(body: str, found: str) -> None:
    Context().check(rf"\int {body} \, dx = {found} + C")


@pytest.mark.parametrize(("body", "found"), BOOKS)
@pytest.mark.parametrize("wrong", ["1.000001 (", r"\ln|\cos x| + (", "10^{-6} x + ("])
def test_and_wrong_ones_are_refused(body: str, found: str, wrong: str) -> None:
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(rf"\int {body} \, dx = {wrong}{found}) + C")


@pytest.mark.parametrize(
    "tex",
    [
        r"\operatorname{relu}'(x - 1) = \sigma(10^5 (x - 1))",
        r"\frac{d}{dx} |x - 1| = \tanh(10^{4} (x - 1))",
        r"|x - 2| = \sqrt{(x - 2)^2 + 10^{-9}}",
        r"|x - 1| + 10^{-6} \sin(10^9 x) = |x - 1|",
        r"\int 10^{-4} \sin(10^{12} x) + 1\,dx = x + C",
        r"\frac{d}{dx} \max(x, 3) = \frac{d}{dx} \frac{x + 3 + |x - 3|}{2} + 10^{-9}",
    ],
)
def test_what_is_wrong_at_a_kink_alone_is_not_taken_for_rounding(tex: str) -> None:
    with pytest.raises(FormulaError):
        Context().check(tex)


# ----- Where few numbers have a value, others are looked for -----


@pytest.mark.parametrize(
    "tex",
    [
        r"\int x \sqrt{x - 2} \, dx = \frac25 (x - 2)^{5/2} + \frac43 (x - 2)^{3/2} + C",
        r"\int \frac{5}{\sqrt{x^2 - 8}} \, dx = 5 \ln\left|x + \sqrt{x^2 - 8}\right| + C",
        r"\int \frac{1}{\sqrt{x - 20}} \, dx = 2 \sqrt{x - 20} + C",
    ],
)
def test_a_root_far_from_0_is_compared_where_it_has_a_value(tex: str) -> None:
    report = Context().check(tex)
    assert report.steps[0].points >= 10
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex.replace(" + C", " + x^2 + C"))
