"""Products of matrices."""

from ._autocast import lowered
from ._broadcast import spread, spreads
from ._graph import Mode, record, recording
from ._saved_first import sizes_of
from ._tensor import new
from ._types import UNKNOWN, bool_, f32, fault, float32, refuse


def _fma(pairs, dt, start=0.0):
    acc = start
    if dt is float32:
        for p, q in pairs:
            acc = f32(p * q + acc)
    else:
        for p, q in pairs:
            acc += p * q
    return acc


def _not_bool(a, name):
    if a.dtype is bool_:
        fault(NotImplementedError, UNKNOWN % (name, "Bool"))


def _same_dtype(a, b):
    if a.dtype is not b.dtype:
        fault(
            RuntimeError,
            f"expected m1 and m2 to have the same dtype, but got: {_cname(a.dtype)} != {_cname(b.dtype)}",
        )


def _cname(dt):
    return {
        "float32": "float",
        "float64": "double",
        "float16": "c10::Half",
        "bfloat16": "c10::BFloat16",
        "int64": "long int",
        "int32": "int",
        "int8": "signed char",
        "uint8": "unsigned char",
        "complex64": "c10::complex<float>",
    }.get(dt.name, dt.name)


def mm_vals(a, b, m, k, n, dt):
    return [
        _fma([(a[i * k + p], b[p * n + j]) for p in range(k)], dt)
        for i in range(m)
        for j in range(n)
    ]


@lowered
def mm(a, b):
    saved = _kept(a, b, "self", "mat2")
    with sizes_of([a, b], saved):
        _fit_mm(a, b)
    m, k = a.shape
    n = b.shape[1]
    if k == 1 and m > 1 and n > 1:  # each is one product, whose sign it keeps where it is 0
        made = [p * q for p in a.vals() for q in b.vals()]
    else:
        made = mm_vals(a.vals(), b.vals(), m, k, n, a.dtype)
    out = new(made, (m, n), a.dtype)
    turned = _by_columns(a), _by_columns(b)

    def back(node, g):
        return (
            _left(g, node.get("mat2"), turned[0]) if node.need(0) else None,
            _right(g, node.get("self"), turned[1]) if node.need(1) else None,
        )

    return record(out, "MmBackward0", [a, b], back, saved)


def _by_columns(t):
    """Whether a matrix lies in memory column by column."""
    return t._st[0] == 1 and t._st[1] == t.shape[0]


def _left(g, other, turned):
    """The gradient of the first factor, laid out as that is."""
    return other.mm(g.t()).t() if turned else g.mm(other.t())


def _right(g, other, turned):
    return g.t().mm(other).t() if turned else other.t().mm(g)


def _fit_mm(a, b):
    if a.dim() != 2 or b.dim() != 2:
        fault(RuntimeError, "self must be a matrix" if a.dim() != 2 else "mat2 must be a matrix")
    _fit(a, b)
    _same_dtype(a, b)
    _not_bool(a, "addmm_impl_cpu_")


def _fit(a, b):
    if a.shape[1] != b.shape[0]:
        said = "mat1 and mat2 shapes cannot be multiplied (%dx%d and %dx%d)"
        fault(RuntimeError, said % (tuple(a.shape) + tuple(b.shape)))


def _kept(a, b, first, second, *others):
    """What a product saves, in the order of its names: each if the other records."""
    rec = recording([a, b, *others])
    kept = [
        (first, a if rec and (b.requires_grad or Mode.duals) else None),
        (second, b if rec and (a.requires_grad or Mode.duals) else None),
    ]
    return sorted(kept, key=lambda each: each[0])


def mv(a, v):
    saved = _kept(a, v, "self", "vec")
    with sizes_of([a, v], saved):
        _fit_mv(a, v)
    _not_bool(a, "addmv_impl_cpu")
    m, k = a.shape
    out = new(mm_vals(a.vals(), v.vals(), m, k, 1, a.dtype), (m,), a.dtype)

    def back(node, g):
        return (
            g.ger(node.get("vec")) if node.need(0) else None,
            node.get("self").t().mv(g) if node.need(1) else None,
        )

    return record(out, "MvBackward0", [a, v], back, saved)


def _fit_mv(a, v):
    if a.dtype is not v.dtype:
        refuse("a product of two types")
    if a.dim() != 2 or v.dim() != 1:
        if not a.dim():
            fault(IndexError, "Dimension specified as 0 but tensor has no dimensions")
        said = "vector + matrix @ vector expected, got %d, %d, %d"
        fault(RuntimeError, said % (1, a.dim(), v.dim()))
    if a.shape[1] != v.shape[0]:
        said = "size mismatch, got input (%d), mat (%dx%d), vec (%d)"
        fault(RuntimeError, said % (a.shape[0], a.shape[0], a.shape[1], v.shape[0]))


