"""Rules of functions of one number: elementary ones, and activations."""

from __future__ import annotations

from livecells.draw.rules.facts import Facts, numbers_in
from livecells.draw.rules.formula import Lines, rule, same, says, slope

_HOLOMORPHIC = {
    "Exp0": "@y",
    "Log0": r"\frac{1}{@a}",
    "Log20": r"\frac{1}{@a \ln 2}",
    "Log100": r"\frac{1}{@a \ln 10}",
    "Log1P0": r"\frac{1}{1 + @a}",
    "Expm10": "(@y + 1)",
    "Exp20": r"@y \ln 2",
    "Sin0": r"\cos @a",
    "Cos0": r"(-\sin @a)",
    "Tan0": "(1 + @y^2)",
    "Sinh0": r"\cosh @a",
    "Cosh0": r"\sinh @a",
    "Tanh0": "(1 - @y^2)",
    "Sigmoid0": r"@y \odot (1 - @y)",
    "Sqrt0": r"\frac{1}{2\,@y}",
    "Rsqrt0": r"\bigl(-\tfrac12\,@y^3\bigr)",
    "Reciprocal0": "(-@y^2)",
}
_REAL = {
    "Asin0": r"\frac{1}{\sqrt{1 - @a^2}}",
    "Acos0": r"\frac{-1}{\sqrt{1 - @a^2}}",
    "Atan0": r"\frac{1}{1 + @a^2}",
    "Asinh0": r"\frac{1}{\sqrt{@a^2 + 1}}",
    "Acosh0": r"\frac{1}{\sqrt{@a^2 - 1}}",
    "Atanh0": r"\frac{1}{1 - @a^2}",
    "Erf0": r"\tfrac{2}{\sqrt\pi}\,e^{-@a^2}",
    "Erfc0": r"\bigl(-\tfrac{2}{\sqrt\pi}\,e^{-@a^2}\bigr)",
    "Erfinv0": r"\tfrac{\sqrt\pi}{2}\,e^{@y^2}",
    "Lgamma0": r"\operatorname{digamma}(@a)",
    "Digamma0": r"\operatorname{trigamma}(@a)",
    "Silu0": r"\sigma(@a) \odot \bigl(1 + @a \odot (1 - \sigma(@a))\bigr)",
    "LogSigmoid0": r"(1 - \sigma(@a))",
    "Sinc0": r"\frac{\pi @a \cos(\pi @a) - \sin(\pi @a)}{\pi @a^2}"
    r"\text{, but } 0 \text{ where } @a = 0",
    "Mish0": r"\bigl(t + @a \odot (1 - t^2) \odot \sigma(@a)\bigr)"
    r"\text{ with } t = \tanh \ln(1 + e^{@a})",
}
for _name, _factor in _HOLOMORPHIC.items():
    rule(_name, complex_too=True)(slope(_factor))
for _name, _factor in _REAL.items():
    rule(_name)(slope(_factor))

_ELSE = r" \text{, else } 0"
rule("NanToNum0")(same(rf"\bar @a = \bar @y \text{{ where }} @a \text{{ is finite}}{_ELSE}"))


@rule("Logit0")
def _logit(n: Facts) -> Lines:
    line = r"\bar @a = \frac{\bar @y}{@a \odot (1 - @a)}"
    if "eps" not in n.settings:
        return says(line)
    bound = n.number("eps")
    inside = r"\text{ where } \epsilon \le @a \le 1 - \epsilon"
    return None if bound is None else says(f"{line}{inside}{_ELSE}", epsilon=bound)


# ----- Activations -----

rule("Relu0")(same(rf"\bar @a = \bar @y \text{{ where }} @a > 0{_ELSE}"))
_SIDES = r"\bar @a = \bar @y \text{ where } @a > 0 \text{, else } "


@rule("LeakyRelu0 LeakyRelu1")
def _leaky_relu(n: Facts) -> Lines:
    slope_below = n.number("negative_slope")
    return None if slope_below is None else says(rf"{_SIDES}s\,\bar @y", s=slope_below)


rule("PreluKernel0", "a:self w:weight", copies=True)(
    lambda _n: says(
        rf"{_SIDES}@w \odot \bar @y",
        r"\bar @w = \bar @y \odot @a \text{ where } @a \le 0" + _ELSE,
    )
)


@rule("Elu0 Elu1")
def _elu(n: Facts) -> Lines:
    alpha, scale, inner = (n.number(name, 1) for name in ("alpha", "scale", "input_scale"))
    if alpha is None or scale is None or inner != 1:
        return None
    if scale == 1:
        return says(rf"{_SIDES}\alpha\,\bar @y \odot e^{{@a}}", alpha=alpha)
    line = r"\bar @a = \lambda\,\bar @y \text{ where } @a > 0 \text{, else } "
    return says(rf"{line}\lambda\alpha\,\bar @y \odot e^{{@a}}", alpha=alpha, **{"lambda": scale})


@rule("Celu0 Celu1")
def _celu(n: Facts) -> Lines:
    alpha = n.number("alpha", 1)
    return None if alpha is None else says(rf"{_SIDES}\bar @y \odot e^{{@a/\alpha}}", alpha=alpha)


