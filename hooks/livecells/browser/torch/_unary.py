"""Operations on one tensor, element by element."""

import math

from ._broadcast import batched, inf, nan, spread
from ._compare import where
from ._elementary import (
    _div,
    _exp,
    _log,
    _round,
    _safe,
    _sgn,
    _sigmoid,
    _sigmoid32,
    _sinc,
    _sinc32,
    _sqrt,
    _tanh,
    _whole,
    small_rsqrt,
)
from ._graph import record
from ._layout import new_copy, new_like
from ._returned import type_name
from ._tensor import Tensor
from ._types import (
    SMALL,
    UNKNOWN,
    bool_,
    complex64,
    default,
    fault,
    float32,
    float64,
    kind,
    refuse,
    rounded,
)
from ._unary_backward import sigmoid_backward, tanh_backward, threshold_backward


def _zero(n, g):
    return (g.new_zeros(g.shape),)


# name: (value, class, gradient(node, g), what is kept: x input, r result, - nothing)
def _no_gradient(n, g):
    """Zeros that torch does not even add to what else comes."""
    z = g.new_zeros(g.shape)
    z._zero = True
    return (z,)


def _sinc_back(n, g):
    x = n.get("self")
    p = x * math.pi
    below = x * x * math.pi
    return (where(below == 0, 0.0, g * ((p * p.cos() - p.sin()) / below)),)


UNARY = {
    "sinc": (_sinc, "SincBackward0", _sinc_back, "x"),
    "deg2rad": (
        lambda v: v * (math.pi / 180),
        "Deg2RadBackward0",
        lambda n, g: (g * (math.pi / 180),),
        "",
    ),
    "rad2deg": (
        lambda v: v * (180 / math.pi),
        "Rad2DegBackward0",
        lambda n, g: (g * (180 / math.pi),),
        "",
    ),
    "expm1": (
        lambda v: math.expm1(v) if v < 700 or v != v else inf,
        "Expm1Backward0",
        lambda n, g: (g * (n.get("result") + 1),),
        "r",
    ),
    "exp2": (
        lambda v: math.exp2(v) if v < 1000 or v != v else inf,
        "Exp2Backward0",
        lambda n, g: (g * n.get("result") * 0.6931471805599453,),
        "r",
    ),
    "asinh": (
        math.asinh,
        "AsinhBackward0",
        lambda n, g: (g * (n.get("self").pow(2) + 1).rsqrt(),),
        "x",
    ),
    "acosh": (
        lambda v: math.acosh(v) if v >= 1 else nan,
        "AcoshBackward0",
        lambda n, g: (g * (n.get("self") * n.get("self") - 1).rsqrt(),),
        "x",
    ),
    "atanh": (
        lambda v: math.atanh(v) if abs(v) < 1 else inf * v if abs(v) == 1 else nan,
        "AtanhBackward0",
        lambda n, g: (g / (1 - n.get("self").pow(2)),),
        "x",
    ),
    "erfc": (
        math.erfc,
        "ErfcBackward0",
        lambda n, g: (-2.0 / math.sqrt(math.pi) * (-(n.get("self").pow(2))).exp() * g,),
        "x",
    ),
    "frac": (
        lambda v: v - _whole(math.trunc, v) if abs(v) < inf else nan,
        "FracBackward0",
        lambda n, g: (g,),
        "",
    ),
    "exp": (_exp, "ExpBackward0", lambda n, g: (g * n.get("result"),), "r"),
    "log": (_log, "LogBackward0", lambda n, g: (g.div(n.get("self")),), "x"),
    "log2": (
        lambda v: _log(v) / math.log(2),
        "Log2Backward0",
        lambda n, g: (g / (n.get("self") * math.log(2)),),
        "x",
    ),
    "log10": (
        lambda v: math.log10(v) if v > 0 else _log(v),
        "Log10Backward0",
        lambda n, g: (g / (n.get("self") * 2.3025850929940456),),
        "x",
    ),
    "log1p": (
        lambda v: math.log1p(v) if v > -1 else (-inf if v == -1 else nan),
        "Log1PBackward0",
        lambda n, g: (g / (n.get("self") + 1),),
        "x",
    ),
    "sin": (_safe(math.sin), "SinBackward0", lambda n, g: (g * n.get("self").cos(),), "x"),
    "cos": (_safe(math.cos), "CosBackward0", lambda n, g: (g * -n.get("self").sin(),), "x"),
    "tan": (_safe(math.tan), "TanBackward0", lambda n, g: (g * (1 + n.get("result").pow(2)),), "r"),
    "asin": (
        lambda v: math.asin(v) if abs(v) <= 1 else nan,
        "AsinBackward0",
        lambda n, g: (g * (-n.get("self") * n.get("self") + 1).rsqrt(),),
        "x",
    ),
    "acos": (
        lambda v: math.acos(v) if abs(v) <= 1 else nan,
        "AcosBackward0",
        lambda n, g: (g * -((-n.get("self") * n.get("self") + 1).rsqrt()),),
        "x",
    ),
    "atan": (
        math.atan,
        "AtanBackward0",
        lambda n, g: (g / (n.get("self") * n.get("self") + 1),),
        "x",
    ),
    "sinh": (
        _safe(math.sinh, lambda v: v),
        "SinhBackward0",
        lambda n, g: (g * n.get("self").cosh(),),
        "x",
    ),
    "cosh": (
        _safe(math.cosh, lambda v: abs(v)),
        "CoshBackward0",
        lambda n, g: (g * n.get("self").sinh(),),
        "x",
    ),
    "tanh": (_tanh, "TanhBackward0", lambda n, g: (tanh_backward(g, n.get("result")),), "r"),
    "sigmoid": (
        _sigmoid,
        "SigmoidBackward0",
        lambda n, g: (sigmoid_backward(g, n.get("result")),),
        "r",
    ),
    "relu": (
        lambda v: v if v >= 0 or v != v else 0.0,
        "ReluBackward0",
        lambda n, g: (threshold_backward(g, n.get("result")),),
        "r",
    ),
    "sqrt": (_sqrt, "SqrtBackward0", lambda n, g: (g / (2 * n.get("result")),), "r"),
    "rsqrt": (
        lambda v: _div(1.0, _sqrt(v)),
        "RsqrtBackward0",
        lambda n, g: (-0.5 * g * n.get("result").pow(3),),
        "r",
    ),
    "abs": (abs, "AbsBackward0", lambda n, g: (g * n.get("self").sgn(),), "x"),
    "neg": (lambda v: -v, "NegBackward0", lambda n, g: (g.neg(),), ""),
    "reciprocal": (
        lambda v: _div(1.0, v),
        "ReciprocalBackward0",
        lambda n, g: (-g * (n.get("result") * n.get("result")),),
        "r",
    ),
    "sign": (_sgn, "SignBackward0", _zero, ""),
    "sgn": (_sgn, "SgnBackward0", _no_gradient, "x"),
    "round": (_round, "RoundBackward0", _zero, ""),
    "floor": (
        lambda v: _whole(math.floor, v),
        "FloorBackward0",
        _zero,
        "",
    ),
    "ceil": (
        lambda v: _whole(math.ceil, v),
        "CeilBackward0",
        _zero,
        "",
    ),
    "trunc": (
        lambda v: _whole(math.trunc, v),
        "TruncBackward0",
        _zero,
        "",
    ),
    "erf": (
        lambda v: math.erf(v),
        "ErfBackward0",
        lambda n, g: (2.0 / math.sqrt(math.pi) * (-(n.get("self").pow(2))).exp() * g,),
        "x",
    ),
}


