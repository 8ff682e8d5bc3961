"""gradcheck with complex numbers: the slopes of real and imaginary parts, one after the other."""

from .._gradients import grad
from .._graph import Mode
from .._tensor import Tensor, new


def _slope(func, ins, oi, t, place, step):
    """How one output moves along a step of one entry, a unit of the step."""
    keep, got = t._d[place], []
    before, Mode.grad = Mode.grad, False
    try:
        for sign in (-1, 1):
            t._d[place] = keep + sign * step
            r = func(*ins)
            got.append(([r] if isinstance(r, Tensor) else list(r))[oi].vals())
    finally:
        t._d[place] = keep
        Mode.grad = before
    return [(b - a) / (2 * abs(step)) for a, b in zip(*got, strict=True)]


def _parts(o):
    return ((1, lambda v: v.real), (1j, lambda v: v.imag)) if o.dtype.is_complex else _REAL


_REAL = ((1, lambda v: v),)


def _by_steps(func, ins, oi, o, t, eps):
    for place in t.places():
        along = [_slope(func, ins, oi, t, place, step) for step in _steps(t, eps)]
        for _, part in _parts(o):
            for each in zip(*along, strict=True):
                slopes = [part(v) for v in each]
                yield complex(*slopes) if t.dtype.is_complex else slopes[0]


def _steps(t, eps):
    return (eps, 1j * eps) if t.dtype.is_complex else (eps,)


def _by_walks(o, t):
    found = []
    for unit, _ in _parts(o):
        for j in range(o.numel()):
            e = new([unit if i == j else 0.0 for i in range(o.numel())], o.shape, o.dtype)
            (g,) = grad(o, t, e, retain_graph=True, allow_unused=True)
            found.append([0.0] * t.numel() if g is None else g.vals())
    return [row[k] for k in range(t.numel()) for row in found]


def agrees(func, ins, oi, o, t, eps, atol, rtol):
    """Whether the slopes of one output in one input are those of small steps."""
    pairs = zip(_by_walks(o, t), _by_steps(func, ins, oi, o, t, eps), strict=True)
    return all(abs(p - q) <= atol + rtol * abs(q) for p, q in pairs)
