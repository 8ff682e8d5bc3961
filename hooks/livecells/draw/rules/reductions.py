"""Rules of reductions: sums, products, variances, extremes and norms."""

from __future__ import annotations

import math

from livecells.draw.rules.facts import Facts, numbers_in
from livecells.draw.rules.formula import Lines, rule, same, says

_ELSE = r" \text{, else } 0"


def along(n: Facts, line: str, /, **numbers: float) -> Lines:
    """A rule of a reduction; where dimensions are left, those that were reduced are named."""
    if n.reduces_all():
        return says(line, **numbers)
    return says(rf"{line}\text{{, along }} d", d=list(n.dims()), **numbers)


rule("Sum0 Sum1", complex_too=True)(lambda n: along(n, r"\bar @a_i = \bar @y"))


@rule("Mean0 Mean1", complex_too=True)
def _mean(n: Facts) -> Lines:
    entries = n.entries()
    return None if entries is None else along(n, r"\bar @a_i = \tfrac1n\,\bar @y", n=entries)


rule("Nansum0")(
    lambda n: along(n, r"\bar @a_i = \bar @y \text{ where } @a_i \text{ is not nan}" + _ELSE)
)
rule("Prod0 Prod1")(lambda n: along(n, r"\bar @a_i = \bar @y \prod_{j \ne i} @a_j"))
rule("Cumsum0")(lambda n: along(n, r"\bar @a_i = \sum_{j \ge i} \bar @y_j"))
rule("Cumprod0")(
    lambda n: along(n, r"\bar @a_i = \sum_{j \ge i} \bar @y_j \prod_{k \le j,\ k \ne i} @a_k")
)
rule("Logcumsumexp0")(lambda n: along(n, r"\bar @a_i = \sum_{j \ge i} \bar @y_j\,e^{@a_i - @y_j}"))
rule("Logsumexp0")(lambda n: along(n, r"\bar @a_i = \bar @y\,e^{@a_i - @y}"))
rule("Trace0", "A:self")(same(r"\bar @A = \bar @y\,I"))


# ----- Spread -----


def _freedom(n: Facts) -> tuple[int, float] | None:
    """How many entries became one, and the correction; None where no entry is left to divide by."""
    correction = n.number("correction", 1)
    entries = n.entries()
    if correction is None or entries is None or entries <= correction:
        return None
    return entries, correction


@rule("Var0")
def _var(n: Facts) -> Lines:
    if (found := _freedom(n)) is None:
        return None
    line = r"\bar @a_i = \frac{2}{n - c}\,\bar @y\,(@a_i - \operatorname{mean} @a)"
    return along(n, line, n=found[0], c=found[1])


@rule("Std0")
def _std(n: Facts) -> Lines:
    if (found := _freedom(n)) is None:
        return None
    line = r"\bar @a_i = \frac{\bar @y\,(@a_i - \operatorname{mean} @a)}{(n - c)\,@y}"
    return along(n, line + _unless_zero(n), n=found[0], c=found[1])


def _unless_zero(n: Facts) -> str:
    """The exception where a result is zero, unless it is known that none is."""
    numbers = numbers_in(n.y)
    return "" if numbers and 0 not in numbers else r"\text{, but } 0 \text{ where } @y = 0"


@rule("VarMean0 StdMean0")
def _var_and_mean(n: Facts) -> Lines:
    if (found := _freedom(n)) is None:
        return None
    spread = r"\frac{2}{n - c}\,\bar @y_1\,(@a_i - @y_2)"
    if n.operation.startswith("Std"):
        numbers = numbers_in(n.y)
        if numbers is None or 0 in numbers:
            return None
        spread = r"\frac{\bar @y_1\,(@a_i - @y_2)}{(n - c)\,@y_1}"
    return along(n, rf"\bar @a_i = {spread} + \tfrac1n\,\bar @y_2", n=found[0], c=found[1])


# ----- Extremes -----

_TIES = (
    r"\bar @a_i = \tfrac1m\,\bar @y \text{ where } @a_i = @y \text{ (in } m \text{ places)}" + _ELSE
)


