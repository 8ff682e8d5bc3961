"""torch.linalg: what the labs need."""

from ._graph import record
from ._missing import missing
from ._names_below import LINALG
from ._reduce import norm as _norm
from ._solve import LinAlgError, det, inv, slogdet, solve
from ._tensor import new
from ._types import refuse

__all__ = ["LinAlgError", "det", "inv", "slogdet", "solve"]


def norm(x, ord=None, dim=None, keepdim=False):
    return _norm(x, ord if ord is not None else 2, dim, keepdim)


vector_norm = norm


def matrix_norm(x, ord="fro", dim=(-2, -1), keepdim=False):
    if ord == "nuc" and x.dim() == 2 and 1 in x.shape:
        return _one_singular_value(x)
    if ord != "fro" or x.dim() < 2 or tuple(dim) != (-2, -1):
        refuse("this norm of a matrix")
    return _norm(x, 2, list(dim), keepdim)


def _one_singular_value(x):
    """The sum of the singular values, where there is one: the length of the row or column."""
    x = x.permute(0, 1)
    length = _norm(x.detach(), 2)

    def back(n, _, g):
        t = n.get("A")
        if g.requires_grad:
            refuse("a second derivative through singular values")
        unit = t.detach() / length
        if not length.item():
            unit = new([1.0] + [0.0] * (t.numel() - 1), t.shape, t.dtype)
        return (g * unit,)

    out = new(length.vals(), (1,), x.dtype)
    out = record(out, "LinalgSvdBackward0", [x], back, [("A", x)], nr=1)
    if out._gf is not None:
        out._gf.n_out = 2
    return out.sum(-1)


def solve_rows(a, b):
    n = len(a)
    m = [list(r) + list(s) for r, s in zip(a, b, strict=False)]
    for c in range(n):
        p = max(range(c, n), key=lambda r: abs(m[r][c]))
        m[c], m[p] = m[p], m[c]
        for r in range(c + 1, n):
            f = m[r][c] / m[c][c]
            m[r] = [x - f * y for x, y in zip(m[r], m[c], strict=False)]
    for c in reversed(range(n)):
        m[c] = [v / m[c][c] for v in m[c]]
        for r in range(c):
            f = m[r][c]
            m[r] = [x - f * y for x, y in zip(m[r], m[c], strict=False)]
    return [r[n:] for r in m]


class _Solution:
    pass


def lstsq(a, b):
    if a.requires_grad or b.requires_grad:
        refuse("the gradient of lstsq")
    A, B = a.tolist(), b.tolist()
    n = len(A[0])
    ata = [[sum([r[i] * r[j] for r in A]) for j in range(n)] for i in range(n)]
    atb = [
        [sum([A[k][i] * B[k][c] for k in range(len(A))]) for c in range(len(B[0]))]
        for i in range(n)
    ]
    s = _Solution()
    s.solution = new([v for r in solve_rows(ata, atb) for v in r], (n, len(B[0])), a.dtype)
    return s


def __getattr__(name):
    missing("torch.linalg", name, LINALG)
