"""Decompositions of one matrix of real numbers: their numbers as torch's first digits show them.

All is computed in float64 and rounded at the end. What hangs on the order of rounding in torch's
library is refused: numbers that should be nothing, and singular vectors and eigenvectors, whose
signs are any.
"""

import math

from ._compare import where
from ._graph import record
from ._make import eye
from ._reduce import norm as _norm
from ._solve import LinAlgError, slogdet
from ._tensor import Tensor, new
from ._types import fault, float32, refuse

NOT_DEFINITE = (
    "linalg.cholesky: The factorization could not be completed because the input is not "
    "positive-definite (the leading minor of order %d is not positive-definite)."
)
SQUARE = "%s: A must be batches of square matrices, but they are %d by %d matrices"
MOST = 24


def matrix(a, name, square=False):
    if not isinstance(a, Tensor):
        refuse(f"{name} of something else than a tensor")
    if a.dim() < 2:
        fault(RuntimeError, f"{name}: The input tensor A must have at least 2 dimensions.")
    if a.dim() > 2 or a.dtype.code not in "fd" or not a.numel() or max(a.shape) > MOST:
        refuse(f"{name} of this tensor")
    if square and a.shape[0] != a.shape[1]:
        fault(RuntimeError, SQUARE % (name, *a.shape))
    if not all(math.isfinite(v) for v in a.vals()):
        refuse(f"{name} of numbers that are not finite")
    return a._nested()


def sure(values, dtype):
    """Refuse numbers so small beside the largest that rounding is what they show."""
    least = (1e-3 if dtype is float32 else 1e-9) * max(map(abs, values))
    if any(abs(v) < least for v in values):
        refuse("a matrix that is nearly singular")


def _once(made, g, A, what):  # noqa: N803  torch's name
    """A gradient that nobody may walk back through: here it is made of numbers alone."""
    again = lambda *_: refuse(f"a second derivative through {what}")
    return record(made, "NotImplemented", [g, A], again)


# ----- Cholesky -----


def _lower(rows):
    n = len(rows)
    low = [[0.0] * n for _ in rows]
    for i in range(n):
        for j in range(i + 1):
            rest = rows[i][j] - sum(p * q for p, q in zip(low[i][:j], low[j][:j], strict=True))
            if i != j:
                low[i][j] = rest / low[j][j]
            elif abs(rest) < 1e-5 * abs(rows[i][i]):
                refuse("a matrix that is nearly singular")
            elif rest <= 0:
                fault(LinAlgError, NOT_DEFINITE % (i + 1))
            else:
                low[i][i] = math.sqrt(rest)
    return low


def cholesky(A, *, upper=False):  # noqa: N803  torch's name
    rows = matrix(A, "linalg.cholesky", square=True)
    if upper:
        refuse("linalg.cholesky(upper=True)")
    low = _lower(rows)

    def back(node, g):
        made = node.get("L")
        half = (made.t() @ g).tril()
        half = half - 0.5 * half.diagonal().diag()  # the lower half, its diagonal once
        inner = (half + half.t()) * 0.5
        one = solve_triangular(made.t(), inner, upper=True)
        return (solve_triangular(made.t(), one.t(), upper=True).t(),)

    out = new([v for row in low for v in row], A.shape, A.dtype)
    return record(out, "LinalgCholeskyExBackward0", [A], back, (), "L")


def solve_triangular(A, B, *, upper, left=True, unitriangular=False):  # noqa: N803  torch's names
    rows = matrix(A, "linalg.solve_triangular", square=True)
    fit = isinstance(B, Tensor) and B.dim() == 2 and B.dtype is A.dtype
    if not left or unitriangular or not fit or B.shape[0] != A.shape[0]:
        refuse("solve_triangular of these tensors")
    n, x = len(rows), B._nested()
    for i in reversed(range(n)) if upper else range(n):
        if rows[i][i] == 0:
            refuse("a triangle that is singular")
        known = range(i + 1, n) if upper else range(i)
        x[i] = [
            (v - sum(rows[i][k] * x[k][c] for k in known)) / rows[i][i] for c, v in enumerate(x[i])
        ]

    def back(node, g):
        a, made = node.get("self"), node.get("result")
        turned = solve_triangular(a.t(), g, upper=not upper)
        outer = -turned @ made.t()
        return (outer.triu() if upper else outer.tril()), turned

    out = new([v for row in x for v in row], B.shape, A.dtype)
    saved = [("self", A)]
    return record(out, "LinalgSolveTriangularBackward0", [A, B], back, saved, "result")


# ----- Singular values and eigenvalues -----


def _rotation(p, q, cross):
    """The turn that makes two columns of these lengths and this product orthogonal."""
    zeta = (q - p) / (2 * cross)
    t = math.copysign(1.0, zeta) / (abs(zeta) + math.hypot(1.0, zeta))
    c = 1 / math.hypot(1.0, t)
    return c, c * t


def _turned(first, second, c, s):
    pairs = list(zip(first, second, strict=True))
    return [c * p - s * q for p, q in pairs], [s * p + c * q for p, q in pairs]


def dot(p, q):
    return sum(a * b for a, b in zip(p, q, strict=True))


