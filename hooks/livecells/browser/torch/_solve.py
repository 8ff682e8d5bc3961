"""Systems of linear equations, determinants and inverses of small matrices."""

import math

from ._absent import fill
from ._graph import Mode, Saved, record, watch
from ._make import eye
from ._pick import diag
from ._returned import returned
from ._tensor import Tensor, new
from ._types import f32, fault, float32, refuse


class LinAlgError(RuntimeError):
    __module__ = "torch._C"


LinAlgError.__name__ = LinAlgError.__qualname__ = "_LinAlgError"
SIZES = "linalg.solve: Incompatible shapes of A and B for the equation AX = B (%s and %s)"
SINGULAR = (
    "linalg.inv: The diagonal element %d is zero, the inversion could not be completed because the "
    "input matrix is singular."
)


def _square(a, name):
    if not isinstance(a, Tensor):
        refuse(f"{name} of something else than a tensor")
    if a.dim() < 2:
        text = "The input tensor A must have at least 2 dimensions."
        fault(RuntimeError, f"{name}: {text}")
    if a.dtype.code not in "fd" or a.dim() != 2 or not a.numel():
        refuse(f"{name} of this tensor")
    if a.shape[0] != a.shape[1]:
        text = f"A must be batches of square matrices, but they are {a.shape[0]} by {a.shape[1]} "
        fault(RuntimeError, f"{name}: {text}matrices")
    if not all(math.isfinite(v) for v in a.vals()) or a.shape[0] > 12:
        refuse(f"{name} of this tensor")


def _factors(rows, r):
    """The matrix as a product of two triangles, which are returned in one; the order of its rows."""
    m, n = [list(row) for row in rows], len(rows)
    order, sign = list(range(n)), 1.0
    for c in range(n):
        p = max(range(c, n), key=lambda k: abs(m[k][c]))
        if p != c:
            m[c], m[p], sign = m[p], m[c], -sign
            order[c], order[p] = order[p], order[c]
        if m[c][c] == 0:
            continue
        for k in range(c + 1, n):
            f = m[k][c] = r(m[k][c] / m[c][c])
            for j in range(c + 1, n):
                m[k][j] = r(m[k][j] - f * m[c][j])
    return m, order, sign


def _less(p, f, q, r):
    """`p - f * q`, unless nothing is left of it: torch may keep a trace of rounding there."""
    made = r(p - f * q)
    if made == 0 and p != 0:
        refuse("a system of equations whose numbers cancel")
    return made


def _solved(rows, right, r):
    """Forward and back through the triangles; None if the matrix is singular."""
    m, order, _ = _factors(rows, r)
    n, x = len(m), [list(right[k]) for k in order]
    for k in range(n):
        for j in range(k):
            x[k] = [_less(p, m[k][j], q, r) for p, q in zip(x[k], x[j], strict=True)]
    for k in reversed(range(n)):
        if m[k][k] == 0:
            return None
        for j in range(k + 1, n):
            x[k] = [_less(p, m[k][j], q, r) for p, q in zip(x[k], x[j], strict=True)]
        x[k] = [r(p / m[k][k]) for p in x[k]]
    return x


def _certain(single, double):
    """Numbers in whose first digits rounding does not show."""
    for p, q in zip(single, double, strict=True):
        if abs(p - q) > 3e-6 * abs(q) or not math.isfinite(p):
            refuse("a matrix that is nearly singular")
    return single


def _whole(a):
    """Whether no number is rounded on the way to the triangles: a zero there is one of torch's."""
    m, _, _ = _factors(_rows(a), float)
    eighths = [8 * v for row in m for v in row]
    return all(v == int(v) and abs(v) < 8000 for v in eighths)


def _rows(t):
    return t._nested() if t.dim() == 2 else [[v] for v in t._nested()]


def _both(a, right):
    r = f32 if a.dtype is float32 else float
    made, exact = _solved(_rows(a), right, r), _solved(_rows(a), right, float)
    if made is None or exact is None:
        if made is not exact or not _whole(a) or not _whole(a.t()):
            refuse("a matrix that is nearly singular")
        return None
    flat = [[v for row in x for v in row] for x in (made, exact)]
    return _certain(*flat)


def solve(a, b, *, left=True):
    if isinstance(b, Tensor) and b.dtype is not a.dtype:
        refuse("linalg.solve of these tensors")
    _square(a, "linalg.solve")
    if not isinstance(b, Tensor) or b.dim() not in (1, 2) or left is not True:
        refuse("linalg.solve of these tensors")
    if b.shape[0] != a.shape[0]:
        sizes = ["x".join(str(n) for n in (*t.shape, 1)[:2]) for t in (a, b)]
        fault(RuntimeError, SIZES % tuple(sizes))
    vals = _both(a, _rows(b))
    if vals is None:
        text = "The solver failed because the input matrix is singular."
        fault(LinAlgError, "torch.linalg.solve: " + text)

    def back(node, g):
        m, x = node.get("A"), node.get("result")
        turned = solve(m.t(), g)
        outer = turned.ger(x) if x.dim() == 1 else turned.mm(x.t())
        return -outer if node.need(0) else None, turned if node.need(1) else None

    fresh = new(vals, b.shape, a.dtype)
    return record(fresh, "LinalgSolveExBackward0", [a, b], back, [("A", a)], "result")


