"""Numbers from an interval, each of them as likely."""

from ._held import IN_C, LARGEST
from ._multiply_add import double, single
from ._random import _filled, rand_vals
from ._types import f32, fault, float32


def uniform_(t, a=0.0, b=1.0, *, generator=None):
    """Edit a tensor; as on any processor that multiplies and adds in one, rounded once."""
    if t.dtype.code in "fd":
        _is_interval(a, b, t.dtype)
    drawn = rand_vals(t.numel(), t.dtype, generator)
    in_single = t.dtype is float32
    lo, hi = (f32(a), f32(b)) if in_single else (a, b)
    width = f32(hi - lo) if in_single else hi - lo
    if not width:
        return _filled(t, [lo for _ in drawn])
    at = single if in_single else double
    return _filled(t, [at(u, width, lo) for u in drawn])


def _is_interval(a, b, dtype):
    most = LARGEST[dtype.name]
    for name, end in (("from", a), ("to", b)):
        if not -most <= end <= most:
            fault(RuntimeError, f"{name} is out of bounds for {IN_C[dtype.name]}")
    if a > b:
        text = "uniform_ expects to return a [from, to) range, but found"
        fault(RuntimeError, f"{text} from={a:g} > to={b:g}")
    if not b - a <= most:
        text = f"uniform_ expects to-from <= std::numeric_limits<{dtype.title}>::max(), but found"
        found = f"to={b:g} and from={a:g} which result in to-from to exceed the limit"
        fault(RuntimeError, f"{text} {found}")