@rule("Softplus0")
def _softplus(n: Facts) -> Lines:
    beta, threshold = n.number("beta", 1), n.number("threshold", 20)
    if beta is None or threshold is None:
        return None
    inside = "@a" if beta == 1 else r"\beta @a"
    line = rf"\bar @a = \bar @y \odot \sigma({inside})"
    numbers = {} if beta == 1 else {"beta": beta}
    entries = numbers_in(n.input(0, "self"))
    if entries is not None and all(beta * entry <= threshold for entry in entries):
        return says(line, **numbers)
    bound = rf"\text{{ where }} {inside} \le \theta \text{{, else }} \bar @y"
    return says(line + bound, **numbers, theta=threshold)


_NORMAL = (
    r"\bar @a = \bar @y \odot \bigl(\Phi(@a) + @a \odot \varphi(@a)\bigr)"
    r"\text{, with the normal distribution } \Phi \text{ and its density } \varphi"
)
_TANH = (
    r"\bar @a = \tfrac12\,\bar @y \odot \bigl(1 + t + @a \odot (1 - t^2) \odot u'\bigr)"
    r"\text{ with } t = \tanh u,\ u = \sqrt{\tfrac2\pi}\,(@a + 0.044715\,@a^3)"
)
rule("Gelu0")(
    lambda n: {"none": says(_NORMAL), "tanh": says(_TANH)}.get(str(n.settings.get("approximate")))
)


def _between(low: float | None, high: float | None, line: str) -> Lines:
    return None if low is None or high is None else says(line, l=low, h=high)


rule("Hardtanh0 Hardtanh1")(
    lambda n: _between(
        n.number("min_val", -1),
        n.number("max_val", 1),
        rf"\bar @a = \bar @y \text{{ where }} l < @a < h{_ELSE}",
    )
)
rule("Hardsigmoid0")(same(rf"\bar @a = \tfrac16\,\bar @y \text{{ where }} -3 < @a < 3{_ELSE}"))
rule("Hardswish0")(
    same(
        r"\bar @a = \bar @y \text{ where } @a \ge 3 \text{, }"
        r"\bar @y \odot \bigl(\tfrac13\,@a + \tfrac12\bigr) \text{ where } -3 < @a < 3" + _ELSE
    )
)


@rule("Softshrink0 Hardshrink0")
def _shrink(n: Facts) -> Lines:
    bound = n.number("lambd", 0.5)
    line = rf"\bar @a = \bar @y \text{{ where }} |@a| > \lambda{_ELSE}"
    return None if bound is None else says(line, **{"lambda": bound})


@rule("Threshold0 Threshold1")
def _threshold(n: Facts) -> Lines:
    bound = n.number("threshold")
    line = rf"\bar @a = \bar @y \text{{ where }} @a > \theta{_ELSE}"
    return None if bound is None else says(line, theta=bound)


rule("Glu0")(
    lambda n: says(
        r"\bar @a = \bigl(\bar @y \odot \sigma(r),\ \bar @y \odot l \odot \sigma(r) \odot"
        r" (1 - \sigma(r))\bigr)\text{ for the halves } @a = (l, r) \text{ along } d",
        d=list(n.dims()),
    )
)


def _along(n: Facts, line: str) -> Lines:
    """A rule that adds up along one dimension, which is named where there are several."""
    sizes = n.sizes()
    if sizes is not None and len(sizes) < 2:
        return says(line)
    return says(rf"{line}\text{{, with sums along }} d", d=list(n.dims()))


rule("Softmax0")(
    lambda n: _along(n, r"\bar @a = @y \odot \bigl(\bar @y - \textstyle\sum \bar @y \odot @y\bigr)")
)
rule("LogSoftmax0")(lambda n: _along(n, r"\bar @a = \bar @y - e^{@y} \odot \textstyle\sum \bar @y"))


@rule("NativeDropout0", "a:input | m:result1")
def _dropout(n: Facts) -> Lines:
    p = n.number("p")
    if p is None or p == 1:
        return None
    return says(r"\bar @a = \frac{\bar @y \odot @m}{1 - p}", p=p)


# ----- What backward passes with graphs of their own are made of -----

rule("TanhBackward0", "g:grad_output r:output")(
    lambda _n: says(
        r"\bar @g = \bar @y \odot (1 - @r^2)", r"\bar @r = -2\,\bar @y \odot @g \odot @r"
    )
)
rule("SigmoidBackward0", "g:grad_output r:output")(
    lambda _n: says(
        r"\bar @g = \bar @y \odot @r \odot (1 - @r)",
        r"\bar @r = \bar @y \odot @g \odot (1 - 2\,@r)",
    )
)
rule("ThresholdBackward0", "g:grad_output a:self")(
    lambda n: (
        None
        if n.number("threshold") is None
        else says(
            rf"\bar @g = \bar @y \text{{ where }} @a > \theta{_ELSE}",
            r"\bar @a = 0",
            theta=n.number("threshold") or 0,
        )
    )
)
rule("LeakyReluBackward0", "g:grad_output a:self")(
    lambda n: (
        None
        if n.number("negative_slope") is None
        else says(
            r"\bar @g = \bar @y \text{ where } @a > 0 \text{, else } s\,\bar @y",
            r"\bar @a = 0",
            s=n.number("negative_slope") or 0,
        )
    )
)
