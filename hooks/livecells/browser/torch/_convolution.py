"""Convolutions, as one step of the graph."""

from ._autocast import lowered
from ._graph import record
from ._tensor import Tensor, new
from ._types import _int, fault, numel, refuse

DIMS = "Expected %dD (unbatched) or %dD (batched) input to conv%dd, but got input of size: %s"
CHANNELS = (
    "Given groups=1, weight of size %s, expected input%s to have %d channels, but got %d channels "
    "instead"
)
KERNEL = (
    "Calculated padded input size per channel: (%s). Kernel size: (%s). Kernel size can't be "
    "greater than actual input size"
)


@lowered
def conv1d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return _convolution(input, weight, bias, (stride, padding, dilation, groups), 1)


@lowered
def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return _convolution(input, weight, bias, (stride, padding, dilation, groups), 2)


def several(value, n):
    """One number for each axis."""
    made = (value,) * n if isinstance(value, _int) else tuple(value)
    if len(made) != n or not all(isinstance(v, _int) for v in made):
        refuse("a setting that is no whole number")
    return made


def _convolution(input, weight, bias, settings, n):
    stride, padding, dilation, groups = settings
    if isinstance(padding, str) or groups != 1 or several(dilation, n) != (1,) * n:
        refuse("a convolution with these settings")
    stride, padding = several(stride, n), several(padding, n)
    _checked(input, weight, bias, stride, padding, n)
    if input.dim() == n + 1:
        return _step(input.unsqueeze(0), weight, bias, stride, padding).squeeze(0)
    return _step(input, weight, bias, stride, padding)


def _checked(input, weight, bias, stride, padding, n):
    given = [input, weight] + ([] if bias is None else [bias])
    if not all(isinstance(t, Tensor) and t.dtype is input.dtype for t in given):
        refuse("a convolution of these types")
    if input.dtype.code not in "fd" or min(stride) < 1 or min(padding) < 0:
        refuse("a convolution of these types")
    if input.dim() not in (n + 1, n + 2):
        fault(RuntimeError, DIMS % (n + 1, n + 2, n, list(input.shape)))
    if weight.dim() != n + 2 or not input.numel() or not weight.numel():
        refuse("a convolution with such a weight")
    if bias is not None and tuple(bias.shape) != (weight.shape[0],):
        refuse("a convolution with such a bias")
    shape = list(input.shape) if input.dim() == n + 2 else [1, *input.shape]
    if shape[1] != weight.shape[1]:
        given = (list(weight.shape), shape, weight.shape[1], shape[1])
        fault(RuntimeError, CHANNELS % given)
    padded = [k + 2 * p for k, p in zip(shape[2:], padding, strict=True)]
    if any(k > m for k, m in zip(weight.shape[2:], padded, strict=True)):
        said = [" x ".join(str(v) for v in sizes) for sizes in (padded, weight.shape[2:])]
        fault(RuntimeError, KERNEL % tuple(said))


def windows(sizes, kernel, stride, padding):
    """For each window, the places it covers: of the kernel and of the image (none in a border)."""
    counts = [
        (n + 2 * p - k) // s + 1 for n, k, s, p in zip(sizes, kernel, stride, padding, strict=True)
    ]
    found = []
    for at in _grid(counts):
        pairs = []
        for number, offset in enumerate(_grid(kernel)):
            where = [a * s + o - p for a, s, o, p in zip(at, stride, offset, padding, strict=True)]
            if all(0 <= v < n for v, n in zip(where, sizes, strict=True)):
                pairs.append((number, _flat(where, sizes)))
        found.append(pairs)
    return counts, found


def _grid(counts):
    places = [()]
    for n in counts:
        places = [(*before, k) for before in places for k in range(n)]
    return places


def _flat(where, sizes):
    place = 0
    for v, n in zip(where, sizes, strict=True):
        place = place * n + v
    return place


def _step(x, weight, bias, stride, padding):
    kernel, sizes = tuple(weight.shape[2:]), tuple(x.shape[2:])
    counts, found = windows(sizes, kernel, stride, padding)
    plan = Plan(x.shape, weight.shape, counts, found)
    out = plan.outputs(x.vals(), weight.vals(), None if bias is None else bias.vals())

    def back(node, g):
        x, w = node.get("input"), node.get("weight")
        made = [
            plan.form("x", w, g) if node.need(0) else None,
            plan.form("w", x, g) if node.need(1) else None,
        ]
        if bias is not None:
            axes = [d for d in range(g.dim()) if d != 1]
            made.append(g.sum(axes) if node.need(2) else None)
        return (*made, None)[:3]

    fresh = new(out, plan.shapes["y"], x.dtype)
    saved = [("input", x), ("weight", weight)]
    return record(fresh, "ConvolutionBackward0", [x, weight, bias], back, saved)


class Plan:
    """Which entries of the input, the weight and the result belong together."""

    def __init__(self, x, w, counts, found):
        self.count, self.inner, self.outer, self.found = x[0], x[1], w[0], found
        self.area, self.cells = numel(x[2:]), numel(w[2:])
        shapes = {"x": tuple(x), "w": tuple(w), "y": (x[0], w[0], *counts)}
        self.shapes = shapes
        if x[0] * numel(w) * len(found) > 3_000_000:
            refuse("so large a convolution")

    def places(self):
        """For each entry of the result, the pairs of the input and the weight it is made of."""
        for image in range(self.count):
            for o in range(self.outer):
                for pairs in self.found:
                    yield (
                        o,
                        [
                            (
                                (image * self.inner + c) * self.area + p,
                                (o * self.inner + c) * self.cells + k,
                            )
                            for c in range(self.inner)
                            for k, p in pairs
                        ],
                    )

    def outputs(self, xs, ws, bs=None):
        out = []
        for o, pairs in self.places():
            terms = [xs[p] * ws[k] for p, k in pairs]
            if bs is not None:
                terms.append(bs[o])
            out.append(_certain(terms))
        return out

    def form(self, want, a, b):
        """The sum of all products, as a function of two of them; it is linear in each."""
        given = "xwy".replace(want, "")
        vals = dict(zip(given, (a.vals(), b.vals()), strict=True))
        if want == "y":
            made = self.outputs(vals["x"], vals["w"])
        else:
            parts = [[] for _ in range(numel(self.shapes[want]))]
            other = vals["w" if want == "x" else "x"]
            for g, (_, pairs) in zip(vals["y"], self.places(), strict=True):
                for p, k in pairs:
                    here, there = (p, k) if want == "x" else (k, p)
                    parts[here].append(g * other[there])
            made = [_certain(terms) for terms in parts]

        def back(node, h):
            first, second = node.get("first"), node.get("second")
            return self._turned(node, want, given, h, first, second)

        saved = [("first", a), ("second", b)]
        fresh = new(made, self.shapes[want], a.dtype)
        return record(fresh, "ConvolutionBackwardBackward0", [a, b], back, saved)

    def _turned(self, node, want, given, h, first, second):
        out = []
        for i, (mine, other, known) in enumerate(
            ((given[0], given[1], second), (given[1], given[0], first))
        ):
            pair = sorted([(want, h), (other, known)], key=lambda each: "xwy".index(each[0]))
            out.append(self.form(mine, pair[0][1], pair[1][1]) if node.need(i) else None)
        return tuple(out)


def _certain(terms):
    """Their sum; where they cancel, only if every order of adding gives the same."""
    made = sum(terms)
    if abs(made) < 4e-6 * sum(abs(v) for v in terms) and not all(v == int(v) for v in terms):
        refuse("a convolution whose parts cancel")
    return made
