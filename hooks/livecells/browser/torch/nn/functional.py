"""torch.nn.functional."""

import math

from .. import _softmax
from .._activations import (
    elu,
    gelu,
    hardtanh,
    leaky_relu,
    logsigmoid,
    relu6,
    silu,
    softmin,
    softplus,
    softsign,
    tanhshrink,
)
from .._attention import attention as scaled_dot_product_attention
from .._autocast import lowered, raised
from .._broadcast import bshape
from .._convolution import conv1d, conv2d
from .._edges import xlogy
from .._fused import fused
from .._graph import record
from .._hidden import nameless
from .._layer_norm import layer_norm
from .._layout import new_like
from .._lazily import later
from .._matmul import addmm
from .._missing import missing
from .._mode import seen_roughly, unnamed
from .._names_below import FUNCTIONAL
from .._pooling import avg_pool1d, avg_pool2d, max_pool1d, max_pool2d
from .._products import matmul
from .._races import exponential_
from .._random import bernoulli_vals
from .._reduce import total
from .._storage import ordered, warn
from .._tensor import new
from .._types import UNKNOWN, bool_, f32, fault, full_size, kind, pack, promote_types, refuse
from .._unary import unary
from .._views import expand
from ._entropy import cross_entropy, known, legacy, nll_loss
from ._pairs import SIZES, binary_cross_entropy, binary_cross_entropy_with_logits, mse_loss
from ._rows import embedding, huber_loss, one_hot, smooth_l1_loss

sigmoid, tanh = lambda input: input.sigmoid(), lambda input: input.tanh()


def relu(input, inplace=False):
    return input.relu_() if inplace else unary("relu", input)


@lowered
def linear(input, weight, bias=None):
    if not input.dim() or not weight.dim():
        text = "both arguments to linear need to be at least 1D, but they are %dD and %dD"
        fault(RuntimeError, text % (input.dim(), weight.dim()))
    if input.dim() == 2 and bias is not None:
        return addmm(bias, input, weight.t())
    flat = bias is not None and input.is_contiguous()  # torch adds the bias apart elsewhere
    if input.dim() == 1 and flat:
        x = input.reshape(1, -1)
        return addmm(bias, x, weight.t()).view(-1)
    if input.dim() > 2 and bias is not None and bias.dim() > 1:
        refuse("linear with such a bias")
    if input.dim() > 2 and flat:
        flat = input.reshape(-1, input.shape[-1])
        out = addmm(bias, flat, weight.t()).view((*tuple(input.shape[:-1]), weight.shape[0]))
        return out if out.numel() else nameless(out)
    out = matmul(input, weight.t())
    if bias is None:
        return out
    if bias.dtype is not out.dtype or bias.dim() > 1:
        refuse("linear with such a bias")  # torch adds it in place
    return out + bias


def dropout(input, p=0.5, training=True, inplace=False):
    if p < 0.0 or p > 1.0:
        fault(ValueError, f"dropout probability has to be between 0 and 1, but got {p}")
    if p != p:
        fault(RuntimeError, "dropout probability has to be between 0 and 1, but got nan")
    if not training or p == 0 or not input.numel():
        return input
    if inplace:
        refuse("dropout in place")
    if p == 1:
        return input * input.detach().new_zeros(input.shape)
    ordered(input, "dropout")
    noise = new(bernoulli_vals(input.numel(), 1 - p), input.shape, input.dtype)
    noise.div_(1 - p)
    return input * noise


def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1):
    if eps != 1e-10:
        refuse("eps of gumbel_softmax")
    if kind(logits.dtype) < 2:
        refuse("gumbel_softmax of whole numbers")
    noise = -exponential_(logits.detach().new_zeros(logits.shape)).log()
    soft = ((logits + noise) / tau).softmax(dim)
    if not hard:
        return soft
    seen_roughly("gumbel_softmax with hard=True")
    places = soft.detach().argmax(dim, keepdim=True)
    one = soft.detach().new_zeros(soft.shape).scatter(dim, places, 1.0)
    return one - soft.detach() + soft


def _reduced(loss, reduction):
    known(reduction)
    return loss.mean() if reduction == "mean" else loss.sum() if reduction == "sum" else loss


@raised
def l1_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    legacy(size_average, reduce)
    if tuple(target.shape) != tuple(input.shape):
        warn(SIZES % (target.shape, input.shape))
    shape = bshape(input.shape, target.shape)
    a, b = (t if tuple(t.shape) == shape else expand(t, shape) for t in (input, target))
    return _reduced((a - b).abs(), reduction)


IMPLIED = (
    "Implicit dimension choice for %s has been deprecated. Change the call to include dim=X as an "
    "argument."
)


def _implied(x, dim, name, level):
    """The axis that is meant where none is given, which brings a warning."""
    if dim is not None:
        return dim
    if level != 3:
        refuse(f"{name} without dim")
    warn(IMPLIED % name)
    return 0 if x.dim() in (0, 1, 3) else 1


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    return _softmax.softmax(input, _implied(input, dim, "softmax", _stacklevel), dtype)


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    return _softmax.log_softmax(input, _implied(input, dim, "log_softmax", _stacklevel), dtype)


def normalize(input, p=2.0, dim=1, eps=1e-12, out=None):
    if out is not None:
        refuse("normalize(out=)")
    return input / input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)


def _kl_each(input, target):
    return xlogy(target, target) - target * input


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    legacy(size_average, reduce)
    if reduction not in ("sum", "batchmean", "none"):
        refuse("this call of kl_div")
    if input.dtype is not target.dtype or input.dtype.code not in "fd":
        refuse("kl_div of these types")
    seen_roughly("kl_div")
    each = target.exp() * (target - input) if log_target else _kl_each(input, target)
    if reduction == "none":
        return each
    return each.sum() if reduction == "sum" else each.sum() / input.shape[0]


LATER = {
    ".._kinks": "prelu rrelu celu selu threshold hardsigmoid hardswish softshrink hardshrink mish",
    "._margins": "hinge_embedding_loss margin_ranking_loss multi_margin_loss multilabel_margin_loss "
    "triplet_margin_loss cosine_embedding_loss cosine_similarity pairwise_distance "
    "poisson_nll_loss gaussian_nll_loss",
    ".._group_norm": "group_norm",
    ".._pooling": "adaptive_max_pool1d",
}
globals().update(later(LATER, __package__))


def __getattr__(name):
    missing("torch.nn.functional", name, FUNCTIONAL)
