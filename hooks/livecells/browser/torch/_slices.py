"""Views of a part."""

from ._broadcast import axes, batched
from ._creation import link
from ._graph import Mode, _where, dual, edge_of, node_class, record, recording, watch
from ._join import cat, stack
from ._pick import put
from ._returned import type_name
from ._sizes import whole
from ._storage import contiguous_strides, positions
from ._tensor import Tensor, new
from ._types import _int, fault, kind, numel, refuse
from ._views import view_of


def select(t, dim, k, said=None):
    nd = t.dim()
    if not nd and said is None:
        fault(IndexError, "select() cannot be applied to a 0-dim tensor.")
    if not nd:
        fault(
            IndexError,
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number",
        )
    (d,) = axes(dim, nd)
    n = t.shape[d]
    if said is None and (k >= n or k < -n):
        text = "select(): index %d out of range for tensor of size %s at dimension %d"
        fault(IndexError, text % (k, list(t.shape), d))
    if k >= n or k < -n:
        fault(
            IndexError,
            "index %d is out of bounds for dimension %d with size %d" % (k, said, n),
        )
    k = k % n
    s, st = list(t.shape), list(t._st)
    o = t._o + k * st[d]
    full = tuple(t.shape)
    del s[d]
    del st[d]
    return view_of(
        t, s, st, o, "SelectBackward0", lambda node, g: (_select_backward(g, full, d, k),)
    )


def _select_backward(g, full, d, k):
    out = _zeros_with(g, full, lambda z: _geo(z, d, k))
    return record(out, "SelectBackwardBackward0", [g], lambda n, gg: (gg.select(d, k),))


def _geo(z, d, k):
    s, st = list(z.shape), list(z._st)
    o = k * st[d]
    del s[d]
    del st[d]
    return s, st, o


def _zeros_with(g, full, geometry):
    z = new([0] * numel(full), full, g.dtype)
    s, st, o = geometry(z)
    for p, v in zip(positions(s, st, o), g.vals(), strict=False):
        z._d[p] = v
    return z