@rule("Max1 Min1 Amax0 Amin0 Median0 Nanmedian0")
def _extreme(n: Facts) -> Lines:
    numbers = numbers_in(n.y)
    return None if numbers and any(map(math.isnan, numbers)) else along(n, _TIES)


rule("Aminmax0")(
    lambda n: along(
        n,
        r"\bar @a_i = \tfrac{1}{m_1}\,\bar @y_1 \text{ where } @a_i = @y_1, \text{ plus }"
        r" \tfrac{1}{m_2}\,\bar @y_2 \text{ where } @a_i = @y_2 \text{, in } m_1 \text{ and } m_2"
        r" \text{ places}",
    )
)
rule("Max0 Min0 Median1 Nanmedian1 Mode0 Kthvalue0 Sort0 Sort1 Topk0", "a:self | k:indices")(
    lambda n: along(n, r"\bar @a_i = \bar @y_j \text{ where } @k_j = i" + _ELSE)
)
rule("Cummax0 Cummin0", "a:self | k:indices")(
    lambda n: along(n, r"\bar @a_i = \sum_{j:\,@k_j = i} \bar @y_j")
)


# ----- Norms -----


def norm_line(p: float | None, zero: str, of: str = "@a") -> str | None:
    """What a norm of `of` hands back, without the left side; the exponent is `p` unless it is told.

    Args:
        p: Which norm.
        zero: What is added where the norm may be zero.
        of: What the norm is of.
    """
    if p is None:
        return None
    if p == 0:
        return "0"
    if p == 1:
        return rf"\bar @y\,\operatorname{{sign}}({of})"
    if p == 2:
        return rf"\bar @y\,\frac{{{of}}}{{@y}}{zero}"
    if math.isinf(p):
        return (
            rf"\tfrac1m\,\bar @y\,\operatorname{{sign}}({of}) \text{{ where }} |{of}| = @y"
            rf" \text{{ (in }} m \text{{ places)}}{_ELSE}"
        )
    exception = rf"\text{{, but }} 0 \text{{ where }} {of} = 0"
    return rf"\bar @y\,\operatorname{{sign}}({of})\,|{of}|^{{p-1}}\,@y^{{1-p}}{exception}"


@rule("LinalgVectorNorm0 Norm0 Norm1 Norm2 Norm3 Norm4")
def _norm(n: Facts) -> Lines:
    p = n.number("ord") if n.operation.startswith("Linalg") else n.number("p", 2)
    line = norm_line(p, _unless_zero(n), "@a_i")
    if line is None or p is None:
        return None
    return along(n, rf"\bar @a_i = {line}", **({} if p in (0, 1, 2) or math.isinf(p) else {"p": p}))


@rule("Dist0", "a:self b:other", copies=True)
def _dist(n: Facts) -> Lines:
    a, b = n.input(0, "self"), n.input(1, "other")
    if n.number("p") != 2 or a is None or b is None or a["shape"] != b["shape"]:
        return None
    exception = _unless_zero(n)
    return says(
        rf"\bar @a_i = \bar @y\,\frac{{@a_i - @b_i}}{{@y}}{exception}",
        rf"\bar @b_i = \bar @y\,\frac{{@b_i - @a_i}}{{@y}}{exception}",
    )


@rule("Cdist0", "a:x1 b:x2")
def _cdist(n: Facts) -> Lines:
    a, numbers = n.input(0, "x1"), numbers_in(n.y)
    if n.number("p") != 2 or a is None or len(a["shape"]) != 2 or not numbers or 0 in numbers:
        return None
    return says(
        r"\bar @a_i = \sum_j \bar @y_{ij}\,\frac{@a_i - @b_j}{@y_{ij}}",
        r"\bar @b_j = \sum_i \bar @y_{ij}\,\frac{@b_j - @a_i}{@y_{ij}}",
    )


rule("WeightNormInterface0", "v:v g:g")(
    lambda _n: says(
        r"\bar @v = \frac{@g}{\|@v\|}\Bigl(\bar @y - @v\,"
        r"\frac{\sum \bar @y \odot @v}{\|@v\|^2}\Bigr)\text{ for each entry of } @g",
        r"\bar @g = \frac{\sum \bar @y \odot @v}{\|@v\|}",
    )
)
