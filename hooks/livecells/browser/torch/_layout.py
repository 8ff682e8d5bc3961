"""How fresh results lie in memory, where what they are made of lies in another order than usual.

torch lays the results of operations by element out as their operands lie: `x.t() * 2` has the
strides of `x.t()`. What other operations do with such operands is not known here, and what a
program asks of it then is refused.
"""

from ._graph import record
from ._storage import ODD, SURE, UNSURE, contiguous_strides, positions, side_by_side, usual
from ._tensor import Tensor, new
from ._types import numel, pack


def new_like(vals, shape, dt, *operands):
    """A new tensor of values in their usual order, laid out as its operands are."""
    if all(map(usual, operands)):
        return _noted(new(vals, shape, dt), operands)
    return _noted(_new_by(vals, shape, dt, _by_element(tuple(shape), operands)), operands)


def new_copy(vals, dt, t):
    """The same of what has the size of one tensor and is laid out as that alone."""
    if usual(t):
        return _noted(new(vals, t.shape, dt), (t,))
    strides = tuple(t._st) if side_by_side(t) else _by_size(t)
    return _noted(_new_by(vals, t.shape, dt, strides), (t,))


def new_straight(vals, shape, dt):
    """The same in the usual order, whatever its operands are."""
    return _noted(new(vals, shape, dt), ())


def new_turned(vals, shape, dt, a, b):
    """The same of what torch makes with two dimensions in each other's place, and turns."""
    order = list(range(len(shape)))[::-1]
    x, y = order.index(a), order.index(b)
    order[x], order[y] = order[y], order[x]
    return _noted(_new_by(vals, shape, dt, _in_order(order, [max(n, 1) for n in shape])), ())


def _noted(out, operands):
    """The same, with a note of what is not known of its operands."""
    lays = {t._lay for t in operands}
    out._lay = UNSURE if UNSURE in lays else ODD if ODD in lays else SURE
    return out


def _new_by(vals, shape, dt, strides):
    stored = [0] * numel(shape)
    for place, value in zip(positions(shape, strides, 0), vals, strict=True):
        stored[place] = value
    return Tensor(pack(stored, dt), shape, dt, strides)


# ----- Strides as torch's TensorIterator chooses them -----


def _by_element(shape, operands):
    if all(tuple(t.shape) == shape for t in operands):
        if all(t._dense() for t in operands):
            return contiguous_strides(shape)
        if len(shape) == 4 and all(map(_channels_last, operands)):
            return _channels_last_strides(shape)
        if all(map(side_by_side, operands)) and len({tuple(t._st) for t in operands}) == 1:
            return tuple(operands[0]._st)
    wide = [_spread(t, shape) for t in operands]
    order = _order(shape, wide)
    if order == list(range(len(shape)))[::-1]:
        return contiguous_strides(shape)
    return _in_order(order, shape)


def _by_size(t):
    return _in_order(_order(t.shape, [t._st]), [max(n, 1) for n in t.shape])


def _in_order(order, shape):
    strides, step = [0] * len(shape), 1
    for dim in order:
        strides[dim] = step
        step *= shape[dim]
    return tuple(strides)


def _order(shape, wide):
    """The dimensions sorted by the strides of the operands, the fastest first."""
    behind = len(shape)
    order = list(range(behind - 1, -1, -1))
    for i in range(1, behind):
        later = i
        for earlier in range(i - 1, -1, -1):
            found = _compared(shape, wide, order[earlier], order[later])
            if found < 0:
                break
            if found:
                order[earlier], order[later] = order[later], order[earlier]
                later = earlier
    return order


def _compared(shape, wide, a, b):
    """Whether dimension `a` goes slower than `b` (1), faster (-1), or none of both."""
    for strides in wide:
        if strides[a] and strides[b]:
            if strides[a] != strides[b]:
                return 1 if strides[a] > strides[b] else -1
            if shape[a] > shape[b]:
                return 1
    return 0


def _spread(t, shape):
    """The strides of an operand over the shape of the result: 0 where it is spread."""
    behind = len(shape) - len(t.shape)
    own = zip(t.shape, shape[behind:], t._st, strict=True)
    return [0] * behind + [0 if n == 1 != wide else step for n, wide, step in own]


def _channels_last_strides(shape):
    _, channels, rows, columns = shape
    return (rows * columns * channels, 1, columns * channels, channels)


def _channels_last(t):
    last = _channels_last_strides(t.shape)
    return all(n == 1 or st == to for n, st, to in zip(t.shape, t._st, last, strict=True))


# ----- Gradients -----


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
