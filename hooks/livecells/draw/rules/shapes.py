"""Rules of shapes, copies and choices: a gradient goes back to where its entry came from."""

from __future__ import annotations

from livecells.draw.rules.facts import Facts
from livecells.draw.rules.formula import Formula, Lines, rule, same, says

_ELSE = r" \text{, else } 0"
_COPIES = r"\bar @a_i = \text{the sum of } \bar @y \text{ over all copies of } @a_i \text{ in } @y"
_TAKEN = r"\bar @a = \bar @y \text{ where } @y \text{ was taken from} \text{, else } 0"

rule("View0 UnsafeView0 ReshapeAlias0 Unsqueeze0 Squeeze0 Squeeze1 Squeeze2 Squeeze3 Squeeze4",
     complex_too=True)(same(r"\bar @a = \bar @y \text{ in the shape of } @a"))  # fmt: skip
rule("Alias0 Clone0 ToCopy0 Detach0", complex_too=True)(
    lambda n: says(r"\bar @a = \bar @y" + _converted(n))
)
rule("CopyBackwards Copy0", "b:self a:src", copies=True)(
    lambda _n: says(r"\bar @b = 0", r"\bar @a = \bar @y")
)
rule("T0", "A:self", complex_too=True, result="Y")(same(r"\bar @A = \bar @y^{\mathsf T}"))
rule("Transpose0", complex_too=True)(
    lambda n: says(
        r"\bar @a = \bar @y \text{ with dimensions } p \text{ and } q \text{ swapped back}",
        p=n.settings["dim0"],
        q=n.settings["dim1"],
    )
)
rule("Permute0", complex_too=True)(
    lambda n: says(
        r"\bar @a = \bar @y \text{ with the order } p \text{ of dimensions undone}",
        p=n.settings["dims"],
    )
)
rule("Expand0 Repeat0 RepeatInterleave0", complex_too=True)(
    same(r"\bar @a = \bar @y \text{ summed over the copies of } @a")
)
rule("Flip0", complex_too=True)(
    lambda n: says(r"\bar @a = \bar @y \text{ flipped back along } d", d=n.settings["dims"])
)


@rule("Roll0", complex_too=True)
def _roll(n: Facts) -> Lines:
    line = r"\bar @a = \bar @y \text{ rolled back by } s"
    dims = n.settings["dims"]
    if not dims:
        return says(line, s=n.settings["shifts"])
    return says(line + r"\text{ along } d", s=n.settings["shifts"], d=dims)


rule("Rot900")(
    lambda n: says(
        r"\bar @a = \bar @y \text{ turned back by } k \text{ quarters, in the plane } d",
        k=n.settings["k"],
        d=n.settings["dims"],
    )
)
rule("Triu0")(
    lambda n: says(
        r"\bar @a_{ij} = \bar @y_{ij} \text{ where } j - i \ge k" + _ELSE, k=n.settings["diagonal"]
    )
)
rule("Tril0")(
    lambda n: says(
        r"\bar @a_{ij} = \bar @y_{ij} \text{ where } j - i \le k" + _ELSE, k=n.settings["diagonal"]
    )
)


def _converted(n: Facts) -> str:
    """A copy of another type hands its gradient back in the type of the original."""
    a, y = n.inputs.get(0), n.y
    changed = a is None or y is None or a["dtype"] != y["dtype"]
    return r"\text{ in the type of } @a" if changed and n.operation.startswith("ToCopy") else ""


# ----- Parts -----

rule("Select0 Slice0 Diagonal0 DiagonalBackward0_copy SelectBackward0_copy SliceBackward0_copy",
     complex_too=True)(same(_TAKEN))  # fmt: skip
rule("AsStrided0 Unfold0 UnfoldBackward0_copy Im2Col0 Upsample0 UpsampleNearest1D0"
     " UpsampleNearest2D0 ReflectionPad1D0 ReflectionPad2D0 ReplicationPad1D0 ReplicationPad2D0",
     complex_too=True)(
    same(_COPIES)
)  # fmt: skip
rule("DiagEmbed0 ConstantPadNd0 PixelShuffle0 PixelUnshuffle0 ChannelShuffle0")(
    same(r"\bar @a_i = \bar @y \text{ at the place of } @a_i \text{ in } @y" + _ELSE)
)
rule("Unbind0", complex_too=True)(
    lambda n: says(
        r"\bar @a = \text{the slices } \bar @y_1, \bar @y_2, \dots \text{ stacked along } d",
        d=n.settings["dim"],
    )
)
rule("Split0 SplitWithSizes0 UnsafeSplit0 UnsafeSplitWithSizes0", complex_too=True)(
    lambda n: says(
        r"\bar @a = \text{the parts } \bar @y_1, \bar @y_2, \dots \text{ joined along } d",
        d=n.settings["dim"],
    )
)
rule("Stack0", "", complex_too=True)(
    lambda n: Formula(
        ((0, r"\bar a_k = \text{slice } k \text{ of } \bar @y \text{ along } d"),),
        {"d": n.settings["dim"]},
        several=True,
    )
)
rule("Cat0", "", complex_too=True)(
    lambda _n: Formula(
        ((0, r"\bar a_k = \text{the part of } \bar @y \text{ that came from } a_k"),), several=True
    )
)
rule("BlockDiag0", "")(
    lambda _n: Formula(((0, r"\bar a_k = \text{block } k \text{ of } \bar @y"),), several=True)
)


