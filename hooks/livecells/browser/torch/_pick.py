"""Entries taken by their place, and gradients put back there."""

from ._broadcast import axes
from ._graph import record
from ._saved_first import may_keep
from ._sizes import whole as whole_numbers
from ._storage import UNSURE, contiguous_strides, positions, usual
from ._tensor import Tensor, new
from ._types import _int, bool_, f32, fault, float32, int64, kind, numel, refuse

# How torch calls the step that puts gradients back; with `+` it is one into zeros of its own.
BACK = {
    "GatherBackward0": "+ScatterAddBackward0",
    "CummaxBackward0": "+ScatterAddBackward0",
    "CumminBackward0": "+ScatterAddBackward0",
    "IndexSelectBackward0": "+IndexAddBackward0",
    "TakeBackward0": "+PutBackward0",
    "MaskedSelectBackward0": "+MaskedScatterBackward0",
    "SortBackward0": "+ScatterBackward0",
    "SortBackward1": "+ScatterBackward0",
    "TopkBackward0": "+ScatterBackward0",
    "RollBackward0": "RollBackward0",
    "DiagonalBackward0_copy": "DiagonalBackwardBackward0",
    "DiagonalBackward0": "DiagonalBackwardBackward0",
    "UnfoldBackward0": "UnfoldBackwardBackward0",
}


def picked(x, places, shape, name, saved=(), axis=None):
    """The entries of `x` at places of its numbers in order; of one entry of an axis, that axis."""
    old, vals = tuple(x.shape), x.vals()
    out = new([vals[p] for p in places], shape, x.dtype)

    def back(n, g):
        if axis is None:
            return (put(g, places, old, BACK.get(name, INDEX_PUT)),)
        g = g if g.dim() == len(old) else g.unsqueeze(axis)
        return (put(g, places, old, "+ScatterBackward0"),)

    return record(out, name, [x], back, saved)


INDEX_PUT = "IndexPutBackward0"


def put(g, places, shape, name=INDEX_PUT):
    """Zeros with the entries of `g` added at their places."""
    sums = [0.0] * numel(shape)
    single = g.dtype is float32
    for p, v in zip(places, g.vals(), strict=True):
        sums[p] = f32(sums[p] + v) if single else sums[p] + v
    small = tuple(g.shape)
    out = new(sums, shape, g.dtype)
    lead = [None] * name.startswith("+")
    back = lambda n, gg: (*lead, picked(gg, places, small, "IndexBackward0"))
    return record(out, name.removeprefix("+"), [*lead, g], back)


def one_axis(dim, x):
    if not isinstance(dim, _int):
        refuse("several axes here")
    return axes(dim, x.dim())[0]


def lines(x, d):
    """For each line of `x` along an axis, the places of its entries."""
    shape = tuple(x.shape)
    if not shape:
        return [[0]]
    st = contiguous_strides(shape)
    rest = [i for i in range(len(shape)) if i != d]
    starts = positions([shape[i] for i in rest], [st[i] for i in rest], 0)
    return [[s + k * st[d] for k in range(shape[d])] for s in starts]


def whole(index):
    """An index of whole numbers."""
    if not isinstance(index, Tensor) or index.dtype is not int64:
        refuse("an index that is no tensor of int64")
    return index.vals()


def _in_range(k, n):
    if not 0 <= k < n:
        refuse("an index out of range")
    return k


def gather_places(x, d, index):
    may_keep([x], [index])
    shape = tuple(index.shape)
    if len(shape) != x.dim() or any(
        a > b for i, (a, b) in enumerate(zip(shape, x.shape, strict=True)) if i != d
    ):
        refuse("gather with an index of this shape")
    if not shape:
        return [0]
    st = contiguous_strides(x.shape)
    coordinates = positions(shape, [0 if i == d else st[i] for i in range(len(shape))], 0)
    return [
        p + _in_range(k, x.shape[d]) * st[d] for p, k in zip(coordinates, whole(index), strict=True)
    ]


def gather(input, dim, index):
    d = one_axis(dim, input)
    return picked(
        input,
        gather_places(input, d, index),
        index.shape,
        "GatherBackward0",
        [("index", index), ("self", input)],
    )