def slice_(t, d, start, stop, step):
    n = t.shape[d]
    if step is not None and step <= 0:
        fault(ValueError, "step must be greater than zero")
    step = step or 1
    a = 0 if start is None else start
    b = n if stop is None else stop
    a = max(0, a + n) if a < 0 else min(a, n)
    b = max(0, b + n) if b < 0 else min(b, n)
    m = max(0, (b - a + step - 1) // step)
    s, st = list(t.shape), list(t._st)
    o = t._o + a * st[d]
    s[d], st[d] = m, st[d] * step
    full = tuple(t.shape)
    return view_of(
        t, s, st, o, "SliceBackward0", lambda node, g: (_slice_backward(g, full, d, a, step),)
    )


def _slice_backward(g, full, d, a, step):
    m = g.shape[d]

    def geo(z):
        s, st = list(z.shape), list(z._st)
        o = a * st[d]
        s[d], st[d] = m, st[d] * step
        return s, st, o

    out = _zeros_with(g, full, geo)
    return record(out, "SliceBackwardBackward0", [g], lambda n, gg: (gg.narrow_(d, a, m, step),))


def narrow_(t, d, a, m, step=1):
    return slice_(t, d, a, a + (m - 1) * step + 1, step)


def unfold(t, dimension, size, step):
    """Windows along an axis, as a view; they may overlap."""
    d = axes(dimension, t.dim())[0] if t.dim() else refuse("unfold of a single number")
    if not 0 < size <= t.shape[d] or step < 1:
        refuse("unfold with these windows")
    shape, st = list(t.shape), list(t._st)
    shape[d] = (shape[d] - size) // step + 1
    plain = list(contiguous_strides(t.shape))
    places = positions([*shape, size], [*plain[:d], plain[d] * step, *plain[d + 1 :], plain[d]], 0)
    old = tuple(t.shape)
    st = [*st[:d], st[d] * step, *st[d + 1 :], st[d]]
    back = lambda n, g: (put(g, places, old, "UnfoldBackwardBackward0"),)
    return view_of(t, [*shape, size], st, t._o, "UnfoldBackward0", back)


def narrow(t, dim, start, length):
    if isinstance(start, Tensor):
        if start.dim() or kind(start.dtype) != 1:
            fault(RuntimeError, "start must be an 0-dim integral Tensor.")
        refuse("narrow from a tensor")
    if not t.dim():
        fault(RuntimeError, "narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        fault(RuntimeError, "narrow(): length must be non-negative.")
    (d,) = axes(dim, t.dim())
    size = t.shape[d]
    if not -size <= start <= size:
        text = "start out of range (expected to be in range of [%d, %d], but got %d)"
        fault(IndexError, text % (-size, size, start))
    start = start + size if start < 0 else start
    if start + length > size:
        text = "start (%d) + length (%d) exceeds dimension size (%d)."
        fault(RuntimeError, text % (start, length, size))
    return slice_(t, d, start, start + length, 1)


def diagonal(t, offset=0, dim1=0, dim2=1):
    if t.dim() != 2 or (dim1, dim2) not in ((0, 1), (-2, -1)):
        refuse("this diagonal")
    rows, columns = t.shape
    down, right = max(-offset, 0), max(offset, 0)
    n = max(min(rows - down, columns - right), 0)
    if not n:
        refuse("an empty diagonal")
    full = tuple(t.shape)
    places = [(down + k) * columns + right + k for k in range(n)]
    start = t._o + down * t._st[0] + right * t._st[1]
    back = lambda node, g: (put(g, places, full, "DiagonalBackwardBackward0"),)
    return view_of(t, (n,), (t._st[0] + t._st[1],), start, "DiagonalBackward0", back)


def unbind(t, dim=0):
    d = (axes(dim, t.dim()) or [0])[0]
    if not t.dim():
        fault(IndexError, "Dimension specified as 0 but tensor has no dimensions")
    n = t.shape[d]
    s, st = list(t.shape), list(t._st)
    del s[d]
    del st[d]
    return _many(
        t,
        [(s, st, t._o + k * t._st[d]) for k in range(n)],
        "UnbindBackward0",
        lambda node, *gs: (_stack_or_zero(gs, s, d, t),),
    )


def _stack_or_zero(gs, shape, d, t):
    return stack([g if g is not None else new([0] * numel(shape), shape, t.dtype) for g in gs], d)


def _many(t, parts, name, back):
    if Mode.duals and dual(t):
        refuse("several views in forward mode")
    fractions = t.dtype.is_floating_point or t.dtype.is_complex
    rec = recording([t]) and fractions and not Mode.inference
    node = None
    if rec:
        node = node_class(name)(back, [edge_of(t)], len(parts))
        if Mode.anomaly:
            node.metadata["traceback_"] = _where()
    out = []
    for i, (s, st, o) in enumerate(parts):
        v = Tensor(t._d, s, t.dtype, st, o, t._vc)
        link(v, t, several=True)
        if batched(t):
            v._batched = True
        if rec:
            v._gf, v._nr = node, i
            node.out_meta[i] = (v.shape, v.dtype)
            for fn in watch:
                fn(node, v, [t])
        out.append(v)
    return tuple(out)


def split(t, size, dim=0):
    if isinstance(size, (bool, Tensor)) or type(dim) is not int:
        refuse("split by a tensor, or by True or False")
    if not isinstance(size, _int):
        size = _parts(size)
    if not t.dim():
        fault(RuntimeError, "split expects at least a 1-dimensional tensor")
    d = axes(dim, t.dim())[0]
    n = t.shape[d]
    if not n:
        refuse("parts of nothing")
    if isinstance(size, _int) and size <= 0:
        if size < 0:
            fault(
                RuntimeError,
                f"split expects split_size be non-negative, but got split_size={size}",
            )
        fault(
            RuntimeError,
            "split_size can only be 0 if dimension size is 0, but got dimension size of " + str(n),
        )
    sizes = (
        list(size) if not isinstance(size, _int) else [min(size, n - k) for k in range(0, n, size)]
    )
    if sum(sizes) != n:
        fault(
            RuntimeError,
            "split_with_sizes expects split_sizes to sum exactly to %d (input tensor's size at dimension %d), but got split_sizes=%s"
            % (n, d, sizes),
        )
    parts, a = [], 0
    for m in sizes:
        s = list(t.shape)
        s[d] = m
        parts.append((s, t._st, t._o + a * t._st[d]))
        a += m

    def back(node, *gs):
        return (
            cat(
                [
                    g if g is not None else new([0] * numel(p[0]), p[0], t.dtype)
                    for g, p in zip(gs, parts, strict=False)
                ],
                d,
            ),
        )

    return _many(
        t, parts, "SplitBackward0" if isinstance(size, _int) else "SplitWithSizesBackward0", back
    )


def _parts(sizes):
    """The sizes of parts, of which torch has a function of another name."""
    if not isinstance(sizes, (tuple, list)):
        text = "split_with_sizes(): argument 'split_sizes' (position 2) must be tuple of ints, not "
        fault(TypeError, text + type_name(sizes))
    return whole((sizes,), "split_with_sizes", "split_sizes", 2)


def chunk(t, chunks, dim=0):
    if not t.dim():
        fault(RuntimeError, "chunk expects at least a 1-dimensional tensor")
    if type(chunks) is not int:
        refuse("chunk into no whole number of parts")
    if chunks <= 0:
        fault(RuntimeError, f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    d = axes(dim, t.dim())[0]
    n = t.shape[d]
    return split(t, -(-n // chunks) if n else 1, d)