def inv(a):
    _square(a, "linalg.inv")
    n = a.shape[0]
    vals = _both(a, eye(n)._nested())
    if vals is None:
        _singular(a)

    def back(node, g):
        turned = node.get("inverse").transpose(0, 1)
        made = turned.mm(g.mm(turned))
        parts = turned.detach().abs().mm(g.detach().abs().mm(turned.detach().abs()))
        for v, most in zip(made.vals(), parts.vals(), strict=True):
            if abs(v) < 1e-4 * most:
                refuse("the gradient of an inverse whose numbers cancel")
        return (-made,)

    fresh = new(vals, (n, n), a.dtype)
    return record(fresh, "LinalgInvExBackward0", [a], back, (), "inverse")


def _singular(a):
    m, _, _ = _factors(_rows(a), f32 if a.dtype is float32 else float)
    first = next(k for k in range(len(m)) if m[k][k] == 0)
    fault(LinAlgError, SINGULAR % (first + 1))


def _diagonal(a):
    """The diagonal of the triangle and the sign of the exchanges; of the turned matrix, as torch."""
    r = f32 if a.dtype is float32 else float
    found, rows = [], _rows(a.t() if a._dense() else a)
    for rounded in (r, float):
        m, _, sign = _factors(rows, rounded)
        found.append(([m[k][k] for k in range(len(m))], sign))
    (single, sign), (double, other) = found
    if (0 in single) != (0 in double) or sign != other:
        refuse("a matrix that is nearly singular")
    if 0 in single:
        if a.shape[0] > 2 or not _whole(a) or not _whole(a.t()):
            refuse("a matrix that is nearly singular")
        return single, sign
    return _certain(single, double), sign


def det(a):
    _square(a, "linalg.det")
    diagonal, sign = _diagonal(a)
    if 0 in diagonal and a.requires_grad:
        refuse("the gradient of the determinant of a singular matrix")
    made, r = sign, f32 if a.dtype is float32 else float
    for v in diagonal:
        made = r(made * v)
    if not math.isfinite(made) or (0 not in diagonal and abs(made) < 1e-30):
        refuse("so large or so small a determinant")

    def back(node, g):
        m, d = node.get("A"), node.get("result")
        return (solve(m.t(), diag((g * d).expand(m.shape[0]))),)

    fresh = new([made], (), a.dtype)
    return record(fresh, "LinalgDetBackward0", [a], back, [("A", a)], "result")


def slogdet(a, _name="linalg_slogdet"):
    _square(a, "linalg.slogdet")
    diagonal, sign = _diagonal(a)
    if 0 in diagonal:
        refuse("slogdet of a singular matrix")
    length = sum(math.log(abs(v)) for v in diagonal)
    if 0 < abs(length) < 1e-4:
        refuse("a determinant that is nearly one")
    for v in diagonal:
        sign = math.copysign(sign, sign * v)

    def back(node, *gs):
        m, g = node.get("A"), gs[-1]
        return (None if g is None else solve(m.t(), diag(g.expand(m.shape[0]))),)

    fresh = new([length], (), a.dtype)
    length = record(fresh, "LinalgSlogdetBackward0", [a], back, [("A", a)], nr=1)
    if a.requires_grad and watch:
        refuse("a drawing of slogdet")
    if Mode.duals:
        refuse("slogdet in forward mode")
    return _Slogdet(_name, _beside(new([sign], (), a.dtype), length), length)


def _beside(sign, length):
    """The sign as the first result of the same step."""
    node = length._gf
    if node is not None:
        node.n_out, sign._gf = 2, node
        node.out_meta[0] = (sign.shape, sign.dtype)
        if not Mode.hooks:
            node.more = {**node.more, "sign": Saved(sign, node)}
    return sign


def slogdet_of_torch(input):
    return slogdet(input, "slogdet")


kinds: dict = {}  # the types of results, by their names


class _Slogdet(tuple):
    __slots__ = ()

    def __new__(cls, name, sign, logabsdet):
        if name not in kinds:
            kinds[name] = returned(name, cls)
        return tuple.__new__(kinds[name], (sign, logabsdet))

    @property
    def sign(self):
        return self[0]

    @property
    def logabsdet(self):
        return self[1]

    def __repr__(self):
        return (
            f"torch.return_types.{type(self).__name__}(\nsign={self[0]!r},\nlogabsdet={self[1]!r})"
        )


fill(_Slogdet, "result")
