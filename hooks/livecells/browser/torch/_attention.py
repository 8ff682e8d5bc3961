"""Scaled dot product attention: in one step as torch's fast kernel, or step by step."""

import math

from ._arithmetic import mul
from ._compare import where
from ._graph import Mode, record, recording, renamed
from ._hidden import hide_behind, nameless
from ._layout import new_turned
from ._make import ones
from ._mode import by_numbers, seen_roughly
from ._products import matmul
from ._tensor import Tensor
from ._types import bool_, fault, refuse
from ._underived import backward_only, once

DIMS = (
    "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: %d "
    "key.dim: %d and value.dim: %d instead."
)
KERNEL = "_scaled_dot_product_flash_attention_for_cpu"
AGAIN = f"derivative for aten::{KERNEL}_backward is not implemented"
FLASH, MATH = 1, 0
allowed = [{FLASH, MATH}]  # which kernels may be used, the innermost block last


def attention(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False
):
    _known(query, key, value, attn_mask)
    if dropout_p or enable_gqa or (is_causal and attn_mask is not None):
        refuse("attention in this way")
    if is_causal or attn_mask is not None or Mode.duals:
        seen_roughly("attention of this kind")
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    if scale != scale:
        refuse("attention with this scale")
    if is_causal:
        size = (query.shape[-2], key.shape[-2])
        mask = ones(size, dtype=bool_).tril()
    else:
        mask = attn_mask
    if _is_fast(query, key, value, attn_mask):
        return _at_once(query, key, value, mask, scale)
    if MATH not in allowed[-1]:
        refuse("attention by this kernel alone")
    return _by_steps(query, key, value, mask, scale)


def _known(query, key, value, mask):
    parts = (query, key, value)
    if not all(isinstance(t, Tensor) for t in parts):
        refuse("attention of something else than tensors")
    if any(t.dtype is not query.dtype for t in parts) or (mask is not None and mask.dim() < 2):
        refuse("attention of these tensors")
    if min(t.dim() for t in parts) < 2:
        fault(RuntimeError, DIMS % tuple(t.dim() for t in parts))
    same = all(t.dtype is query.dtype for t in parts) and query.dtype.code in "fd"
    if not same or not all(t.numel() for t in parts) or key.shape[-1] != query.shape[-1]:
        refuse("attention of these tensors")
    if key.shape[-2] != value.shape[-2] or len({tuple(t.shape[:-2]) for t in parts}) > 1:
        refuse("attention of these tensors")
    if mask is not None and mask.dtype not in (bool_, query.dtype):
        refuse("attention with this mask")


def _is_fast(query, key, value, mask):
    """Whether torch takes its kernel for the CPU."""
    parts = (query, key, value)
    plain = all(t.dim() == 4 and t._st[-1] == 1 for t in parts)
    if mask is not None and (mask.dim() not in (2, 4) or mask.requires_grad):
        plain = False
    return FLASH in allowed[-1] and plain and value.shape[-1] == query.shape[-1]


def _masked(scores, mask):
    """Scores with the mask: what it leaves out is beyond all others."""
    if mask is None:
        return scores
    if mask.dtype is bool_:
        if not all(map(math.isfinite, scores.vals())):
            refuse("a mask of scores that are not finite")  # torch adds it, as -inf and 0
        return where(mask, scores, -math.inf)
    return scores + mask


def _shares(scores):
    """Shares of each row; a row that is masked as a whole has none."""
    shares = scores.softmax(-1)
    if shares._gf is not None:
        renamed(shares._gf, "SafeSoftmaxBackward0")
        hide_behind(shares._gf)  # a mask is added there, or chosen by
    empty = (scores.detach() == -math.inf).all(-1, True)
    return nameless(where(empty, 0.0, shares)) if empty.any().vals()[0] else shares


def _by_steps(query, key, value, mask, scale):
    root = math.sqrt(scale) if scale > 0 else refuse("attention with this scale")
    scores = matmul(by_numbers(mul, query, root), by_numbers(mul, key.transpose(-2, -1), root))
    return matmul(_shares(_masked(scores, mask)), value)


def _at_once(query, key, value, mask, scale):
    if Mode.vmap:
        refuse("attention in vmap")
    backward_only(KERNEL, query, key, value)
    before, Mode.grad = Mode.grad, False
    try:
        scores = matmul(query.detach(), key.detach().transpose(-2, -1)) * scale
        shares = _shares(_masked(scores, mask))
        made = matmul(shares, value.detach())
        out = new_turned(made.vals(), made.shape, made.dtype, 1, 2)
    finally:
        Mode.grad = before

    def back(node, g):
        parts = [node.get(name) for name in ("query", "key", "value")]
        made = _slopes(g.detach(), [t.detach() for t in parts], shares, scale)
        if not recording([g, *parts]):
            return made
        return tuple(once(t, [g, *parts], RuntimeError, AGAIN) for t in made)

    saved = [("query", query), ("key", key), ("value", value)]
    name = "ScaledDotProductFlashAttentionForCpuBackward0"
    return record(out, name, [query, key, value], back, saved, "output")


def _slopes(g, parts, shares, scale):
    query, key, value = parts
    turned = matmul(g, value.transpose(-2, -1))
    of_scores = shares * (turned - (turned * shares).sum(-1, True)) * scale
    of_query, of_key = matmul(of_scores, key), matmul(of_scores.transpose(-2, -1), query)
    return of_query, of_key, matmul(shares.transpose(-2, -1), g)
