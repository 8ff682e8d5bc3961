"""Sizes: broadcasting, axes, and what is said of them."""

import math

from ._graph import Mode
from ._sizes import whole
from ._storage import positions
from ._tensor import Tensor, wrapped
from ._types import SMALL, _complex, _float, _int, fault, float32, numel, pack, refuse

inf, nan = math.inf, math.nan


NUMBERS = (_float, _int, _complex)


def is_number(v):
    return isinstance(v, NUMBERS)


def batched(*ts):
    if Mode.vmap or Mode.rows:
        for t in ts:
            if getattr(t, "_batched", False):
                return True
    return False


def bshape(a, b):
    if a == b:
        return tuple(a)
    n, out = max(len(a), len(b)), []
    for i in reversed(range(n)):
        p = a[i - n + len(a)] if i - n + len(a) >= 0 else 1
        q = b[i - n + len(b)] if i - n + len(b) >= 0 else 1
        if p != q and p != 1 and q != 1:
            if Mode.vmap:
                refuse("sizes that do not fit in vmap")  # torch counts the rows among them
            fault(
                RuntimeError,
                "The size of tensor a (%d) must match the size of tensor b (%d) at non-singleton dimension %d"
                % (p, q, i),
            )
        out.append(q if p == 1 else p)
    out.reverse()
    return tuple(out)


def spread(t, shape, dt=None, wide=False):
    """The numbers of a tensor, broadcast, rounded to a type; `wide`: one alone keeps more digits.

    Beside float16 and bfloat16 a number, or a tensor without axes, is one of float32 to some steps.
    """
    vals = t.vals()
    if dt is not None and dt is not t.dtype:
        alone = wide and dt.code in SMALL and not t.shape
        vals = list(pack(vals, float32 if alone else dt))
    if tuple(t.shape) == tuple(shape):
        return vals
    n = numel(shape)
    if len(vals) == 1:
        return vals * n
    off, idx = len(shape) - len(t.shape), [0]
    st = 1
    strides = []
    for d in reversed(range(len(shape))):
        size = t.shape[d - off] if d >= off else 1
        strides.append(0 if size == 1 else st)
        st *= size
    strides.reverse()
    for n, s in zip(shape, strides, strict=False):
        idx = [i + k * s for i in idx for k in range(n)]
    return [vals[i] for i in idx]


def tensor_of(v):
    if isinstance(v, Tensor):
        return v
    if is_number(v):
        return wrapped(v)
    return None


def _num(v):
    return isinstance(v, Tensor) or is_number(v)


def axes(dim, nd):
    if dim is None:
        return list(range(nd))
    if not isinstance(dim, (_int, tuple, list)) or isinstance(dim, bool):
        refuse("a dim that is no number and no list of numbers")
    dims = [dim] if isinstance(dim, _int) else list(whole((dim,)))
    if not dims:
        return list(range(nd))  # torch's reductions take none for all
    out = []
    for d in dims:
        if not -max(nd, 1) <= d < max(nd, 1):
            if len(set(out)) < len(out):
                refuse("an axis given twice before one that is none")
            fault(
                IndexError,
                "Dimension out of range (expected to be in range of [%d, %d], but got %d)"
                % (-max(nd, 1), max(nd, 1) - 1, d),
            )
        out.append(d % max(nd, 1))
    return sorted(out) if nd else []


def fits_into(shape, made):
    """Torch's error where what was made is written into what has another size."""
    if tuple(shape) != tuple(made):
        said = f"output with shape {list(shape)} doesn't match the broadcast shape {list(made)}"
        fault(RuntimeError, said)


def rows_of(vals, width):
    """Numbers cut into rows of one length."""
    return [vals[k : k + width] for k in range(0, len(vals), width)]


def groups(x, dims):
    """The numbers that each entry of a reduction is made of, and the shape that stays."""
    shape = tuple(x.shape)
    keep = [d for d in range(len(shape)) if d not in dims]
    st = []
    n = 1
    for s in reversed(shape):
        st.append(n)
        n *= s
    st.reverse()
    vals = x.vals()
    starts = positions([shape[d] for d in keep], [st[d] for d in keep], 0)
    steps = positions([shape[d] for d in dims], [st[d] for d in dims], 0)
    return (
        [[vals[a + b] for b in steps] for a in starts],
        tuple([shape[d] for d in keep]),
        tuple([1 if d in dims else shape[d] for d in range(len(shape))]),
    )


def _grow(g, x_shape, dims, keepdim):
    if not keepdim:
        for d in dims:
            g = g.unsqueeze(d)
    return g.expand(tuple(x_shape))


def resolved(shape, n, old):
    shape = list(shape)
    for i, size in enumerate(shape):
        if size < -1:
            text = f"invalid shape dimension {size} at index {i} of shape {list(old)}"
            fault(RuntimeError, text)
    if shape.count(-1) > 1:
        fault(RuntimeError, "only one dimension can be inferred")
    if -1 in shape and not n:
        refuse("an inferred size of an empty tensor")
    if -1 in shape:
        k = shape.index(-1)
        rest = numel([s for s in shape if s != -1])
        if rest and n % rest == 0:
            shape[k] = n // rest
    if numel(shape) != n or any(s < 0 for s in shape):
        fault(RuntimeError, "shape '%s' is invalid for input of size %d" % (list(old), n))
    return tuple(shape)


def _expandable(shape, to):
    if len(shape) > len(to):
        return False
    return all(
        not (a != b and a != 1)
        for a, b in zip(reversed(list(shape)), reversed(list(to)), strict=False)
    )


def sum_to(g, shape):
    if not shape:
        return g.sum()
    lead = len(g.shape) - len(shape)
    dims = list(range(lead)) + [
        i for i in range(lead, len(g.shape)) if shape[i - lead] == 1 and g.shape[i] != 1
    ]
    if dims:
        g = g.sum(dims, keepdim=True)
    return g.view(tuple(shape)) if lead else g


SPREAD = (
    "The expanded size of the tensor (%d) must match the existing size (%d) at non-singleton "
    "dimension %d.  Target sizes: %s.  Tensor sizes: %s"
)


def spreads(t, shape):
    """Torch's error where a tensor cannot be expanded to a shape of so many dimensions at least."""
    off = len(shape) - len(t.shape)
    if off < 0:
        refuse("a sum of tensors of such sizes")
    for k in reversed(range(len(t.shape))):
        if t.shape[k] not in (1, shape[k + off]):
            said = (shape[k + off], t.shape[k], k + off, list(shape), list(t.shape))
            fault(RuntimeError, SPREAD % said)
