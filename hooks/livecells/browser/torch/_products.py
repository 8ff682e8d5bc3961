"""The product `@` of tensors of any dimensions, made of those of two."""

from ._autocast import lowered
from ._broadcast import bshape
from ._graph import record, renamed
from ._matmul import bmm, dot, mm, mv
from ._mode import otherwise
from ._tensor import Tensor
from ._types import fault, refuse


@lowered
def matmul(a, b):
    if not isinstance(b, Tensor) or not isinstance(a, Tensor):
        return NotImplemented
    if not a.dim() or not b.dim():
        fault(
            RuntimeError,
            "both arguments to matmul need to be at least 1D, but they are %dD and %dD"
            % (a.dim(), b.dim()),
        )
    if a.dim() == 1 and b.dim() == 1:
        return dot(a, b)
    if a.dim() == 2 and b.dim() == 1:
        return mv(a, b)
    if a.dim() == 1 and b.dim() == 2:
        return _row(a.unsqueeze(0).mm(b))
    if a.dim() == 2 and b.dim() == 2:
        return mm(a, b)
    if a.dim() >= 3 and b.dim() <= 2:
        lead, flat = tuple(a.shape[:-1]), _folds(a, b)
        if b.dim() == 1 and not flat:
            return _unsafe_view(_boxes(a, b.unsqueeze(1)).squeeze(-1), lead)
        if b.dim() == 1:
            return _unsafe_view(a.reshape(-1, a.shape[-1]).mv(b), lead)
        made = a.reshape(-1, a.shape[-1]).mm(b) if flat else _boxes(a, b)
        return _unsafe_view(made, (*lead, b.shape[1]))
    if b.dim() < 2 or a.dim() < 2:
        refuse("matmul of these shapes")
    folded = a.dim() == 2 or a.numel() == a.shape[-2] * a.shape[-1]
    return otherwise(_by_boxes, a, b) if folded else _by_boxes(a, b)


def _folds(a, b):
    """Whether torch makes one matrix of all rows: else it would have to copy them."""
    if b.requires_grad or not a.numel():
        return True
    return all(a._st[i] == a._st[i + 1] * a.shape[i + 1] for i in range(a.dim() - 2))


def _boxes(a, b):
    lead = bshape(a.shape[:-2], b.shape[:-2])
    x = a.expand(lead + tuple(a.shape[-2:])).reshape((-1, *tuple(a.shape[-2:])))
    y = b.expand(lead + tuple(b.shape[-2:])).reshape((-1, *tuple(b.shape[-2:])))
    return bmm(x, y)


def _by_boxes(a, b):
    lead = bshape(a.shape[:-2], b.shape[:-2])
    return _unsafe_view(_boxes(a, b), (*lead, a.shape[-2], b.shape[-1]))


def _row(t):
    """The one row of a matrix."""
    out = t.squeeze(0)
    if out._gf is not None:
        out._gf = renamed(out._gf, "SqueezeBackward4")
    return out


def _unsafe_view(t, shape):
    return record(
        Tensor(t._d, shape, t.dtype),
        "UnsafeViewBackward0",
        [t],
        lambda n, g: (g.reshape(tuple(t.shape)),),
    )
