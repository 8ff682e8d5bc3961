"""Rules of the operations that networks are built of: normalisation, convolution, attention."""

from __future__ import annotations

import math

from livecells.draw.rules.facts import Facts
from livecells.draw.rules.formula import Lines, rule, says

_ELSE = r" \text{, else } 0"

# ----- Normalisation -----


def _normalised(n: Facts, where: str) -> Lines:
    weighted = 1 in n.inputs or "weight" in n.tensors
    g = r"@w \odot \bar @y" if weighted else r"\bar @y"
    return says(
        rf"\bar @a = s\,(g - \operatorname{{mean}} g - h \odot \operatorname{{mean}}(g \odot h))"
        rf"\text{{ with }} g = {g},\ h = s\,(@a - \operatorname{{mean}} @a)\text{{, {where}}}",
        r"\bar @w = \sum \bar @y \odot s\,(@a - \operatorname{mean} @a)",
        r"\bar @b = \sum \bar @y",
    )


@rule("NativeLayerNorm0", "a:input w:weight b:bias | s:result2")
def _layer_norm(n: Facts) -> Lines:
    return _with_s(_normalised(n, "means over the normalised dimensions"))


@rule("NativeGroupNorm0", "a:input w:weight b:bias | s:result2")
def _group_norm(n: Facts) -> Lines:
    return _with_s(_normalised(n, "means over each group of channels"))


def _with_s(formula: Lines) -> Lines:
    if formula is None:
        return None
    return says(*(line.replace("s\\,", "@s\\,") for _, line in formula.lines))


@rule("NativeBatchNorm0", "a:input w:weight b:bias | s:result2 m:running_mean v:running_var")
def _batch_norm(n: Facts) -> Lines:
    if n.settings.get("training"):
        return _with_s(_normalised(n, "means over each channel"))
    eps = n.number("eps")
    if eps is None:
        return None
    root = r"\sqrt{@v + \epsilon}"
    weight = r" \odot @w" if 1 in n.inputs or "weight" in n.tensors else ""
    return says(
        rf"\bar @a = \frac{{\bar @y{weight}}}{{{root}}}",
        rf"\bar @w = \sum \bar @y \odot \frac{{@a - @m}}{{{root}}}",
        r"\bar @b = \sum \bar @y",
        epsilon=eps,
    )


# ----- Windows -----

_TERMS = r" \text{ over all terms } @a_q\,@w_k \text{ of entries } @y_p"
rule("Convolution0", "a:input w:weight b:bias")(
    lambda _n: says(
        r"\bar @a_q = \sum \bar @y_p\,@w_k" + _TERMS,
        r"\bar @w_k = \sum \bar @y_p\,@a_q" + _TERMS,
        r"\bar @b = \sum \bar @y \text{ over each channel}",
    )
)
rule("MaxPool2DWithIndices0 MaxPool3DWithIndices0 AdaptiveMaxPool2D0 AdaptiveMaxPool3D0"
     " FractionalMaxPool2D0", "a:self")(
    lambda _n: says(
        r"\bar @a_i = \sum \bar @y_j \text{ over all windows } j \text{ that took } @a_i"
    )
)  # fmt: skip
_OWN_SIZE = r"\text{, of } n_j \text{ entries}"
_WINDOWS = r" \text{ over all windows } j \text{ with } @a_i"


@rule("AvgPool2D0 AvgPool3D0")
def _avg_pool(n: Facts) -> Lines:
    size = n.settings.get("kernel_size")
    if not isinstance(size, list) or n.settings.get("ceil_mode"):
        return None
    count = n.number("divisor_override")
    padded = any(n.settings["padding"]) if isinstance(n.settings["padding"], list) else True
    if count is None and padded and not n.settings.get("count_include_pad"):
        return says(rf"\bar @a_i = \sum \tfrac{{1}}{{n_j}}\,\bar @y_j{_WINDOWS}{_OWN_SIZE}")
    if count is None:
        count = math.prod(int(length) for length in size if isinstance(length, int))
    return says(rf"\bar @a_i = \tfrac1n \sum \bar @y_j{_WINDOWS}", n=count)


rule("AdaptiveAvgPool2D0 AdaptiveAvgPool3D0")(
    lambda _n: says(rf"\bar @a_i = \sum \tfrac{{1}}{{n_j}}\,\bar @y_j{_WINDOWS}{_OWN_SIZE}")
)


# ----- Attention -----


@rule("ScaledDotProductFlashAttentionForCpu0", "Q:query K:key V:value | M:attn_mask", result="Y")
def _attention(n: Facts) -> Lines:
    query, key = n.input(0, "query"), n.input(1, "key")
    if n.number("dropout_p", 0) != 0 or query is None or key is None:
        return None
    if query["shape"][:-2] != key["shape"][:-2]:
        return None
    scale = n.number("scale", query["shape"][-1] ** -0.5)
    if scale is None:
        return None
    mask = " + @M" if "attn_mask" in n.tensors else ""
    causal = (
        r"\text{, with scores } -\infty \text{ above the diagonal}"
        if n.settings.get("is_causal")
        else ""
    )
    p = rf"P = \operatorname{{softmax}}(s\,@Q @K^{{\mathsf T}}{mask}){causal}"
    d = (
        r"D = P \odot \bigl(\bar @y\,@V^{\mathsf T} -"
        r" \operatorname{rowsum}(\bar @y \odot @y)\bigr)"
    )
    lines = [
        r"\bar @Q = s\,D\,@K" if 0 in n.inputs else "",
        r"\bar @K = s\,D^{\mathsf T} @Q" if 1 in n.inputs else "",
        r"\bar @V = P^{\mathsf T}\,\bar @y" if 2 in n.inputs else "",
    ]
    last = max(place for place, line in enumerate(lines) if line)
    told = p if {0, 1}.isdisjoint(n.inputs) else rf"{p},\ {d}"
    lines[last] += rf"\text{{ with }} {told}"
    return says(*lines, s=scale)
