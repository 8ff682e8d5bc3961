"""Which type comes of two."""

from ._tensor import Tensor
from ._types import bool_, float64, int64, kind, of_number, promote_types


def _alike(a, b):
    """Whether both are tensors of one type, and neither stands for a Python number."""
    if not (isinstance(a, Tensor) and isinstance(b, Tensor)):
        return False
    return a.dtype is b.dtype and not (a._wrapped or b._wrapped)


def result_type(*ts):
    """c10's rules: tensors with axes before those without, those before Python numbers."""
    if len(ts) == 2 and _alike(*ts):
        return ts[0].dtype
    best = [None, None, None]
    for t in ts:
        if isinstance(t, Tensor):
            w = 2 if t._wrapped else 0 if t.shape else 1
            dt = t.dtype
            if w == 2:
                dt = of_number(
                    True if dt is bool_ else 0 if dt is int64 else 0.0 if dt is float64 else 0j
                )
        else:
            w, dt = 2, of_number(t)
        best[w] = dt if best[w] is None else promote_types(best[w], dt)
    out = None
    for dt in best:
        if dt is None:
            continue
        if out is None:
            out = dt
        elif kind(dt) > kind(out):
            out = promote_types(out, dt) if kind(out) > 1 or kind(dt) < 2 else dt
    return out
