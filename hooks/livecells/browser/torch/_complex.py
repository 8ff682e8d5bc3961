"""Complex numbers: their functions, their parts, and pairs of real numbers in their place."""

import cmath
import math

from ._broadcast import bshape, inf, spread
from ._compare import where
from ._graph import record
from ._hidden import hide_behind
from ._layout import new_like
from ._storage import APART
from ._tensor import Tensor, new
from ._types import complex64, complex128, fault, float32, float64, kind, numel, refuse
from ._unary import UNARY, of_complex

REAL_OF = {complex64: float32, complex128: float64}
COMPLEX_OF = {float32: complex64, float64: complex128}


def _safe(fn):
    def of(v):
        try:
            return fn(v)
        except (ValueError, ZeroDivisionError, OverflowError):
            return refuse("this function at such a complex number")

    return of


# name: (value, its slope, by `self` or `result`)
HOLOMORPHIC = {
    "exp": (cmath.exp, lambda x, r: r),
    "log": (cmath.log, lambda x, r: 1 / x),
    "sin": (cmath.sin, lambda x, r: x.cos()),
    "cos": (cmath.cos, lambda x, r: -x.sin()),
    "tan": (cmath.tan, lambda x, r: 1 + r * r),
    "sinh": (cmath.sinh, lambda x, r: x.cosh()),
    "cosh": (cmath.cosh, lambda x, r: x.sinh()),
    "tanh": (cmath.tanh, lambda x, r: 1 - r * r),
    "sqrt": (cmath.sqrt, lambda x, r: 1 / (2 * r)),
    "reciprocal": (lambda v: 1 / v, lambda x, r: -r * r),
}


def sgn(x):
    vals = [v / abs(v) if v else 0j for v in x.vals()]
    out = new_like(vals, x.shape, x.dtype, x)
    return record(out, "SgnBackward0", [x], sgn_back, [("self", x)], "result")


def holomorphic(name, x):
    """A function with a complex slope, and its step back by the conjugate of that slope."""
    if name == "sgn":
        return sgn(x)
    if name not in HOLOMORPHIC:
        refuse(f"{name} of complex numbers")
    value, slope = HOLOMORPHIC[name]
    _, cls, _, keep = UNARY[name]
    out = new_like([_safe(value)(v) for v in x.vals()], x.shape, x.dtype, x)

    def back(n, g):
        kept = [n.get("self") if keep == "x" else None, n.get("result") if keep == "r" else None]
        return (g * slope(*kept).conj(),)

    saved = [("self", x)] if keep == "x" else ()
    return record(out, cls, [x], back, saved, "result" if keep == "r" else None)


def sgn_back(n, g):
    """The direction of z moves across itself only."""
    x, r = n.get("self"), n.get("result")
    length = x.abs()
    turned = g / length - r * ((g.conj() * x).real / (length * length))
    return (where(length == 0, 0.0, turned),)


def angle(x):
    if not x.dtype.is_complex:
        return _angle_of_real(x)
    dt = REAL_OF[x.dtype]
    out = new_like([math.atan2(v.imag, v.real) for v in x.vals()], x.shape, dt, x)

    def back(n, g):
        z = n.get("self")
        square = z.abs().pow(2)
        found = complex_(-z.imag / square * g, z.real / square * g)
        return (where(z == 0, 0.0, found),)

    return record(out, "AngleBackward0", [x], back, [("self", x)])


def _angle_of_real(x):
    if kind(x.dtype) != 2:
        refuse("the angle of whole numbers")
    vals = [v if v != v else math.pi if v < 0 else 0.0 for v in x.vals()]
    back = lambda n, g: (g.new_zeros(g.shape),)
    return record(new_like(vals, x.shape, x.dtype, x), "AngleBackward0", [x], back, [("self", x)])


def complex_(real, imag):
    """The function `torch.complex`."""
    if not isinstance(real, Tensor) or not isinstance(imag, Tensor):
        refuse("complex of numbers")
    if real.dtype is not imag.dtype or real.dtype not in COMPLEX_OF:
        refuse("complex of these types")
    shape = bshape(real.shape, imag.shape)
    pairs = zip(spread(real, shape), spread(imag, shape), strict=True)
    out = new_like([complex(a, b) for a, b in pairs], shape, COMPLEX_OF[real.dtype], real, imag)

    def back(n, g):
        return g.real if n.need(0) else None, g.imag if n.need(1) else None

    return record(out, "ComplexBackward0", [real, imag], back)


def _zeros(g):
    return g.new_zeros(g.shape)


def real(x):
    if not x.dtype.is_complex:
        return x
    out = _frozen(new([v.real for v in x.vals()], x.shape, REAL_OF[x.dtype]), x)
    return _selected(out, x, lambda n, g: (complex_(g, _zeros(g)),))


