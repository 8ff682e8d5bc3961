"""Losses of classes: the negative log likelihood, and that of logits."""

from .. import _softmax
from .._autocast import raised
from .._elementary import _div
from .._fused import fused
from .._graph import record
from .._mode import by_numbers, seen_roughly
from .._pick import put
from .._reduce import total
from .._tensor import Tensor, new
from .._types import f32, fault, float32, int64, kind, refuse

BATCH = "Expected input batch_size (%d) to match target batch_size (%d)."
CLASSES = (
    "weight tensor should be defined either for all %d classes or no classes but got weight "
    "tensor of shape: %s"
)


def legacy(size_average, reduce):
    """The old settings bring a warning, which is not here."""
    if size_average is not None or reduce is not None:
        refuse("size_average or reduce of a loss")


def known(reduction):
    if reduction not in ("none", "mean", "sum"):
        fault(ValueError, f"{reduction} is not a valid value for reduction")


@raised
def nll_loss(
    input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"
):
    legacy(size_average, reduce)
    known(reduction)
    if not isinstance(input, Tensor) or not isinstance(target, Tensor):
        refuse("a loss of something else than tensors")
    if input.dim() not in (1, 2) or input.dtype.code not in "fd":
        refuse("targets of this kind")
    if target.dim() != input.dim() - 1 and input.dim() == 1:
        refuse("targets of this kind")
    classes = input.shape[-1]
    rows = input.shape[0] if input.dim() == 2 else 1
    if input.dim() == 2:
        count = target.shape[0] if target.dim() else 0
        if count != rows:
            fault(ValueError, BATCH % (rows, count))
        if target.dim() != 1:
            fault(RuntimeError, "0D or 1D target tensor expected, multi-target not supported")
    if target.dtype is not int64:
        _of_type(target)
    if not classes or not rows:
        refuse("a loss of nothing")
    shares = _shares(input, weight, classes)
    return _picked(input, target, weight, shares, ignore_index, reduction)


def _of_type(target):
    """What torch says of targets of another type."""
    if target.dtype.code not in "fdiq" or target.dtype.itemsize < 4:
        refuse("targets of this kind")
    said = target.dtype.title.removesuffix("Tensor").rpartition(".")[2]
    fault(RuntimeError, f"expected target dtype to be Long or Byte, but got {said}")


def _shares(input, weight, classes, said=""):
    """What each class counts."""
    if weight is None:
        return [1.0] * classes
    if not isinstance(weight, Tensor) or weight.dtype is not input.dtype or weight.requires_grad:
        refuse("weights of this kind")
    if tuple(weight.shape) != (classes,):
        fault(RuntimeError, said + CLASSES % (classes, list(weight.shape)))
    return weight.vals()


def _picked(input, target, weight, shares, ignored, reduction):
    """The chosen entry of each row, as one step of the graph."""
    classes, r = input.shape[-1], f32 if input.dtype is float32 else float
    targets, vals, shape = target.vals(), input.vals(), tuple(input.shape)
    for t in targets:
        if t != ignored and not 0 <= t < classes:
            fault(IndexError, f"Target {t} is out of bounds.")
    rows = [i for i, t in enumerate(targets) if t != ignored]
    places = [i * classes + targets[i] for i in rows]
    counted = [shares[targets[i]] for i in rows]
    each = [r(-vals[p] * w) for p, w in zip(places, counted, strict=True)]
    minus = new([-w for w in counted], (len(counted),), input.dtype)
    if reduction == "none":
        whole = [0.0] * len(targets)
        for i, v in zip(rows, each, strict=True):
            whole[i] = v
        out, count = new(whole, tuple(target.shape), input.dtype), None
    else:
        count = total(counted, input.dtype) if reduction == "mean" else 1.0
        out = _share(total(each, input.dtype), count, input.dtype)

    def slope(g, _):
        if count is None:
            kept = g.reshape(-1)[new(rows, (len(rows),), int64)]
        else:
            kept = (g / count if reduction == "mean" else g).expand(len(rows))
        return put(kept * minus, places, shape)

    def back(node, g):
        return (fused("NllLossBackwardBackward0", slope, g, node.get("self")),)

    none = reduction == "none" and len(shape) == 2
    heavy = 0.0 if none else total(counted, input.dtype)
    whole_weight = new([heavy], (), input.dtype)
    saved = [("self", input), ("target", target), ("weight", weight)]
    saved.append(("total_weight", whole_weight))
    return record(out, "NllLossBackward0", [input], back, saved)


def _share(sum_, count, dt):
    return new([_div(sum_, count)], (), dt)


@raised
def cross_entropy(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
    label_smoothing=0.0,
):
    legacy(size_average, reduce)
    known(reduction)
    if not isinstance(input, Tensor) or not isinstance(target, Tensor):
        refuse("a loss of something else than tensors")
    if input.dim() not in (1, 2) or input.dtype.code not in "fd" or not input.numel():
        refuse("cross_entropy of these sizes")
    if not 0.0 <= label_smoothing <= 1.0:
        refuse("cross_entropy with such a label_smoothing")  # what torch says goes by the targets
    if weight is not None and (label_smoothing or target.dtype is not int64):
        seen_roughly("cross_entropy of this kind")
    logs = _softmax.log_softmax(input, input.dim() - 1)
    if tuple(target.shape) == tuple(input.shape):
        if target.dtype is int64:
            text = "Expected floating point type for target with class probabilities, got Long"
            fault(RuntimeError, text)
        if ignore_index >= 0 or kind(target.dtype) != 2:
            refuse("cross_entropy with these targets")
        return by_numbers(_of_shares, logs, target, weight, reduction, label_smoothing)
    loss = nll_loss(logs, target, weight, None, ignore_index, None, reduction)
    if not label_smoothing:
        return loss
    smooth = _smoothed(logs, target, weight, ignore_index, reduction)
    return by_numbers(_blended, loss, smooth, label_smoothing, logs.shape[-1])


def _blended(loss, smooth, share, classes):
    return (1 - share) * loss + smooth * (share / classes)


def _smoothed(logs, target, weight, ignored, reduction):
    """The part of a smoothed loss that all classes share."""
    smooth = -(logs if weight is None else logs * weight).sum(logs.dim() - 1)
    left = target == ignored
    smooth = smooth.masked_fill(left, 0.0)
    if reduction == "none":
        return smooth
    if reduction == "sum":
        return smooth.sum()
    kept = ~left
    if weight is not None:
        return smooth.sum() / weight.gather(0, target.masked_select(kept).flatten()).sum()
    return smooth.sum() / kept.sum()


def _of_shares(logs, target, weight, reduction, smoothing):
    """With a share of each class as the target."""
    classes = logs.shape[-1]
    if target.dtype is not logs.dtype:
        refuse("cross_entropy of two types")
    if smoothing:
        target = target * (1 - smoothing) + smoothing / classes
    each = logs * target
    if weight is not None:
        _shares(logs, weight, classes, "cross_entropy: ")
        each = each * weight
    if reduction == "none":
        return -each.sum(logs.dim() - 1)
    if reduction == "sum":
        return -each.sum()
    return -each.sum() / (logs.numel() // classes)
