"""How fresh results lie in memory, where what they are made of lies in another order than usual.

torch lays the results of operations by element out as their operands lie: `x.t() * 2` has the
strides of `x.t()`. What other operations do with such operands is not known here, and what a
program asks of it then is refused.
"""

from ._graph import record
from ._storage import SURE, UNSURE, positions, turned
from ._tensor import Tensor, new
from ._types import numel, pack


def new_like(vals, shape, dt, *operands):
    """A new tensor of values in their usual order, laid out as its operands are."""
    unsure = any(t._lay == UNSURE for t in operands)
    if unsure or not any(map(turned, operands)):
        out = new(vals, shape, dt)
        out._lay = UNSURE if unsure else None
        return out
    strides = _strides(shape, operands)
    stored = [0] * numel(shape)
    for place, value in zip(positions(shape, strides, 0), vals, strict=True):
        stored[place] = value
    out = Tensor(pack(stored, dt), shape, dt, strides)
    out._lay = SURE
    return out


def _strides(shape, operands):
    """The strides of a result: the dimensions sorted by the strides of the operands."""
    behind = len(shape)
    wide = [_spread(t, shape) for t in operands]
    order = list(range(behind - 1, -1, -1))  # the fastest first
    for i in range(1, behind):
        later = i
        for earlier in range(i - 1, -1, -1):
            found = _compared(shape, wide, order[earlier], order[later])
            if found < 0:
                break
            if found:
                order[earlier], order[later] = order[later], order[earlier]
                later = earlier
    strides, step = [0] * behind, 1
    for dim in order:
        strides[dim] = step
        step *= max(shape[dim], 1)
    return tuple(strides)


def _spread(t, shape):
    """The strides of an operand over the shape of the result: 0 where it is spread."""
    new = [0] * (len(shape) - len(t.shape))
    return new + [0 if n == 1 else st for n, st in zip(t.shape, t._st, strict=True)]


def _compared(shape, wide, a, b):
    """Whether dimension `a` goes slower than `b` (1), faster (-1), or none of both."""
    for strides in wide:
        if strides[a] and strides[b]:
            if strides[a] != strides[b]:
                return 1 if strides[a] > strides[b] else -1
            if shape[a] > shape[b]:
                return 1
    return 0


def laid_out(v, g):
    """A copy of a gradient that lies in memory as its tensor does."""
    if v._dense():
        laid = new(g.vals(), g.shape, g.dtype)
    else:
        laid = v.detach().clone()
        laid.write(g.vals())
    laid._lay = SURE
    return laid


def first(v, g):
    """The first gradient of a tensor, where the run of the engine is recorded."""
    if not v.is_leaf:
        return g.clone()
    kept = laid_out(v, g.detach())
    return record(kept, "CopyBackwards", [kept.detach(), g], lambda _, g: (None, g))