def ger(a, b):
    for word, t in (("self", a), ("vec2", b)):
        if t.dim() != 1:
            fault(RuntimeError, f"outer: Expected 1-D argument {word}, but got {t.dim()}-D")
    return a.reshape(-1, 1) * b


def dot(a, b):
    saved = _kept(a, b, "self", "tensor")
    with sizes_of([a, b], saved):
        _fit_dot(a, b)
    _not_bool(a, "dot")
    out = new([_fma(list(zip(a.vals(), b.vals(), strict=False)), a.dtype)], (), a.dtype)

    def back(n, g):
        return (
            g * n.get("tensor") if n.need(0) else None,
            g * n.get("self") if n.need(1) else None,
        )

    return record(out, "DotBackward0", [a, b], back, saved)


DOT_TYPES = "dot : expected both vectors to have same dtype, but found %s and %s"
DOT_SIZES = (
    "inconsistent tensor size, expected tensor [%d] and src [%d] to have the same number of "
    "elements, but got %d and %d elements respectively"
)


def _fit_dot(a, b):
    if a.dim() != 1 or b.dim() != 1:
        fault(RuntimeError, "1D tensors expected, but got %dD and %dD tensors" % (a.dim(), b.dim()))
    if a.dtype is not b.dtype:
        fault(RuntimeError, DOT_TYPES % (a.dtype.title, b.dtype.title))
    if a.shape != b.shape and Mode.vmap:
        refuse("a product of rows that do not fit, in vmap")
    if a.shape != b.shape:
        fault(RuntimeError, DOT_SIZES % (a.shape[0], b.shape[0], a.shape[0], b.shape[0]))


@lowered
def bmm(a, b):
    if a.dim() != 3 or b.dim() != 3 or a.shape[0] != b.shape[0] or a.shape[2] != b.shape[1]:
        refuse("bmm of these shapes")
    _not_bool(a, "bmm")
    if a.dtype is not b.dtype and not (a.numel() and b.numel()):
        refuse("bmm of two types, and of nothing")  # there torch does not look at them
    if a.dtype is not b.dtype:
        said = (a.dtype.title, b.dtype.title)
        fault(RuntimeError, "expected scalar type %s but found %s" % said)
    n0, m, k = a.shape
    n = b.shape[2]
    av, bv, vals = a.vals(), b.vals(), []
    for i in range(n0):
        vals += mm_vals(
            av[i * m * k : (i + 1) * m * k], bv[i * k * n : (i + 1) * k * n], m, k, n, a.dtype
        )

    def back(nd, g):
        return (
            g.bmm(nd.get("mat2").transpose(1, 2)) if nd.need(0) else None,
            nd.get("self").transpose(1, 2).bmm(g) if nd.need(1) else None,
        )

    saved = _kept(a, b, "self", "mat2")
    return record(new(vals, (n0, m, n), a.dtype), "BmmBackward0", [a, b], back, saved)


def _linear_types(c, a, b):
    if a.dtype is not b.dtype:
        said = (a.dtype.title, b.dtype.title)
        fault(RuntimeError, "mat1 and mat2 must have the same dtype, but got %s and %s" % said)
    if c.dtype is not a.dtype:
        refuse("a sum of products of two types")


@lowered
def addmm(c, a, b, beta=1, alpha=1):
    (m, k), n = a.shape, b.shape[1]
    saved = _kept(a, b, "mat1", "mat2", c)
    with sizes_of([c, a, b], saved):
        _linear_types(c, a, b)
        _fit(a, b)
        spreads(c, (m, n))
    _not_bool(a, "addmm_impl_cpu_")
    if beta != 1 or alpha != 1:
        refuse("addmm with beta or alpha")
    turned = _by_columns(a), _by_columns(b)
    start = spread(c, (m, n), a.dtype)
    products = mm_vals(a.vals(), b.vals(), m, k, n, a.dtype)
    vals = [p + q for p, q in zip(products, start, strict=True)]

    def back(nd, g):
        return (
            g if nd.need(0) else None,
            _left(g, nd.get("mat2"), turned[0]) if nd.need(1) else None,
            _right(g, nd.get("mat1"), turned[1]) if nd.need(2) else None,
        )

    return record(new(vals, (m, n), a.dtype), "AddmmBackward0", [c, a, b], back, saved)