def singular(rows):
    """Left vectors, values from the largest, right vectors (Hestenes: columns made orthogonal)."""
    if len(rows) < len(rows[0]):
        left, values, right = singular([list(column) for column in zip(*rows, strict=True)])
        return right, values, left
    columns = [list(column) for column in zip(*rows, strict=True)]
    n = len(columns)
    right = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(60):
        moved = False
        for i in range(n):
            for j in range(i + 1, n):
                p, q = dot(columns[i], columns[i]), dot(columns[j], columns[j])
                cross = dot(columns[i], columns[j])
                if abs(cross) > 1e-15 * math.sqrt(p * q):
                    moved, turn = True, _rotation(p, q, cross)
                    columns[i], columns[j] = _turned(columns[i], columns[j], *turn)
                    right[i], right[j] = _turned(right[i], right[j], *turn)
        if not moved:
            break
    found = [math.sqrt(dot(c, c)) for c in columns]
    order = sorted(range(n), key=lambda k: -found[k])
    left = [[v / found[k] if found[k] else 0.0 for v in columns[k]] for k in order]
    return left, [found[k] for k in order], [right[k] for k in order]


def svdvals(A):  # noqa: N803  torch's name
    left, values, right = singular(matrix(A, "linalg.svd"))
    if any(values):
        sure(values, A.dtype)
    elif len(values) == 1:  # of a row or column of nothing, torch's vectors are the first unit
        left, right = ([[float(not k) for k in range(size)]] for size in A.shape)

    def back(node, *gs):
        g = gs[-1]
        if not all(values) and len(values) > 1:
            refuse("the slope of a singular value that is nothing")
        shares = g.vals()
        made = [
            sum(s * u[i] * v[j] for s, u, v in zip(shares, left, right, strict=True))
            for i in range(A.shape[0])
            for j in range(A.shape[1])
        ]
        return (_once(new(made, A.shape, A.dtype), g, A, "singular values"),)

    out = new(values, (len(values),), A.dtype)
    out = record(out, "LinalgSvdBackward0", [A], back, (), nr=1)
    if out._gf is not None:
        out._gf.n_out = 2
    return out


def symmetric(rows):
    """Eigenvalues from the smallest, and vectors (Jacobi's turns)."""
    n, m = len(rows), [list(row) for row in rows]
    vectors = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(60):
        size = sum(m[i][j] ** 2 for i in range(n) for j in range(i))
        if size <= 1e-30 * sum(v * v for row in m for v in row):
            break
        for i in range(n):
            for j in range(i + 1, n):
                if m[i][j]:
                    turn = _rotation(m[i][i], m[j][j], m[i][j])
                    m[i], m[j] = _turned(m[i], m[j], *turn)
                    vectors[i], vectors[j] = _turned(vectors[i], vectors[j], *turn)
                    for row in m:
                        (row[i],), (row[j],) = _turned([row[i]], [row[j]], *turn)
    order = sorted(range(n), key=lambda k: m[k][k])
    return [m[k][k] for k in order], [vectors[k] for k in order]


def eigvalsh(A, UPLO="L"):  # noqa: N803  torch's names
    rows = matrix(A, "linalg.eigh", square=True)
    if UPLO != "L":
        refuse("eigvalsh of the upper triangle")
    n = len(rows)
    values, vectors = symmetric([[rows[max(i, j)][min(i, j)] for j in range(n)] for i in range(n)])
    if any(rows[i][j] for i in range(n) for j in range(n)):
        sure(values, A.dtype)

    def back(node, *gs):
        pairs = list(zip(gs[0].vals(), vectors, strict=True))
        made = [sum(g * v[i] * v[j] for g, v in pairs) for i in range(n) for j in range(n)]
        return (_once(new(made, A.shape, A.dtype), gs[0], A, "eigenvalues"),)

    out = record(new(values, (n,), A.dtype), "LinalgEighBackward0", [A], back)
    if out._gf is not None:
        out._gf.n_out = 2
    return out


# ----- What is made of them -----


def matrix_norm(x, ord="fro", dim=(-2, -1), keepdim=False):
    if ord != "fro" and isinstance(x, Tensor) and x.dim() == 2 and not keepdim:
        if ord == "nuc":
            return svdvals(x).sum(-1)
        if ord in (2, -2):
            values = svdvals(x)
            return values.amax(-1) if ord == 2 else values.amin(-1)
        if ord in (1, math.inf):
            return _norm(x, 1, 0 if ord == 1 else 1).amax(-1)
    if ord != "fro" or x.dim() < 2 or tuple(dim) != (-2, -1):
        refuse("this norm of a matrix")
    return _norm(x, 2, list(dim), keepdim)


def matrix_rank(A, **settings):  # noqa: N803  torch's name
    if settings:
        refuse("matrix_rank with these settings")
    if A.dim() < 2:
        refuse("the rank of what is no matrix")
    values = svdvals(A.detach())
    return (values > 0).sum()


def matrix_power(A, n):  # noqa: N803  torch's name
    matrix(A, "linalg.matrix_power", square=True)
    if not isinstance(n, int) or not 0 <= n <= 3:
        refuse("such a power of a matrix")
    if n == 0 and A.requires_grad:
        refuse("such a power of a matrix that records")
    if n == 0:
        return eye(A.shape[0], dtype=A.dtype)
    if n == 1:
        return A.clone()
    return A @ A if n == 2 else (A @ A) @ A


def logdet(input):
    if isinstance(input, Tensor) and input.dim() < 2:
        fault(RuntimeError, "logdet: The input tensor A must have at least 2 dimensions.")
    if isinstance(input, Tensor) and input.shape[-1] != input.shape[-2]:
        fault(RuntimeError, SQUARE % ("logdet", *input.shape))
    sign, length = slogdet(input)
    return where(sign.detach() == -1.0, math.nan, length)
