"""Axes moved and turned, differences, parts of nearly equal size, and counts of whole numbers."""

from ._broadcast import axes, bshape
from ._graph import record
from ._join import cat
from ._tensor import Tensor, new
from ._types import _int, bool_, fault, float64, int64, refuse


def movedim(input, source, destination):
    n = input.dim()
    if isinstance(source, _int) != isinstance(destination, _int):
        refuse("movedim of one axis and several")
    given = [[each] if isinstance(each, _int) else each for each in (source, destination)]
    if len(given[0]) != len(given[1]):
        refuse("movedim of these axes")
    where = [[axes(d, n)[0] for d in each] for each in given]
    if len(where[0]) != len(where[1]) or any(len(set(each)) < len(each) for each in where):
        refuse("movedim of these axes")
    order: list = [None] * n
    for before, after in zip(*where, strict=True):
        order[after] = before
    rest = iter(d for d in range(n) if d not in where[0])
    return input.permute([next(rest) if d is None else d for d in order])


def rot90(input, k=1, dims=(0, 1)):
    if not isinstance(k, _int) or len(tuple(dims)) != 2 or input.dim() < 2:
        refuse("rot90 of these axes")
    first, second = (axes(d, input.dim())[0] for d in dims)
    if first == second:
        refuse("rot90 of these axes")
    source, turns = input.detach(), k % 4
    if turns == 1:
        made = source.flip(second).transpose(first, second)
    elif turns == 2:
        made = source.flip(first, second)
    else:
        made = source.flip(first).transpose(first, second) if turns else source
    made = (made if turns else made.clone())._alias()
    return record(made, "Rot90Backward0", [input], lambda n, g: (rot90(g, -k, dims),))


def diff(input, n=1, dim=-1, prepend=None, append=None):
    if not input.dim() or not isinstance(n, _int) or n < 0 or input.dtype is bool_:
        refuse("diff of this")
    if n == 0:
        refuse("diff of so few entries")
    axis = axes(dim, input.dim())[0]
    parts = [t for t in (prepend, input, append) if t is not None]
    if any(t.dtype is not input.dtype or t.dim() != input.dim() for t in parts):
        refuse("diff of several types or sizes")
    made = cat(parts, axis) if len(parts) > 1 else input
    if made.shape[axis] <= n:
        refuse("diff of so few entries")
    for _ in range(n):
        long = made.shape[axis] - 1
        made = made.narrow(axis, 1, long) - made.narrow(axis, 0, long)
    return made


def gradient(input, *, spacing=1, dim=None, edge_order=1):
    """Slopes from samples at equal distances, along one axis."""
    plain = isinstance(spacing, (_int, float)) and not isinstance(spacing, bool) and edge_order == 1
    if not plain or not spacing or input.dim() != 1 or dim not in (None, 0, -1):
        refuse("gradient of such samples")
    if not input.dtype.is_floating_point or input.shape[0] < 2 or input.requires_grad:
        refuse("gradient of such samples")
    last = input.shape[0] - 1
    inner = (input[2:] - input[:-2]) / spacing
    ends = [(input[k + 1 : k + 2] - input[k : k + 1]) / spacing for k in (0, last - 1)]
    return (cat([ends[0], inner / 2, ends[1]], 0),)


def tensor_split(input, indices_or_sections, dim=0):
    if not input.dim():
        text = "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims"
        fault(RuntimeError, text)
    if isinstance(indices_or_sections, Tensor):
        refuse("tensor_split at places in a tensor")
    axis, asked = axes(dim, input.dim())[0], indices_or_sections
    size = input.shape[axis]
    if isinstance(asked, _int) and asked > 0:
        short, longer = divmod(size, asked)
        ends = [k * short + min(k, longer) for k in range(1, asked)]
    elif isinstance(asked, (tuple, list)) and all(isinstance(each, _int) for each in asked):
        ends = list(asked)
    else:
        refuse("tensor_split of such parts")
    if any(not 0 <= a <= b <= size for a, b in zip([0, *ends], [*ends, size], strict=True)):
        refuse("tensor_split at such places")
    pairs = zip([0, *ends], [*ends, size], strict=True)
    return tuple(input.narrow(axis, a, b - a) for a, b in pairs)


def take_along_dim(input, indices, dim=None):
    if not isinstance(indices, Tensor) or indices.dtype is not int64:
        refuse("take_along_dim with such places")
    if dim is None:
        return input.view(-1).gather(0, indices.view(-1))
    if indices.dim() != input.dim():
        refuse("take_along_dim of several sizes")
    axis = axes(dim, input.dim())[0]
    wide = [list(t.shape) for t in (input, indices)]
    wide[0][axis] = wide[1][axis] = 1
    shape = bshape(*wide)
    whole = [[*shape[:axis], t.shape[axis], *shape[axis + 1 :]] for t in (input, indices)]
    return input.broadcast_to(whole[0]).gather(axis, indices.broadcast_to(whole[1]))


def bincount(input, weights=None, minlength=0):
    if input.dim() != 1 or input.dtype.is_floating_point or input.dtype is bool_:
        refuse("bincount of this")
    if weights is not None and (weights.shape != input.shape or weights.requires_grad):
        refuse("bincount with such weights")
    if minlength < 0:
        fault(RuntimeError, "minlength should be >= 0")
    places = input.vals()
    if any(place < 0 for place in places):
        text = "bincount only supports 1-d non-negative integral inputs."
        fault(RuntimeError, text)
    counts = [0] * max([minlength, *(place + 1 for place in places)])
    if weights is not None:
        if weights.dtype is not float64:
            refuse("bincount with weights of this type")
        counts = [0.0] * len(counts)
    for place, more in zip(
        places, weights.vals() if weights is not None else [1] * len(places), strict=True
    ):
        counts[place] += more
    return new(counts, (len(counts),), int64 if weights is None else float64)


moveaxis = movedim
