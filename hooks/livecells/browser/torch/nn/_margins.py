"""Losses with a margin, and those of a distribution."""

from .._broadcast import rows_of
from .._compare import where
from .._graph import record, renamed
from .._make import ones_like, zeros
from .._mode import seen_roughly
from .._modes import no_grad
from .._reduce import norm
from .._tensor import Tensor, new
from .._types import fault, float32, float64, int64, refuse
from .._underived import once
from ._entropy import known, legacy


def _alike(*tensors):
    for t in tensors:
        if not isinstance(t, Tensor) or t.dtype not in (float32, float64):
            refuse("a loss of these types")
        if t.dtype is not tensors[0].dtype:
            refuse("a loss of several types")


def _plus(t, number):
    """A sum with a number, as C++ adds it."""
    return _shifted(t + number, "AddBackward1", t)


def _shifted(made, name, t):
    return record(made.detach(), name, [t], lambda n, g: (g,))


def _reduced(loss, reduction):
    known(reduction)
    return loss.mean() if reduction == "mean" else loss.sum() if reduction == "sum" else loss


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    legacy(size_average, reduce)
    _alike(input, target)
    if target.requires_grad or any(v not in (1, -1) for v in target.vals()):
        refuse("hinge_embedding_loss with targets that are not 1 or -1")
    nothing = zeros(()).to(input.dtype)
    far = where(target != 1, (_from(margin, input)).clamp_min(0), nothing)
    return _reduced(far + where(target != -1, input, nothing), reduction)


def _from(number, t):
    """A number less a tensor, as the difference of two tensors."""
    return (ones_like(t.detach()) * number) - t


def margin_ranking_loss(
    input1, input2, target, margin=0.0, size_average=None, reduce=None, reduction="mean"
):
    legacy(size_average, reduce)
    _alike(input1, input2, target)
    if not input1.dim() == input2.dim() == target.dim():
        refuse("margin_ranking_loss of these sizes")
    return _reduced(_plus(-target * (input1 - input2), margin).clamp_min(0), reduction)


NO_SECOND = "derivative for aten::%s_backward is not implemented"


def multi_margin_loss(
    input,
    target,
    p=1,
    margin=1.0,
    weight=None,
    size_average=None,
    reduce=None,
    reduction="mean",
):
    legacy(size_average, reduce)
    _alike(input)
    rows = _rows_of(input)
    if p != 1 or weight is not None or target.dtype is not int64 or target.dim() > 1:
        refuse("this call of multi_margin_loss")
    if target.numel() != len(rows):
        refuse("multi_margin_loss of these sizes")
    losses, slopes = [], []
    for row, at in zip(rows, target.vals(), strict=True):
        if not 0 <= at < len(row):
            refuse("a class that is not there")
        over = [margin - row[at] + v if k != at else 0.0 for k, v in enumerate(row)]
        losses.append(sum(v for v in over if v > 0) / len(row))
        pulls = [1.0 / len(row) if v > 0 else 0.0 for v in over]
        pulls[at] = -sum(pulls)
        slopes += pulls
    return _stepped("multi_margin_loss", "MultiMarginLoss", input, losses, slopes, reduction)


def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    legacy(size_average, reduce)
    _alike(input)
    if target.dtype is not int64 or tuple(target.shape) != tuple(input.shape):
        refuse("this call of multilabel_margin_loss")
    losses, slopes, classes = [], [], _rows_of(target)
    if any(not -1 <= at < len(row) for row in classes for at in row):
        fault(RuntimeError, "argument #2 'target' is out of range")
    for row, listed in zip(_rows_of(input), classes, strict=True):
        wanted = listed[: listed.index(-1)] if -1 in listed else listed
        loss, pulls = 0.0, [0.0] * len(row)
        for at in wanted:
            for k, v in enumerate(row):
                if k not in wanted and 1 - row[at] + v > 0:
                    loss += 1 - row[at] + v
                    pulls[k] += 1 / len(row)
                    pulls[at] -= 1 / len(row)
        losses.append(loss / len(row))
        slopes += pulls
    return _stepped(
        "multilabel_margin_loss", "MultilabelMarginLoss", input, losses, slopes, reduction
    )


def _rows_of(x):
    if x.dim() not in (1, 2) or not x.numel():
        refuse("a loss of this size")
    return rows_of(x.vals(), x.shape[-1])


