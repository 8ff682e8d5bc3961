"""Which type comes of two."""

from ._tensor import Tensor
from ._types import bool_, float64, int64, kind, of_number, promote_types


def result_type(*ts):
    """c10's rules: tensors with axes before those without, those before Python numbers."""
    best = [None, None, None]
    for t in ts:
        if isinstance(t, Tensor):
            w = 2 if getattr(t, "_wrapped", False) else 0 if t.shape else 1
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
