"""The largest or the mean of each window."""

from ._convolution import several, windows
from ._graph import record, renamed
from ._pick import picked
from ._tensor import Tensor, new
from ._types import numel, refuse


def _settings(x, kernel_size, stride, padding, n):
    if not isinstance(x, Tensor) or x.dtype.code not in "fd" or not x.numel():
        refuse("pooling of this input")
    if x.dim() not in (n + 1, n + 2):
        refuse("pooling of this input")
    kernel = several(kernel_size, n)
    stride = kernel if stride is None else several(stride, n)
    if several(padding, n) != (0,) * n or min(kernel) < 1 or min(stride) < 1:
        refuse("pooling with a border")
    if any(k > size for k, size in zip(kernel, x.shape[-n:], strict=True)):
        refuse("pooling with a window larger than the image")
    return kernel, stride


def max_pool2d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    return_indices=False,
):
    if dilation not in (1, (1, 1)) or ceil_mode or return_indices:
        refuse("max_pool2d with these settings")
    return _largest(input, _settings(input, kernel_size, stride, padding, 2))


def _largest(x, settings):
    kernel, stride = settings
    sizes = tuple(x.shape[-2:])
    counts, found = windows(sizes, kernel, stride, (0, 0))
    area, vals = numel(sizes), x.vals()
    if any(v != v for v in vals):
        refuse("the largest with nan")
    places = []
    for start in range(0, len(vals), area):
        for pairs in found:
            places.append(max((start + p for _, p in pairs), key=lambda k: (vals[k], -k)))
    return picked(x, places, (*x.shape[:-2], *counts), "MaxPool2DWithIndicesBackward0")


def avg_pool2d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
    divisor_override=None,
):
    if ceil_mode or divisor_override is not None:
        refuse("avg_pool2d with these settings")
    kernel, stride = _settings(input, kernel_size, stride, padding, 2)
    sizes = tuple(input.shape[-2:])
    counts, found = windows(sizes, kernel, stride, (0, 0))
    return _mean(input, found, counts, numel(kernel))


def _mean(x, found, counts, cells):
    area, vals = numel(x.shape[-2:]), x.vals()
    starts, old = range(0, len(vals), area), tuple(x.shape)
    out = [sum(vals[start + p] for _, p in pairs) / cells for start in starts for pairs in found]
    fresh = new(out, (*x.shape[:-2], *counts), x.dtype)

    def back(node, g):
        return (_spread(g, found, counts, cells, old),)

    return record(fresh, "AvgPool2DBackward0", [x], back, [("self", x)])


def _spread(g, found, counts, cells, shape):
    """The share of each entry in the means."""
    area, gs, place = numel(shape[-2:]), g.vals(), 0
    made = [0.0] * numel(shape)
    for start in range(0, len(made), area):
        for pairs in found:
            for _, p in pairs:
                made[start + p] += gs[place] / cells
            place += 1

    def back(node, h):
        return (_mean(h, found, counts, cells),)

    return record(new(made, shape, g.dtype), "AvgPool2DBackwardBackward0", [g], back)


def max_pool1d(
    input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    if several(dilation, 1) != (1,) or ceil_mode or return_indices:
        refuse("max_pool1d with these settings")
    (kernel,), (stride,) = _settings(input, kernel_size, stride, padding, 1)
    wide = _largest(input.unsqueeze(-2), ((1, kernel), (1, stride)))
    return wide.squeeze(-2)


def avg_pool1d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    (kernel,), (stride,) = _settings(input, kernel_size, stride, padding, 1)
    if ceil_mode:
        refuse("avg_pool1d with these settings")
    return avg_pool2d(input.unsqueeze(-2), (1, kernel), (1, stride)).squeeze(-2)


def _adaptive(x, output_size, name):
    """Whether one window is all of the row."""
    if several(output_size, 1) != (1,) or x.dim() not in (2, 3) or not x.numel():
        refuse(f"{name} to more than one entry")
    return x.shape[-1]


def adaptive_max_pool1d(input, output_size, return_indices=False):
    width = _adaptive(input, output_size, "adaptive_max_pool1d")
    if return_indices or input.dtype.code not in "fd":
        refuse("this call of adaptive_max_pool1d")
    wide = _largest(input.unsqueeze(-2), ((1, width), (1, width)))
    if wide._gf is not None:
        renamed(wide._gf, "AdaptiveMaxPool2DBackward0")
    return wide.squeeze(-2)
