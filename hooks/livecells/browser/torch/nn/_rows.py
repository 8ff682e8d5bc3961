"""Functions of whole rows: entries of a table, distances, one place in many."""

import math

from .._autocast import raised
from .._broadcast import bshape, spread
from .._compare import where
from .._fused import fused
from .._graph import Mode, record
from .._pick import index_select, whole
from .._reduce import total
from .._saved_first import keep_first
from .._sizes import MOST
from .._storage import warn
from .._tensor import new
from .._types import f32, fault, float32, full_size, int64, refuse
from ._entropy import known, legacy

SIZES = (
    "Using a target size (%r) that is different to the input size (%r). This will likely lead to "
    "incorrect results due to broadcasting. Please ensure they have the same size."
)


def one_hot(tensor, num_classes=-1):
    if tensor.dtype is not int64:
        fault(RuntimeError, "one_hot is only applicable to index tensor of type LongTensor.")
    numbers = whole(tensor)
    if not numbers or min(numbers) < 0:
        refuse("one_hot of these classes")
    count = max(numbers) + 1 if num_classes == -1 else num_classes
    if max(numbers) >= count:
        fault(RuntimeError, "Class values must be smaller than num_classes.")
    if len(numbers) * count > MOST:
        refuse("so many classes")
    flat = [1 if v == k else 0 for v in numbers for k in range(count)]
    return new(flat, (*tensor.shape, count), int64)


NO_INDEX = (
    "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, "
    "Int; but got %s instead (while checking arguments for embedding)"
)
WITHIN = "Padding_idx must be within num_embeddings"


def embedding(
    input,
    weight,
    padding_idx=None,
    max_norm=None,
    norm_type=2.0,
    scale_grad_by_freq=False,
    sparse=False,
):
    if max_norm is not None or scale_grad_by_freq or sparse:
        refuse("embedding with these settings")
    if weight.dim() != 2:
        refuse("embedding of such a table")
    count = weight.shape[0]
    if padding_idx is not None and not -count <= padding_idx < count:
        fault(AssertionError, WITHIN)
    left = None if padding_idx is None else padding_idx % count
    if input.dtype.code not in "iq" or input.dtype.itemsize < 4:
        _no_index(input)
    places = whole(input.long())
    if places and not count:
        fault(RuntimeError, "index_select(): self indexing axis dim should be positive")
    if any(not 0 <= k < count for k in places):
        keep_first([weight], [("indices", input)])
        fault(IndexError, "index out of range in self")
    rows = index_select(weight.detach(), 0, input.reshape(-1).long())
    shape = (*input.shape, weight.shape[1])

    def back(n, g):
        n.get("indices")
        if g.requires_grad:
            refuse("a second derivative through an embedding")
        width, r = weight.shape[1], f32 if weight.dtype is float32 else float
        sums, vals = [0.0] * weight.numel(), g.vals()
        for i, k in enumerate(places):
            for j in range(width) if k != left else ():
                sums[k * width + j] = r(sums[k * width + j] + vals[i * width + j])
        return (new(sums, weight.shape, g.dtype),)

    out = new(rows.vals(), shape, weight.dtype)
    return record(out, "EmbeddingBackward0", [weight], back, [("indices", input)])


def _no_index(input):
    """What torch says of an index of another type."""
    if input.dtype.code not in "fd":
        refuse("an embedding of numbers of this type")
    said = f"torch.{input.dtype.title.rpartition('.')[2].removesuffix('Tensor')}Tensor"
    fault(RuntimeError, NO_INDEX % said)


def _pairwise(name, each, slope, again, input, target, reduction):
    """A loss of each pair of numbers, and its slope in the first, as a number and as an operation."""
    known(reduction)
    if input.dtype is not target.dtype or not input.dtype.is_floating_point:
        refuse("a loss of these types")
    if tuple(input.shape) != tuple(target.shape):
        warn(SIZES % (target.shape, input.shape))
    full_size(input.dtype, "this loss")
    shape = bshape(input.shape, target.shape)
    if shape != tuple(input.shape) or shape != tuple(target.shape):
        refuse("a loss of tensors of several sizes")
    pairs = list(zip(spread(input, shape), spread(target, shape), strict=True))
    r = f32 if input.dtype is float32 else float
    vals = [r(each(r(p - q))) for p, q in pairs]
    n = len(vals)
    if reduction == "none":
        out = new(vals, shape, input.dtype)
    else:
        out = new([total(vals, input.dtype)], (), input.dtype)
        if reduction == "mean":
            out = new([out.vals()[0] / n], (), input.dtype)
    k = 1.0 / n if reduction == "mean" else 1.0

    def back(node, g):
        a, b = node.get("self"), node.get("target")

        def pull(one, other):
            if Mode.grad:
                step = lambda g, p, q: again(p - q) * k * g
                return fused(name.replace("Backward", "BackwardBackward"), step, g, one, other)
            differences = (one.detach() - other.detach()).vals()
            return new([slope(d) * k for d in differences], shape, input.dtype) * g

        return pull(a, b) if node.need(0) else None, pull(b, a) if node.need(1) else None

    saved = [("self", input), ("target", target)]
    return record(out, name, [input, target], back, saved)


@raised
def huber_loss(input, target, reduction="mean", delta=1.0):
    bshape(input.shape, target.shape)
    if not delta > 0:
        fault(RuntimeError, "huber_loss does not support non-positive values for delta.")

    def each(d):
        return 0.5 * d * d if abs(d) <= delta else delta * (abs(d) - 0.5 * delta)

    def slope(d):
        return d if abs(d) <= delta else math.copysign(delta, d)

    def again(d):
        return where(d.abs() < delta, d, delta * d.sign())

    return _pairwise("HuberLossBackward0", each, slope, again, input, target, reduction)


@raised
def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    legacy(size_average, reduce)
    bshape(input.shape, target.shape)  # says what does not fit, as torch does before
    if not beta >= 0:
        fault(RuntimeError, "smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        known(reduction)
        shape = bshape(input.shape, target.shape)
        input, target = (
            t if tuple(t.shape) == shape else t.expand(*shape) for t in (input, target)
        )
        off = (input - target).abs()
        return off.mean() if reduction == "mean" else off.sum() if reduction == "sum" else off

    def each(d):
        return 0.5 * d * d / beta if abs(d) < beta else abs(d) - 0.5 * beta

    def slope(d):
        return d / beta if abs(d) < beta else math.copysign(1.0, d)

    def again(d):
        return where(d.abs() < beta, d / beta, d.sign())

    return _pairwise("SmoothL1LossBackward0", each, slope, again, input, target, reduction)