def _stepped(name, node, input, losses, slopes, reduction):
    """A loss whose slopes are known by now."""
    known(reduction)
    if reduction == "none":
        refuse(f"{name} without a reduction")
    k = 1 / len(losses) if reduction == "mean" else 1.0
    pulls = new([s * k for s in slopes], input.shape, input.dtype)
    out = new([sum(losses) * k], (), input.dtype)

    def back(n, g):
        made = g.detach() * pulls
        return (once(made, [g, n.get("self")], RuntimeError, NO_SECOND % name),)

    return record(out, f"{node}Backward0", [input], back, [("self", input)])


def pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False):
    _alike(x1, x2)
    if p != 2 or keepdim:
        refuse("this call of pairwise_distance")
    out = norm(_plus(x1 - x2, eps), 2, -1)
    if out._gf is not None:
        renamed(out._gf, "NormBackward1")
    return out


def triplet_margin_loss(
    anchor,
    positive,
    negative,
    margin=1.0,
    p=2,
    eps=1e-6,
    swap=False,
    size_average=None,
    reduce=None,
    reduction="mean",
):
    legacy(size_average, reduce)
    if margin <= 0:
        fault(ValueError, f"margin must be greater than 0, got {margin}")
    if swap or not anchor.dim() == positive.dim() == negative.dim() or not anchor.dim():
        refuse("this call of triplet_margin_loss")
    near = pairwise_distance(anchor, positive, p, eps)
    far = pairwise_distance(anchor, negative, p, eps)
    return _reduced((_plus(near, margin) - far).clamp_min(0), reduction)


def cosine_embedding_loss(
    input1, input2, target, margin=0.0, size_average=None, reduce=None, reduction="mean"
):
    legacy(size_average, reduce)
    _alike(input1, input2, target)
    if input1.dim() not in (1, 2) or tuple(input1.shape) != tuple(input2.shape):
        refuse("cosine_embedding_loss of these sizes")
    if target.dim() != input1.dim() - 1 or any(v not in (1, -1) for v in target.vals()):
        refuse("cosine_embedding_loss with this target")
    seen_roughly("cosine_embedding_loss")
    eps = 1e-12
    product = (input1 * input2).sum(-1)
    squares = [_plus((t * t).sum(-1), eps) for t in (input1, input2)]
    cos = product / (squares[0] * squares[1]).sqrt()
    nothing = zeros(()).to(input1.dtype)
    apart = where(target == -1, _less(cos, margin).clamp_min(0), nothing)
    return _reduced(where(target == 1, _from(1.0, cos), nothing) + apart, reduction)


def _less(t, number):
    return _shifted(t - number, "SubBackward1", t)


def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    _alike(x1, x2)
    if tuple(x1.shape) != tuple(x2.shape) or not x1.dim():
        refuse("cosine_similarity of several sizes")
    if not eps >= 0:
        fault(RuntimeError, f"eps must be non-negative, got: {eps:g}")
    seen_roughly("cosine_similarity")
    parts = []
    for t in (x1, x2):
        length = norm(t, 2, dim, True)
        if any(v <= eps for v in length.vals()):
            refuse("cosine_similarity of a zero")
        parts.append(t / length.clone())
    return (parts[0] * parts[1]).sum(dim)


def poisson_nll_loss(
    input,
    target,
    log_input=True,
    full=False,
    size_average=None,
    eps=1e-8,
    reduce=None,
    reduction="mean",
):
    legacy(size_average, reduce)
    _alike(input, target)
    if full:
        refuse("poisson_nll_loss with its full term")
    if log_input:
        product = target * input  # first, as in torch
        return _reduced(input.exp() - product, reduction)
    return _reduced(input - target * _plus(input, eps).log(), reduction)


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    _alike(input, target, var)
    if full or not tuple(input.shape) == tuple(target.shape) == tuple(var.shape):
        refuse("this call of gaussian_nll_loss")
    if reduction not in ("none", "mean", "sum"):
        fault(ValueError, f"{reduction} is not valid")
    if any(v < 0 for v in var.vals()):
        fault(ValueError, "var has negative entry/entries")
    safe = var.clone()
    with no_grad():
        safe.clamp_(min=eps)
    return _reduced(0.5 * (safe.log() + (input - target) ** 2 / safe), reduction)