def index_select(input, dim, index):
    d = one_axis(dim, input)
    if index.dim() != 1 or not input.dim():
        refuse("index_select of these shapes")
    chosen = [_in_range(k, input.shape[d]) for k in whole(index)]
    shape = list(input.shape)
    shape[d] = len(chosen)
    st = contiguous_strides(input.shape)
    steps = [[k * st[i] for k in range(n)] for i, n in enumerate(input.shape)]
    steps[d] = [k * st[d] for k in chosen]
    places = [0]
    for each in steps:
        places = [p + s for p in places for s in each]
    return picked(input, places, shape, "IndexSelectBackward0", [("index", index)])


def take(input, index):
    n = input.numel()
    if any(not -n <= k < n for k in whole(index)):
        refuse("an index out of range")
    return picked(input, [k % n for k in whole(index)], index.shape, "TakeBackward0")


def roll(input, shifts, dims=None):
    if not input.numel():
        refuse("roll of nothing")
    shifts = [shifts] if isinstance(shifts, _int) else list(whole_numbers((shifts,)))
    dims = [dims] if isinstance(dims, _int) else dims and list(whole_numbers((dims,)))
    if not shifts:
        fault(RuntimeError, "`shifts` required")
    if len(dims or ()) != len(shifts) and (dims or len(shifts) > 1):
        text = "shifts and dimensions must align. shifts: %d, dims:%d"
        fault(RuntimeError, text % (len(shifts), len(dims or ())))
    if dims and not input.dim():
        fault(IndexError, f"Dimension specified as {dims[0]} but tensor has no dimensions")
    if dims is None and len(shifts) == 1:
        n = max(input.numel(), 1)
        places = [(k - shifts[0]) % n for k in range(input.numel())]
        return picked(input, places, input.shape, "RollBackward0")
    if dims is None or len(shifts) != len(dims):
        refuse("roll of these axes")
    places = list(range(input.numel()))
    for shift, dim in zip(shifts, dims, strict=True):
        before = list(places)
        for line in lines(input, one_axis(dim, input)):
            for k, p in enumerate(line):
                places[p] = before[line[(k - shift) % len(line)]]
    out = picked(input, places, input.shape, "RollBackward0")
    if input.dim() > 3 and not usual(input):
        out._lay = UNSURE  # torch joins two parts, and may keep channels last
    return out


def diag(input, diagonal=0):
    if diagonal:
        refuse("another diagonal than the main one")
    if input.dim() == 2:
        n = min(input.shape)
        if not n:
            refuse("an empty diagonal")
        places, width = [k * input.shape[1] + k for k in range(n)], (n,)
        return picked(input, places, width, "DiagonalBackward0_copy")
    if input.dim() != 1:
        fault(RuntimeError, f"diag(): Supports 1D or 2D tensors. Got {input.dim()}D")
    n = input.shape[0]
    old = input
    out = new([0] * (n * n), (n, n), input.dtype)
    for k, v in enumerate(input.vals()):
        out._d[k * n + k] = v
    return record(out, "DiagEmbedBackward0", [old], lambda node, g: (g.diagonal(),))


def trace(input):
    if input.dtype is bool_:
        refuse("the trace of True and False")
    if input.dim() != 2:
        fault(RuntimeError, "trace: expected a matrix, but got tensor with dim %d" % input.dim())
    if kind(input.dtype) < 2:
        refuse("the trace of whole numbers")
    n, width = min(input.shape), input.shape[1]
    places, shape, total = [k * width + k for k in range(n)], tuple(input.shape), 0.0
    vals = input.vals()
    for p in places:
        total += vals[p]
    out = new([total], (), input.dtype)

    def back(node, g):
        return (put(g.expand((n,)), places, shape),)

    return record(out, "TraceBackward0", [input], back)


def repeat_interleave(input, repeats, dim=None):
    if type(repeats) is int and repeats < 0:
        fault(RuntimeError, "Repeats must be non-negative")
    if not isinstance(repeats, _int) or dim is not None or input.dim() != 1:
        refuse("this call of repeat_interleave")
    return input.unsqueeze(1).expand(input.numel(), repeats).clone().contiguous().view(-1)
