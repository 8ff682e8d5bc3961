"""How torch prints a tensor."""

import math

from ._graph import Mode, dual
from ._places import variables
from ._types import bool_, complex64, complex128, default, float32, int64, numel, refuse


class Options:
    precision, threshold, edgeitems, linewidth, sci_mode = 4, 1000, 3, 80, None


def set_printoptions(
    precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None
):
    if profile in ("default", "short", "full"):
        Options.precision = 2 if profile == "short" else 4
        Options.threshold = math.inf if profile == "full" else 1000
        Options.edgeitems, Options.linewidth = (2 if profile == "short" else 3), 80
    for name, v in (
        ("precision", precision),
        ("threshold", threshold),
        ("edgeitems", edgeitems),
        ("linewidth", linewidth),
    ):
        if v is not None:
            setattr(Options, name, v)
    Options.sci_mode = sci_mode


class Format:
    def __init__(self, vals, floating):
        self.floating, self.int_mode, self.sci, self.width = floating, True, False, 1
        if not floating:
            self.width = max([len(str(v)) for v in vals] + [1])
            return
        pool = [v for v in vals if v == v and abs(v) != math.inf and v != 0]
        if not pool:
            return
        mags = [abs(v) for v in pool]
        hi, lo = max(mags), min(mags)
        self.int_mode = all(v == math.floor(v) for v in pool)
        if Options.sci_mode is None:
            self.sci = hi / lo > 1000.0 or hi > 1.0e8 or lo < 1.0e-4
        else:
            self.sci = Options.sci_mode
        for v in pool:
            self.width = max(self.width, len(self.raw(v)))

    def raw(self, v):
        if not self.floating:
            return str(v)
        if v != v:
            return "nan"
        if abs(v) == math.inf:
            return "inf" if v > 0 else "-inf"
        if self.sci:
            return "%.*e" % (Options.precision, v)
        if self.int_mode:
            return f"{v:.0f}."
        return "%.*f" % (Options.precision, v)

    def __call__(self, v):
        s = self.raw(v)
        return " " * (self.width - len(s)) + s


class Pair:
    """Complex numbers: the two parts have formats of their own."""

    def __init__(self, vals):
        self.re, self.im = (
            Format([v.real for v in vals], True),
            Format([v.imag for v in vals], True),
        )
        self.width = self.re.width + self.im.width + 1

    def __call__(self, v):
        im = self.im.raw(v.imag)
        im = " " * (self.im.width - len(im)) + im
        s = im.lstrip()
        return (
            self.re(v.real) + ("+" if s[0] != "-" else "") + im.strip() + "j"
            if s[0] != "-"
            else self.re(v.real) + s + "j"
        )


def _vec(vals, ind, fmt, cut):
    el = fmt.width + 2
    if isinstance(fmt, Pair):
        el = fmt.width + 2 + 1
    per = max(1, int((Options.linewidth - ind) / el))
    e = Options.edgeitems
    items = (
        [fmt(v) for v in vals[:e]] + [" ..."] + [fmt(v) for v in vals[-e:]]
        if cut and len(vals) > 2 * e
        else [fmt(v) for v in vals]
    )
    lines = [", ".join(items[i : i + per]) for i in range(0, len(items), per)]
    return "[" + (",\n" + " " * (ind + 1)).join(lines) + "]"


def _nest(vals, shape, ind, fmt, cut):
    if not shape:
        return fmt(vals[0])
    if len(shape) == 1:
        return _vec(vals, ind, fmt, cut)
    step, e = numel(shape[1:]), Options.edgeitems
    rows = list(range(shape[0]))
    if cut and shape[0] > 2 * e:
        rows = [*rows[:e], None, *rows[-e:]]
    out = [
        "..." if r is None else _nest(vals[r * step : (r + 1) * step], shape[1:], ind + 1, fmt, cut)
        for r in rows
    ]
    return "[" + ("," + "\n" * (len(shape) - 1) + " " * (ind + 1)).join(out) + "]"


def _shown(vals, shape):
    if not shape:
        return list(vals)
    step, e = numel(shape[1:]), Options.edgeitems
    rows = list(range(shape[0]))
    if shape[0] > 2 * e:
        rows = rows[:e] + rows[-e:]
    out = []
    for r in rows:
        out += _shown(vals[r * step : (r + 1) * step], shape[1:])
    return out


def _tracked(t):
    """A tensor that was made in a transform of torch.func."""
    if any(leaf._level != t._level for leaf in variables(t)):
        refuse("this way of printing in a transform")
    if t._level != 1 or Mode.vmap or Mode.transform > 1:
        refuse("printing in several transforms, or in vmap")
    plain = t._alias()
    plain._level = 0
    text = "\n".join("    " + line for line in show(plain).splitlines())
    return f"GradTrackingTensor(lvl={1 if Mode.transform else -2}, value=\n{text}\n)"


def show(t, head="tensor("):
    if t._level:
        return _tracked(t)
    if getattr(t, "_signless", False):
        refuse("how zeros of a Fourier transform print, whose signs are not known,")
    vals, shape = t.vals(), tuple(t.shape)
    if t.dtype is bool_:
        vals = [v != 0 for v in vals]
    suffix = []
    usual = (default[0], int64, bool_, complex64 if default[0] is float32 else complex128)
    if not vals:
        if len(shape) != 1:
            suffix.append("size=" + str(shape))
        if t.dtype is not default[0]:
            suffix.append("dtype=" + repr(t.dtype))
        body = "[]"
    else:
        if t.dtype not in usual:
            suffix.append("dtype=" + repr(t.dtype))
        cut = len(vals) > Options.threshold
        pool = _shown(vals, shape) if cut else vals
        fmt = Pair(pool) if t.dtype.is_complex else Format(pool, t.dtype.is_floating_point)
        body = _nest(vals, shape, len(head), fmt, cut)
    try:
        name = t.grad_fn.name().rpartition("::")[2] if t.grad_fn is not None else None
    except RuntimeError:
        name = "Invalid"
    if name is not None:
        suffix.append(f"grad_fn=<{name}>")
    elif t.requires_grad:
        suffix.append("requires_grad=True")
    if Mode.duals and dual(t):
        if t.dim() > 1:
            refuse("how a dual tensor of several axes prints")
        suffix.append(f"tangent={t._tangent[1]}")
    out = head + body
    col = len(out) - out.rfind("\n") + 1
    for s in suffix:
        if col + len(s) + 2 > Options.linewidth:
            out += ",\n" + " " * len(head) + s
            col = len(head) + len(s)
        else:
            out += ", " + s
            col += len(s) + 2
    return out + ")"