IN_FLOAT32 = {"sigmoid": _sigmoid32, "sinc": _sinc32}
OF_MASKS = ("sign", "sgn")
KEEPS_INT = ("abs", "neg", "sign", "sgn", "relu", "round", "floor", "ceil", "trunc", "square")


OF_BOOL = {"abs": "abs_cpu", **{n: f"{n}_vml_cpu" for n in ("ceil", "floor", "round", "trunc")}}


def _has_type(name, dt):
    """What torch says of a type without a fraction that a function lacks."""
    if name == "frac":
        fault(NotImplementedError, UNKNOWN % ("frac_cpu", dt.title))
    if dt is bool_ and name in OF_BOOL:
        fault(NotImplementedError, UNKNOWN % (OF_BOOL[name], dt.title))
    if dt is bool_ and name == "relu":
        fault(RuntimeError, "Boolean inputs not supported for relu")


def unary(name, x):
    fn, cls, back, keep = UNARY[name]
    if not isinstance(x, Tensor):
        fault(
            TypeError,
            f"{name}(): argument 'input' (position 1) must be Tensor, not {type_name(x)}",
        )
    dt = x.dtype
    if dt.is_complex:
        return _complex_unary(name, x)
    if kind(dt) < 2:
        _has_type(name, dt)
        if name == "neg" and dt is bool_:
            fault(
                RuntimeError,
                "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.",
            )
        if name not in KEEPS_INT:
            dt = default[0]
        elif dt is bool_ and name not in OF_MASKS:
            refuse(f"{name} of True and False")
    if dt is float32:
        fn = IN_FLOAT32.get(name, fn)
    if name == "rsqrt" and dt.code in SMALL:
        fn = small_rsqrt(x.numel(), rounded(dt))
    vals = [fn(v) for v in spread(x, x.shape, dt)]
    out = new_like(vals, x.shape, dt, x)
    if batched(x):
        out._batched = True
    return record(
        out, cls, [x], back, [("self", x)] if keep == "x" else (), "result" if keep == "r" else None
    )


of_complex = []  # set by the module of complex functions, which is made of these


def _complex_unary(name, x):
    vals = x.vals()
    real = float32 if x.dtype is complex64 else float64
    if name == "abs":
        return record(
            new_copy([abs(v) for v in vals], real, x),
            "AbsBackward0",
            [x],
            lambda n, g: (g * n.get("self").sgn(),),
            [("self", x)],
        )
    if name == "neg":
        out = new_like([-v for v in vals], x.shape, x.dtype, x)
        return record(out, "NegBackward0", [x], lambda n, g: (-g,))
    if name == "square":
        return x.pow(2)
    return of_complex[0](name, x)