# ----- Choices by index -----

rule("Index0 IndexSelect0 Gather0 Take0 MaskedSelect0", complex_too=True)(
    lambda n: None if n.settings.get("sparse_grad") else says(_COPIES)
)
_OVER = r"\bar @a = \bar @y \text{, but } 0 \text{ where } @a \text{ was overwritten}"
_INTO = r"\bar @b = \bar @y \text{ at the places that } @b \text{ was written to}"
_ADDED = r"\bar @b = \bar @y \text{ where } @b \text{ was added}"


rule("Scatter1 IndexFill0")(same(_OVER))
rule("ScatterAdd0", "a:self b:src")(lambda _n: says(r"\bar @a = \bar @y", _ADDED))


rule("Scatter0 IndexCopy0", "a:self b:src")(lambda _n: says(_OVER, _INTO))


@rule("ScatterReduce0", "a:self b:src")
def _scatter_reduce(n: Facts) -> Lines:
    if n.settings.get("reduce") != "sum" or not n.settings.get("include_self"):
        return None
    return says(r"\bar @a = \bar @y", _ADDED)


@rule("IndexAdd0", "a:self b:source")
def _index_add(n: Facts) -> Lines:
    alpha = n.number("alpha", 1)
    if alpha is None:
        return None
    if alpha == 1:
        return says(r"\bar @a = \bar @y", _ADDED)
    second = _ADDED.replace(r"\bar @y", r"\alpha\,\bar @y")
    return says(r"\bar @a = \bar @y", second, alpha=alpha)


@rule("IndexPut0", "a:self b:values", complex_too=True)
def _index_put(n: Facts) -> Lines:
    many = r"\text{, summed over its copies}" if _is_spread(n) else ""
    if n.settings.get("accumulate"):
        return says(r"\bar @a = \bar @y", _ADDED + many)
    return says(_OVER, _INTO + many)


def _is_spread(n: Facts) -> bool:
    """Whether one value may have gone to several places."""
    value = n.inputs.get(1)
    return value is None or 1 in value["shape"] or not value["shape"]


@rule("CopySlices", "a:self b:src")
def _copy_slices(n: Facts) -> Lines:
    """A part of a tensor was changed in place: known only where something was copied there."""
    if n.inside in ("copy_", "fill_", "zero_"):
        return says(_OVER, _INTO + r"\text{, summed over its copies}")
    return None


rule("MaskedScatter0", "a:self b:source")(lambda _n: says(_OVER, _INTO + _ELSE))


# ----- Tables -----


@rule("Embedding0", "a:weight | k:indices")
def _embedding(n: Facts) -> Lines:
    if n.settings.get("sparse"):
        return None
    line = r"\bar @a_i = \sum_{j:\,@k_j = i} \bar @y_j"
    if n.settings.get("scale_grad_by_freq"):
        line += r"\text{, divided by how often } i \text{ is in } @k"
    padding = n.number("padding_idx", -1)
    if padding is None or padding < 0:
        return says(line)
    return says(line + r"\text{, but } 0 \text{ in row } p", p=padding)


@rule("EmbeddingBag0", "a:weight | k:indices")
def _embedding_bag(n: Facts) -> Lines:
    padding = n.number("padding_idx", -1)
    odd = n.settings.get("sparse") or n.settings.get("scale_grad_by_freq")
    if odd or "per_sample_weights" in n.tensors or padding is None or padding >= 0:
        return None
    mean = {0: r"\bar @y_j", 1: r"\tfrac{1}{n_j}\,\bar @y_j"}.get(int(n.number("mode", 0) or 0))
    if mean is None:
        return None
    size = r"\text{, of } n_j \text{ entries}" if "n_j" in mean else ""
    return says(
        rf"\bar @a_i = \sum {mean} \text{{ over all entries }} @k = i \text{{ of bags }} j{size}"
    )
