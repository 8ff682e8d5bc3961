r"""What the terms, conditions and sentences of local rules mean, one by one.

`t.g` is $\bar y$ and `t.y` is $y$; where the left side has an index $i$, both are copied to all
entries that were reduced. `t.gradient(k)` and `t.output(k)` are those of output number k as torch has them.
"""

from __future__ import annotations

import itertools
import math

import torch
from torch import Tensor

from .rule_reader import CONDITIONS, TERMS, WORDS, Term

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
        r"\bigl(t + a \odot (1 - t^2) \odot \sigma(a)\bigr)\text{ with } t = \tanh \ln(1 + e^{a})": (
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


def along(t: Term, entry: object) -> Tensor:
    """One sum for each entry along the dimension in question: `entry(a, g, y)` on vectors."""
    dim = 0 if t.dims is None else t.dims[0]
    if t.dims is None and len(t.shape) != 1:
        rows = entry(t.a.flatten(), t.gradient(0), t.output(0))
        return rows.reshape(t.shape)
    a, g, y = (
        x.movedim(dim, -1) if x.dim() == len(t.shape) else x
        for x in (t.a, t.gradient(0), t.output(0))
    )
    if g.dim() < a.dim():
        g, y = g.unsqueeze(-1), y.unsqueeze(-1)
    flat = [x.reshape(-1, x.shape[-1]) for x in (a, g, y)]
    made = torch.stack([entry(*row) for row in zip(*flat, strict=True)])
    return made.reshape(a.shape).movedim(-1, dim)


def _products(a: Tensor, g: Tensor, _y: Tensor) -> Tensor:
    others = [torch.cat([a[:i], a[i + 1 :]]).prod() for i in range(len(a))]
    return g * torch.stack(others)


def _later(a: Tensor, g: Tensor, _y: Tensor) -> Tensor:
    return torch.stack([g[i:].sum() for i in range(len(a))])


def _later_products(a: Tensor, g: Tensor, _y: Tensor) -> Tensor:
    def term(i: int, j: int) -> Tensor:
        return g[j] * math.prod([a[k] for k in range(j + 1) if k != i], start=torch.tensor(1.0))

    return torch.stack([sum(term(i, j) for j in range(i, len(a))) for i in range(len(a))])


def _later_exponents(a: Tensor, g: Tensor, y: Tensor) -> Tensor:
    n = len(a)
    return torch.stack([sum(g[j] * (a[i] - y[j]).exp() for j in range(i, n)) for i in range(n)])


def ties(t: Term, where: Tensor, g: Tensor) -> Tensor:
    """The gradient in equal shares for all places of a row."""
    count = where.sum() if t.dims is None else where.sum(tuple(t.dims), keepdim=True)
    return torch.where(where, g / count, 0.0)


def put_back(t: Term) -> Tensor:
    """Each gradient at the index that its entry came from; several may meet there."""
    dim = 0 if t.dims is None else t.dims[0]
    if t.dims is None and len(t.shape) > 1:
        dim = -1
    k, g, zeros = t.k, t.gradient(0), torch.zeros(t.shape, dtype=torch.float64)
    if k.dim() < zeros.dim():
        k, g = k.unsqueeze(dim), g.unsqueeze(dim)
    for source in itertools.product(*map(range, k.shape)):
        at = list(source)
        at[dim] = int(k[source])
        zeros[tuple(at)] += g[source]
    return zeros


SUMS = {
    r"\bar y \prod_{j \ne i} a_j": lambda t: along(t, _products),
    r"\sum_{j \ge i} \bar y_j": lambda t: along(t, _later),
    r"\sum_{j \ge i} \bar y_j \prod_{k \le j,\ k \ne i} a_k": lambda t: along(t, _later_products),
    r"\sum_{j \ge i} \bar y_j\,e^{a_i - y_j}": lambda t: along(t, _later_exponents),
    r"\tfrac1m\,\bar y \text{ where } a_i = y \text{ (in } m \text{ places)} \text{, else } 0": (
        lambda t: ties(t, t.a == t.y, t.g)
    ),
    r"\tfrac{1}{m_1}\,\bar y_1 \text{ where } a_i = y_1, \text{ plus } \tfrac{1}{m_2}\,\bar y_2"
    r" \text{ where } a_i = y_2 \text{, in } m_1 \text{ and } m_2 \text{ places}": lambda t: sum(
        ties(t, t.a == t.spread(t.output(k)), t.spread(t.gradient(k))) for k in (0, 1)
    ),
    r"\tfrac1m\,\bar y\,\operatorname{sign}(a_i) \text{ where } |a_i| = y \text{ (in } m \text{ places)}"
    r" \text{, else } 0": lambda t: ties(t, t.a.abs() == t.y, t.g * t.a.sign()),
    r"\bar y_j \text{ where } k_j = i \text{, else } 0": put_back,
    r"\frac{2}{n - c}\,\bar y_1\,(a_i - y_2) + \tfrac1n\,\bar y_2": lambda t: (
        2 / (t.n - t.c) * t.spread(t.gradient(0)) * (t.a - t.spread(t.output(1)))
        + t.spread(t.gradient(1)) / t.n
    ),
    r"\frac{\bar y_1\,(a_i - y_2)}{(n - c)\,y_1} + \tfrac1n\,\bar y_2": lambda t: (
        t.spread(t.gradient(0))
        * (t.a - t.spread(t.output(1)))
        / ((t.n - t.c) * t.spread(t.output(0)))
        + t.spread(t.gradient(1)) / t.n
    ),
    r"\sum_j \bar y_{ij}\,\frac{a_i - b_j}{y_{ij}}": lambda t: (
        t.gradient(0)[..., None] * (t.a[:, None] - t.b[None]) / t.output(0)[..., None]
    ).sum(1),
    r"\sum_i \bar y_{ij}\,\frac{b_j - a_i}{y_{ij}}": lambda t: (
        t.gradient(0)[..., None] * (t.b[None] - t.a[:, None]) / t.output(0)[..., None]
    ).sum(0),
    r"\frac{g}{\|v\|}\Bigl(\bar y - v\,\frac{\sum \bar y \odot v}{\|v\|^2}\Bigr)\text{ for each entry of } g": (
        lambda t: t.letter("g") / _length(t) * (t.g - t.v * _dot(t) / _length(t) ** 2)
    ),
    r"\frac{\sum \bar y \odot v}{\|v\|}": lambda t: _dot(t) / _length(t),
}
WORDS.update(SUMS)


def _length(t: Term) -> Tensor:
    dims = [dim for dim in range(t.v.dim()) if dim != t.facts.settings["dim"]]
    return (t.v**2).sum(dims, keepdim=True).sqrt()


def _dot(t: Term) -> Tensor:
    dims = [dim for dim in range(t.v.dim()) if dim != t.facts.settings["dim"]]
    return (t.g * t.v).sum(dims, keepdim=True)


def _gelu(a: Tensor) -> Tensor:
    density = (-(a**2) / 2).exp() / math.sqrt(2 * math.pi)
    return (1 + torch.erf(a / math.sqrt(2))) / 2 + a * density


def _gelu_by_tanh(a: Tensor) -> Tensor:
    root = math.sqrt(2 / math.pi)
    tanh, slope = (root * (a + 0.044715 * a**3)).tanh(), root * (1 + 3 * 0.044715 * a**2)
    return (1 + tanh + a * (1 - tanh**2) * slope) / 2


def _glu(t: Term) -> Tensor:
    left, right = t.a.chunk(2, t.d[0])
    gate = right.sigmoid()
    return torch.cat([t.g * gate, t.g * left * gate * (1 - gate)], t.d[0])


def _total(t: Term, x: Tensor) -> Tensor:
    return x.sum(t.d[0] if "d" in t.formula.numbers else None, keepdim="d" in t.formula.numbers)


_WITH_SUMS = r"\text{, with sums along } d"
for _end in ("", _WITH_SUMS):
    WORDS[r"y \odot \bigl(\bar y - \textstyle\sum \bar y \odot y\bigr)" + _end] = lambda t: (
        t.y * (t.g - _total(t, t.g * t.y))
    )
    WORDS[r"\bar y - e^{y} \odot \textstyle\sum \bar y" + _end] = lambda t: (
        t.g - t.y.exp() * _total(t, t.g)
    )
WORDS[
    r"\bar y \odot \bigl(\Phi(a) + a \odot \varphi(a)\bigr)"
    r"\text{, with the normal distribution } \Phi \text{ and its density } \varphi"
] = lambda t: t.g * _gelu(t.a)
WORDS[
    r"\tfrac12\,\bar y \odot \bigl(1 + t + a \odot (1 - t^2) \odot u'\bigr)"
    r"\text{ with } t = \tanh u,\ u = \sqrt{\tfrac2\pi}\,(a + 0.044715\,a^3)"
] = lambda t: t.g * _gelu_by_tanh(t.a)
WORDS[
    r"\bigl(\bar y \odot \sigma(r),\ \bar y \odot l \odot \sigma(r) \odot (1 - \sigma(r))\bigr)"
    r"\text{ for the halves } a = (l, r) \text{ along } d"
] = _glu


# ----- Classes -----


def _classes(t: Term, share: Tensor) -> Tensor:
    made = torch.zeros(t.shape, dtype=torch.float64)
    target = t.t
    rows = made[None] if made.dim() == 1 else made
    for at in itertools.product(*map(range, target.shape)):
        label = int(target[at])
        if "m" in t.formula.numbers and label == t.m:
            continue
        row = (at[0] if at else 0, label, *at[1:])
        weight = t.w[label] if "weight" in t.facts.tensors else 1.0
        rows[row] = -weight * (share[at] if share.dim() else share)
    return made


def _weights(t: Term) -> Tensor:
    skipped = t.m if "m" in t.formula.numbers else None
    return sum(t.w[int(label)] for label in t.t.flatten() if int(label) != skipped)


for _rows in ("", r"\text{; rows with } t_i = m \text{ are left out}"):
    _end = r" \text{, else } 0" + _rows
    WORDS[r"-\tfrac1n\,\bar y" + _end] = lambda t: _classes(t, t.g / t.n)
    WORDS[r"-\bar y" + _end] = lambda t: _classes(t, t.g)
    WORDS[r"-\bar y_i" + _end] = lambda t: _classes(t, t.g)
    WORDS[r"-w_{t_i}\,\bar y" + _end] = lambda t: _classes(t, t.g)
    WORDS[r"-w_{t_i}\,\bar y_i" + _end] = lambda t: _classes(t, t.g)
    WORDS[r"-w_{t_i}\,\frac{\bar y}{\sum_j w_{t_j}}" + _end] = lambda t: _classes(
        t, t.g / _weights(t)
    )
