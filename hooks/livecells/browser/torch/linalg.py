"""torch.linalg: what the labs need."""

from ._lazily import later, loaded
from ._missing import missing
from ._names_below import LINALG
from ._reduce import norm as _norm
from ._returned import returned
from ._solve import LinAlgError, det, inv, slogdet, solve
from ._tensor import new
from ._types import refuse

__all__ = ["LinAlgError", "det", "inv", "slogdet", "solve"]


def norm(x, ord=None, dim=None, keepdim=False):
    if ord is not None and dim is None and x.dim() == 2:
        return _of_matrix(x, ord, keepdim=keepdim)
    if isinstance(ord, str) and (dim is None or isinstance(dim, int)):
        refuse("the norm of a matrix, of what is none,")
    if ord is not None and dim is None and x.dim() not in (1, 2):
        refuse("the norm of what is neither a vector nor a matrix")
    return _norm(x, ord if ord is not None else 2, dim, keepdim)


def vector_norm(x, ord=2, dim=None, keepdim=False):
    if isinstance(ord, str):
        refuse("vector_norm of this kind")
    return _norm(x, ord, dim, keepdim)


LATER = {
    "._decomposed": "cholesky solve_triangular svdvals eigvalsh matrix_norm matrix_rank "
    "matrix_power",
    "._reflections": "qr",
}
globals().update(later(LATER, __package__))
_of_matrix = loaded("._decomposed", __package__, "matrix_norm")


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


class _Solved(tuple):
    """What lstsq gives; of its four parts only the first is here."""

    __slots__ = ()
    solution = property(lambda self: tuple.__getitem__(self, 0))

    def _refused(self, *_):
        refuse("the result of lstsq but for its solution")

    __getitem__ = __iter__ = __len__ = __repr__ = _refused
    residuals = rank = singular_values = property(_refused)


_Solution = returned("linalg_lstsq", _Solved)


def lstsq(a, b):
    if a.requires_grad or b.requires_grad:
        refuse("the gradient of lstsq")
    A, B = a._nested(), b._nested()
    n = len(A[0])
    ata = [[sum([r[i] * r[j] for r in A]) for j in range(n)] for i in range(n)]
    atb = [
        [sum([A[k][i] * B[k][c] for k in range(len(A))]) for c in range(len(B[0]))]
        for i in range(n)
    ]
    return _Solution([new([v for r in solve_rows(ata, atb) for v in r], (n, len(B[0])), a.dtype)])


def __getattr__(name):
    missing("torch.linalg", name, LINALG)
