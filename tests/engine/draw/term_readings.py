r"""What the terms and conditions of local rules mean, one by one.

`t.g` is $\bar y$ and `t.y` is $y$; where the left side has an index $i$, both are copied to all
entries that were reduced. `t.gradient(k)` and `t.output(k)` are those of output number k alone.
"""

from __future__ import annotations

import math

from torch import Tensor

from .rule_reader import CONDITIONS, TERMS, Term

SQRT_PI = math.sqrt(math.pi)
TERMS.update(
    {
        r"\bar y": lambda t: t.g,
        "y": lambda t: t.y,
        "a": lambda t: t.a,
        "b": lambda t: t.b,
        "g": lambda t: t.letter("g"),
        "w": lambda t: t.w,
        r"y \ln a": lambda t: t.y * t.a.log(),
        r"y \ln c": lambda t: t.y * t.c.log(),
        r"y \ln 2": lambda t: t.y * math.log(2),
        r"\frac{\bar y}{b}": lambda t: t.g / t.b,
        r"\frac{\bar y}{b^*}": lambda t: t.g / t.b.conj(),
        r"\Bigl(\frac{a}{b^2}\Bigr)": lambda t: t.a / t.b**2,
        r"\frac{a}{b^2}": lambda t: t.a / t.b**2,
        r"\frac{\bar y \odot a}{b^2}": lambda t: t.g * t.a / t.b**2,
        r"\operatorname{floor}(a / b)": lambda t: (t.a / t.b).floor(),
        r"\operatorname{trunc}(a / b)": lambda t: (t.a / t.b).trunc(),
        r"\operatorname{sign}(a)": lambda t: t.a.sign(),
        r"\frac{a}{|a|}": lambda t: t.a / t.a.abs(),
        r"a^{k-1}": lambda t: t.a ** (t.k - 1),
        r"k\,a^{k-1}": lambda t: t.k * t.a ** (t.k - 1),
        r"b\,a^{b-1}": lambda t: t.b * t.a ** (t.b - 1),
        r"\frac{b}{a^2 + b^2}": lambda t: t.b / (t.a**2 + t.b**2),
        r"\frac{a}{a^2 + b^2}": lambda t: t.a / (t.a**2 + t.b**2),
        r"\frac{a}{y}": lambda t: t.a / t.y,
        r"\frac{b}{y}": lambda t: t.b / t.y,
        r"\frac{y}{a}": lambda t: t.y / t.a,
        r"\frac{a}{b}": lambda t: t.a / t.b,
        r"e^{a - y}": lambda t: (t.a - t.y).exp(),
        r"e^{b - y}": lambda t: (t.b - t.y).exp(),
        r"\ln b": lambda t: t.b.log(),
        "(1 - w)": lambda t: 1 - t.w,
        "(b - a)": lambda t: t.b - t.a,
        # functions
        r"\frac{1}{a}": lambda t: 1 / t.a,
        r"\frac{1}{a \ln 2}": lambda t: 1 / (t.a * math.log(2)),
        r"\frac{1}{a \ln 10}": lambda t: 1 / (t.a * math.log(10)),
        r"\frac{1}{1 + a}": lambda t: 1 / (1 + t.a),
        "(y + 1)": lambda t: t.y + 1,
        r"\cos a": lambda t: t.a.cos(),
        r"(-\sin a)": lambda t: -t.a.sin(),
        "(1 + y^2)": lambda t: 1 + t.y**2,
        r"\cosh a": lambda t: t.a.cosh(),
        r"\sinh a": lambda t: t.a.sinh(),
        "(1 - y^2)": lambda t: 1 - t.y**2,
        "(1 - y)": lambda t: 1 - t.y,
        r"\frac{1}{2\,y}": lambda t: 1 / (2 * t.y),
        r"\bigl(-\tfrac12\,y^3\bigr)": lambda t: -(t.y**3) / 2,
        "(-y^2)": lambda t: -(t.y**2),
        r"\frac{1}{\sqrt{1 - a^2}}": lambda t: 1 / (1 - t.a**2).sqrt(),
        r"\frac{-1}{\sqrt{1 - a^2}}": lambda t: -1 / (1 - t.a**2).sqrt(),
        r"\frac{1}{1 + a^2}": lambda t: 1 / (1 + t.a**2),
        r"\frac{1}{\sqrt{a^2 + 1}}": lambda t: 1 / (t.a**2 + 1).sqrt(),
        r"\frac{1}{\sqrt{a^2 - 1}}": lambda t: 1 / (t.a**2 - 1).sqrt(),
        r"\frac{1}{1 - a^2}": lambda t: 1 / (1 - t.a**2),
        r"\tfrac{2}{\sqrt\pi}\,e^{-a^2}": lambda t: 2 / SQRT_PI * (-(t.a**2)).exp(),
        r"\bigl(-\tfrac{2}{\sqrt\pi}\,e^{-a^2}\bigr)": lambda t: -2 / SQRT_PI * (-(t.a**2)).exp(),
        r"\tfrac{\sqrt\pi}{2}\,e^{y^2}": lambda t: SQRT_PI / 2 * (t.y**2).exp(),
        r"\operatorname{digamma}(a)": lambda t: t.a.digamma(),
        r"\operatorname{trigamma}(a)": lambda t: t.a.polygamma(1),
        r"\sigma(a)": lambda t: 1 / (1 + (-t.a).exp()),
        r"(1 - \sigma(a))": lambda t: 1 - 1 / (1 + (-t.a).exp()),
        r"\sigma(\beta a)": lambda t: 1 / (1 + (-t.number(r"\beta") * t.a).exp()),
        r"\bigl(1 + a \odot (1 - \sigma(a))\bigr)": lambda t: 1 + t.a * (1 - t.a.sigmoid()),
        r"\frac{\pi a \cos(\pi a) - \sin(\pi a)}{\pi a^2}": lambda t: (
            (math.pi * t.a * (math.pi * t.a).cos() - (math.pi * t.a).sin()) / (math.pi * t.a**2)
        ),
        r"\bigl(t + a \odot (1 - t^2) \odot \sigma(a)\bigr)"
        r"\text{ with } t = \tanh \ln(1 + e^{a})": (
            lambda t: _mish(t.a, (1 + t.a.exp()).log().tanh())
        ),
        r"\frac{\bar y}{a \odot (1 - a)}": lambda t: t.g / (t.a * (1 - t.a)),
        r"e^{a}": lambda t: t.a.exp(),
        r"e^{a/\alpha}": lambda t: (t.a / t.number(r"\alpha")).exp(),
        r"\bigl(\tfrac13\,a + \tfrac12\bigr)": lambda t: t.a / 3 + 1 / 2,
        r"\frac{\bar y \odot m}{1 - p}": lambda t: t.g * t.m / (1 - t.p),
        "(1 - r^2)": lambda t: 1 - t.r**2,
        "r": lambda t: t.r,
        # reductions
        r"\bar y\,\frac{a_i}{y}": lambda t: t.g * t.a / t.y,
        r"\bar y\,\operatorname{sign}(a_i)": lambda t: t.g * t.a.sign(),
        r"\bar y\,\operatorname{sign}(a_i)\,|a_i|^{p-1}\,y^{1-p}": lambda t: (
            t.g * t.a.sign() * t.a.abs() ** (t.p - 1) * t.y ** (1 - t.p)
        ),
        r"\bar y\,e^{a_i - y}": lambda t: t.g * (t.a - t.y).exp(),
        r"\bar y\,\frac{a_i - b_i}{y}": lambda t: t.g * (t.a - t.b) / t.y,
        r"\bar y\,\frac{b_i - a_i}{y}": lambda t: t.g * (t.b - t.a) / t.y,
        r"\frac{2}{n - c}\,\bar y\,(a_i - \operatorname{mean} a)": lambda t: (
            2 / (t.n - t.c) * t.g * (t.a - mean(t, t.a))
        ),
        r"\frac{\bar y\,(a_i - \operatorname{mean} a)}{(n - c)\,y}": lambda t: (
            t.g * (t.a - mean(t, t.a)) / ((t.n - t.c) * t.y)
        ),
        # losses
        "(a - t)": lambda t: t.a - t.t,
        "(t - a)": lambda t: t.t - t.a,
        r"\tfrac1\beta\,(a - t)": lambda t: (t.a - t.t) / t.number(r"\beta"),
        r"\tfrac1\beta\,(t - a)": lambda t: (t.t - t.a) / t.number(r"\beta"),
        r"\operatorname{sign}(a - t)": lambda t: (t.a - t.t).sign(),
        r"\operatorname{sign}(t - a)": lambda t: (t.t - t.a).sign(),
        r"\bigl(-t \odot \sigma(-t \odot a)\bigr)": lambda t: -t.t * (-t.t * t.a).sigmoid(),
        r"(\sigma(a) - t)": lambda t: t.a.sigmoid() - t.t,
        "(-a)": lambda t: -t.a,
        "(-t)": lambda t: -t.t,
        r"\bigl((1 - t + p \odot t) \odot \sigma(a) - p \odot t\bigr)": lambda t: (
            (1 - t.t + t.p * t.t) * t.a.sigmoid() - t.p * t.t
        ),
        r"\frac{a - t}{a \odot (1 - a)}": lambda t: (t.a - t.t) / (t.a * (1 - t.a)),
        r"\frac{a - t}{\max(a \odot (1 - a),\ 10^{-12})}": lambda t: (
            (t.a - t.t) / (t.a * (1 - t.a)).clamp(min=1e-12)
        ),
        r"\ln \frac{1 - a}{a}": lambda t: ((1 - t.a) / t.a).log(),
    }
)


