"""Bounds are tried where they are sharp: at optima, and at arrays of a plain kind."""

import pytest

from livecells.formula import Context, FormulaError

V = [0.3, -1.2, 2.1, 0.7]
W = [1.0, 0.4, -0.3, 0.2]
A = [[1.5, 2.0, 0.2], [0.3, -1.0, 0.5], [1.0, 0.2, 2.0]]
X = [[1.0, 2.0], [-1.0, 3.0], [1.0, 1.2]]
P = r"p_i = \frac{e^{x_i}}{\sum_k e^{x_k}}"
RIDGE = (
    r"J(w) = \lVert Xw - t \rVert^2 + \lambda \lVert w \rVert^2, \quad "
    r"\hat{w} = (X^\top X + \lambda I)^{-1} X^\top t"
)
GIVEN = {
    "x": V, "y": W, "A": A, "X": X, "t": [1.0, 0.5, -1.0], "lambda": 0.7, "w": [0.1, 0.2],
    "a": 0.4, "b": 0.2,
}  # fmt: skip


def checked(tex: str) -> None:
    context = Context()
    names = {n for n in GIVEN if n in tex.replace("lambda", "").replace("max", "")}
    names |= {"lambda"} if "lambda" in tex else set()
    if "p_i" in tex:
        context.define(P, {"x": V})
        names = set()
    if "J(" in tex:
        names = {"X", "t", "lambda", "w"}
        context.define(RIDGE, {n: GIVEN[n] for n in names})
    context.check(tex, at={n: GIVEN[n] for n in names if n in tex or "J(" in tex})


@pytest.mark.parametrize(
    ("tex", "right", "wrong"),
    [
        (r"a^2 + b^2 - ab - a N -\frac{1}{3}", r"\ge", ">"),
        (r"(1.7 - a)^2 + 100(b - a^2)^2 N 0", r"\ge", ">"),
        (r"a^4 + b^4 N 4ab - 2", r"\ge", ">"),
        (r"J(w) N J(\hat{w}), \quad \lambda > 0", r"\ge", ">"),
        (r"J(w) \ge J(\hat{w}), \quad \lambda N", "> 0", r"\ge -1"),
        (r"w^\top (X^\top X + \lambda I) w N 0, \quad \lambda > 0", r"\ge", ">"),
        (r"w^\top (X^\top X + \lambda I) w \ge 0, \quad \lambda \ge N", "0", r"-\frac{1}{10}"),
        (r"|x^\top y| \le N \lVert x \rVert_1 \lVert y \rVert_1", "1", "0.9"),
        (r"\lVert x \odot y \rVert \le \frac{1}{2} \lVert x \rVert^2 + \frac{\lVert y \rVert^2}{N}",
         "2", "2.2"),
        (r"\sum_i x_i^2 \le N \Bigl(\sum_i |x_i|\Bigr)^2", "1", "0.9"),
        (r"\max_i p_i \ge N", r"\sum_i p_i^2", r"\frac{1}{3}"),
        (r"\frac{e^{-a^2 - b^2}}{N} > 0", "2", r"-1"),
    ],
)  # fmt: skip
def test_a_bound_is_right_and_a_sharper_one_is_refused(tex: str, right: str, wrong: str) -> None:
    checked(tex.replace("N", right, 1))
    with pytest.raises(FormulaError, match="this step is wrong"):
        checked(tex.replace("N", wrong, 1))


@pytest.mark.parametrize(
    "tex", [r"\sigma(a) < 1", r"\tanh a < 1", r"e^{-a^2 - b^2} > 0", r"\sqrt{1 + a^2} > |a|"]
)
def test_what_sides_come_near_to_far_out_they_do_not_touch(tex: str) -> None:
    checked(tex)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\log\sum_{i=1}^n e^{x_i} \le \max_i x_i + \log n",
         r"\log\sum_i e^{x_i} \le \max_i x_i + 3"),
        (r"\lVert x \rVert_1 \le \sqrt{n} \lVert x \rVert_2, \quad x \in \mathbb{R}^n",
         r"\lVert x \rVert_1 \le 9 \lVert x \rVert_2"),
        (r"\sum_{k=1}^n \frac{1}{k} \le 1 + \ln n", r"\sum_{k=1}^n \frac{1}{k} \le 5"),
    ],
)  # fmt: skip
def test_a_bound_that_many_entries_break_is_refused(right: str, wrong: str) -> None:
    for tex, holds in ((right, True), (wrong, False)):
        at = {"x": V} if "x" in tex else {}
        at |= {"n": 4} if "n}" in tex or "^n" in tex else {}
        if holds:
            Context().check(tex, at=at)
            continue
        with pytest.raises(FormulaError, match=r"this holds for .* only, not with"):
            Context().check(tex, at=at)


@pytest.mark.parametrize("rows", [2, 3])
def test_a_determinant_that_is_0_but_for_rounding_is_not_below_0(rows: int) -> None:
    at = {"A": A[:rows]}
    Context().check(r"\det(A^\top A) \ge 0", at=at)
    for wrong in (r"> 0", r"\ge 10^{-6}"):
        with pytest.raises(FormulaError, match="this step is wrong"):
            Context().check(rf"\det(A^\top A) {wrong}", at=at)


def test_a_letter_that_looks_as_if_it_counted_is_named() -> None:
    with pytest.raises(FormulaError, match=r"n is a number as any other .* x \\in \\mathbb\{R\}"):
        Context().check(r"\lVert x \rVert_1 \le \sqrt{n} \lVert x \rVert_2", at={"x": V, "n": 4})
