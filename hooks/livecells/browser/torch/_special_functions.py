"""Functions of `torch.special`, with the slopes that torch gives where they have a corner."""

from ._broadcast import inf, nan
from ._compare import where
from ._elementary import _exp, _log
from ._graph import Mode, Saved, record
from ._returned import type_name
from ._special_values import ROOT_PI, bessel, trigamma
from ._special_values import digamma as _digamma
from ._special_values import erfinv as _erfinv
from ._special_values import lgamma as _lgamma
from ._tensor import Tensor, new
from ._types import default, f32, fault, float32, full_size, kind, refuse


def mapped(name, x, value, back, node, kept="self"):
    """A function of each number; whole numbers become those of the default type."""
    if not isinstance(x, Tensor):
        said = type_name(x)
        fault(TypeError, f"{name}(): argument 'input' (position 1) must be Tensor, not {said}")
    if x.dtype.is_complex:
        refuse(f"{name} of complex numbers")
    full_size(x.dtype, name)
    dt = x.dtype if kind(x.dtype) > 1 else default[0]
    out = new([value(v) for v in x.vals()], x.shape, dt)
    saved = [("self", x)] if kept == "self" else ()
    return record(out, node, [x], back, saved, kept if kept == "result" else None)


def erfinv(input):
    def back(n, g):
        return (0.5 * ROOT_PI * n.get("self").erfinv().pow(2).exp() * g,)

    return mapped("erfinv", input, _erfinv, back, "ErfinvBackward0")


def lgamma(input):
    back = lambda n, g: (g * digamma(n.get("self")),)
    return mapped("lgamma", input, _lgamma, back, "LgammaBackward0")


def digamma(input):
    back = lambda n, g: (g * _trigamma(n.get("self")),)
    return mapped("digamma", input, _digamma, back, "DigammaBackward0")


def _trigamma(x):
    def back(n, g):
        refuse("the third derivative of lgamma")

    return mapped("polygamma", x, trigamma, back, "PolygammaBackward0")


def _logit(v):
    if v != v or not 0 <= v <= 1:
        return nan
    return inf if v == 1 else _log(v / (1 - v))


def logit(input, eps=None):
    if eps is not None and eps < 0:
        refuse("logit with an eps below 0")  # whose gradient depends on how many entries there are
    if eps is None:
        value, low, high = _logit, 0.0, 1.0
    else:
        low, high = (f32(eps), f32(1 - f32(eps))) if _single(input) else (eps, 1 - eps)
        value = lambda v: _logit(low if v < low else high if v > high else v)

    def back(n, g):
        x = n.get("self")
        beyond = nan if eps is None else 0.0
        if Mode.grad:
            inside = (x >= low) & (x <= high)
            return (where(inside, g / (x * (1.0 - x)), beyond),)
        steep = g / ((x + 0.0) * (1.0 - x))  # of -0 as of 0
        return (where((x < low) | (x > high), beyond, steep),)

    return mapped("logit", input, value, back, "LogitBackward0")


def _single(x):
    return isinstance(x, Tensor) and x.dtype is float32


def entr(input):
    def value(v):
        return -v * _log(v) if v > 0 or v != v else 0.0 if v == 0 else -inf

    back = lambda n, g: (g * -(1 + n.get("self").log()),)
    return mapped("special_entr", input, value, back, "SpecialEntrBackward0")


def i0e(input):
    def back(n, g):
        x = n.get("self")
        return (g * (i1e(x) - x.sgn() * n.get("result")),)

    out = mapped("special_i0e", input, lambda v: bessel(v, 0), back, "SpecialI0EBackward0")
    return _with_result(out)


def _with_result(out):
    """The result is saved too."""
    if out._gf is not None:
        out._gf.saved["result"] = Saved(out, out._gf)
    return out


def _not_twice_at_zero(x):
    if Mode.grad and any(v == 0 for v in x.vals()):
        refuse("the second derivative of a Bessel function at 0")


def i1e(input):
    def back(n, g):
        x, r = n.get("self"), n.get("result")
        _not_twice_at_zero(x)
        steep = i0e(x) - r * (x.sgn() + x.reciprocal())
        return (g * where(x.abs() > 2.220446049250313e-16, steep, 0.5),)

    out = mapped("special_i1e", input, lambda v: bessel(v, 1), back, "SpecialI1EBackward0")
    return _with_result(out)


def i0(input):
    back = lambda n, g: (g * i1(n.get("self")),)
    value = lambda v: bessel(v, 0) * _exp(abs(v))
    return mapped("i0", input, value, back, "I0Backward0")


def i1(input):
    def back(n, g):
        x, r = n.get("self"), n.get("result")
        _not_twice_at_zero(x)
        steep = i0(x) - r * x.reciprocal()
        return (g * where(x.abs() > 2.220446049250313e-16, steep, 0.5),)

    value = lambda v: bessel(v, 1) * _exp(abs(v))
    return _with_result(mapped("special_i1", input, value, back, "SpecialI1Backward0"))