def imag(x):
    if not x.dtype.is_complex:
        fault(RuntimeError, "imag is not implemented for tensors with non-complex dtypes.")
    out = _frozen(new([v.imag for v in x.vals()], x.shape, REAL_OF[x.dtype]), x)
    return _selected(out, x, lambda n, g: (complex_(_zeros(g), g),))


def _selected(out, x, back):
    """A part of complex numbers; torch takes it in two steps, so only the last one is told."""
    record(out, "SelectBackward0", [x], back)
    if out._gf is not None:
        hide_behind(out._gf)
    return out


def _frozen(t, source):
    """Torch's shares memory with what it was made of; this one is a copy that nobody may edit."""
    t._multi, t._lay, t._vc = "frozen", APART, source._vc
    return t


def view_as_real(x):
    if not x.dtype.is_complex:
        text = "view_as_real is only supported for complex tensors"
        fault(RuntimeError, text)
    vals = [part for v in x.vals() for part in (v.real, v.imag)]
    out = _frozen(new(vals, (*x.shape, 2), REAL_OF[x.dtype]), x)
    return record(out, "ViewAsRealBackward0", [x], lambda n, g: (view_as_complex(g.contiguous()),))


def view_as_complex(x):
    if x.dtype not in COMPLEX_OF or not x.dim() or x.shape[-1] != 2:
        refuse("view_as_complex of this tensor")
    if x.stride(-1) != 1:
        fault(RuntimeError, "Tensor must have a last dimension with stride 1")
    if any(step % 2 for step in x.stride()[:-1]):
        refuse("view_as_complex of this tensor")
    vals = x.vals()
    pairs = [complex(a, b) for a, b in zip(vals[::2], vals[1::2], strict=True)]
    out = _frozen(new(pairs, x.shape[:-1], COMPLEX_OF[x.dtype]), x)
    return record(out, "ViewAsComplexBackward0", [x], lambda n, g: (view_as_real(g),))


def resolve(x):
    """There are no lazy conjugates or signs here."""
    return x


def _turn(sign, k, size):
    """The k-th of the turns in a circle, exact at quarters."""
    quarter, rest = divmod(4 * k, size)
    if rest:
        return cmath.exp(sign * 2j * math.pi * k / size)
    return (1, sign * 1j, -1, sign * -1j)[quarter]


def _transform(row, sign):
    """By halves, as in torch: what cancels there leaves nothing here either."""
    size = len(row)
    turns = [_turn(sign, k, size) for k in range(size)]
    if size % 2:
        return [sum(v * turns[k * i % size] for i, v in enumerate(row)) for k in range(size)]
    halves = list(zip(row[: size // 2], row[size // 2 :], strict=True))
    even = _transform([a + b for a, b in halves], sign)
    odd = _transform([(a - b) * turn for (a, b), turn in zip(halves, turns, strict=False)], sign)
    return [v for pair in zip(even, odd, strict=True) for v in pair]


def fft(input, n=None, dim=-1, norm=None):
    return _turned(input, n, dim, norm, -1)


def _even(v):
    """Whether a number is finite, or none in both its parts: then nothing is left of its row."""
    return abs(v) < inf or (v.real != v.real and (v.imag != v.imag or not v.imag))


def _turned(input, n, dim, norm, sign, name="FftC2CBackward0"):
    """Waves of one sign of the exponent, not divided by their number."""
    if n is not None or norm is not None or not isinstance(input, Tensor) or not input.dim():
        refuse("a Fourier transform of this kind")
    dims, dt = input.dim(), input.dtype
    if dim not in (-1, dims - 1) or dt not in (*REAL_OF, *COMPLEX_OF) or not input.numel():
        refuse("a Fourier transform of this kind")
    if not all(_even(complex(v)) for v in input.vals()):
        refuse("a Fourier transform of what is infinite")
    size = input.shape[-1]
    vals, rows = input.vals(), range(numel(input.shape[:-1]))
    out = [v for row in rows for v in _transform(vals[row * size : (row + 1) * size], sign)]
    if dt in COMPLEX_OF:
        name = "FftR2CBackward0"
    made = new(out, input.shape, COMPLEX_OF.get(dt, dt))
    made._signless = any(not p for k, v in enumerate(out) if k % size for p in (v.real, v.imag))

    def back(node, g):
        turned = _turned(g, None, -1, None, -sign)
        return (turned.real if dt in COMPLEX_OF else turned,)

    return record(made, name, [input], back)


def ifft(input, n=None, dim=-1, norm=None):
    if n is not None or norm is not None or not input.dtype.is_complex:
        refuse("a Fourier transform of this kind")
    return _turned(input, None, dim, None, 1) / input.shape[-1]


of_complex.append(holomorphic)


def conj(x):
    if not x.dtype.is_complex:
        return x
    return record(
        new([complex(v.real, -v.imag) for v in x.vals()], x.shape, x.dtype),
        "ConjBackward0",
        [x],
        lambda n, g: (g.conj(),),
    )