def _mish(a: Tensor, tanh: Tensor) -> Tensor:
    return tanh + a * (1 - tanh**2) * a.sigmoid()


def mean(t: Term, x: Tensor) -> Tensor:
    """The mean over what was reduced."""
    return x.mean() if t.dims is None else x.mean(tuple(t.dims), keepdim=True)


CONDITIONS.update(
    {
        "a > 0": lambda t: t.a > 0,
        r"a \le 0": lambda t: t.a <= 0,
        r"a \ge 0": lambda t: t.a >= 0,
        "l < a < h": lambda t: (t.l < t.a) & (t.a < t.h),
        r"\beta a \le \theta": lambda t: t.number(r"\beta") * t.a <= t.number(r"\theta"),
        r"a \le \theta": lambda t: t.a <= t.number(r"\theta"),
        r"a > \theta": lambda t: t.a > t.number(r"\theta"),
        "-3 < a < 3": lambda t: (t.a > -3) & (t.a < 3),
        r"a \ge 3": lambda t: t.a >= 3,
        r"|a| > \lambda": lambda t: t.a.abs() > t.number(r"\lambda"),
        r"m \text{ is false}": lambda t: ~t.m,
        r"m \text{ is true}": lambda t: t.m,
        r"a_i \text{ is not nan}": lambda t: ~t.a.isnan(),
        r"a \text{ is finite}": lambda t: t.a.isfinite(),
        "y = 0": lambda t: t.y == 0,
        "a = 0": lambda t: t.a == 0,
        "a_i = 0": lambda t: t.a == 0,
        "b = 0": lambda t: t.b == 0,
        r"a = 0 \text{ and } b \ge 0": lambda t: (t.a == 0) & (t.b >= 0),
        r"a = 0 \text{ and } b \le 0": lambda t: (t.a == 0) & (t.b <= 0),
        r"|a - t| < \beta": lambda t: (t.a - t.t).abs() < t.number(r"\beta"),
        r"|a - t| \le \delta": lambda t: (t.a - t.t).abs() <= t.number(r"\delta"),
        r"l \le a \le h": lambda t: (t.l <= t.a) & (t.a <= t.h),
        r"l \le a": lambda t: t.l <= t.a,
        r"a \ge l": lambda t: t.a >= t.l,
        r"a \le h": lambda t: t.a <= t.h,
        "a < l < h": lambda t: (t.a < t.l) & (t.l < t.h),
        r"a > h \text{ or } h < l": lambda t: (t.a > t.h) | (t.h < t.l),
        "a < l": lambda t: t.a < t.l,
        "a > h": lambda t: t.a > t.h,
        "a > b": lambda t: t.a > t.b,
        "a < b": lambda t: t.a < t.b,
        "a = b": lambda t: t.a == t.b,
        r"a \ge b": lambda t: t.a >= t.b,
        r"a \le b": lambda t: t.a <= t.b,
        r"\epsilon \le a \le 1 - \epsilon": lambda t: (
            (t.a >= t.number(r"\epsilon")) & (t.a <= 1 - t.number(r"\epsilon"))
        ),
        r"a \text{ was overwritten}": lambda t: ~(t.a == t.y),
    }
)
