"""The product of an orthogonal matrix and a triangle (Householder's reflections)."""

import math

from ._absent import fill
from ._decomposed import dot, matrix, sure
from ._returned import returned
from ._tensor import new
from ._types import refuse


def _reflected(columns, k):
    """The next column of the triangle: below its diagonal nothing is left."""
    x = columns[k][k:]
    size = math.sqrt(dot(x, x))
    if not any(x[1:]):
        return None
    beta = -math.copysign(size, x[0])
    v = [x[0] - beta, *x[1:]]
    return v, 2 / dot(v, v)


def _apply(turn, column, k):
    v, scale = turn
    share = scale * dot(v, column[k:])
    column[k:] = [p - share * q for p, q in zip(column[k:], v, strict=True)]


class _Qr(tuple):
    __slots__ = ()

    @property
    def Q(self):
        return self[0]

    @property
    def R(self):
        return self[1]

    def __repr__(self):
        return f"torch.return_types.linalg_qr(\nQ={self[0]!r},\nR={self[1]!r})"


fill(_Qr, "result")
linalg_qr = returned("linalg_qr", _Qr)


def qr(A, mode="reduced"):  # noqa: N803  torch's name
    rows = matrix(A, "linalg.qr")
    if mode != "reduced" or A.requires_grad:
        refuse("linalg.qr with these settings")
    m, count = len(rows), min(A.shape)
    columns = [list(column) for column in zip(*rows, strict=True)]
    turns = []
    for k in range(count):
        turn = _reflected(columns, k)
        turns.append(turn)
        for column in columns[k:] if turn else ():
            _apply(turn, column, k)
        columns[k][k + 1 :] = [0.0] * (m - k - 1)
    sure([columns[k][k] for k in range(count)], A.dtype)
    ortho = [[float(i == j) for i in range(m)] for j in range(count)]
    for k in reversed(range(count)):
        if turns[k] is None:  # no turn: torch's library has minus nothing below the diagonal
            ortho[k][k + 1 :] = [-0.0] * (m - k - 1)
        for column in ortho if turns[k] else ():
            _apply(turns[k], column, k)
    if any(0 < abs(v) < 1e-5 for column in ortho for v in column):
        refuse("an orthogonal matrix whose numbers cancel")
    q = new([ortho[j][i] for i in range(m) for j in range(count)], (m, count), A.dtype)
    r = [columns[j][i] if i <= j else 0.0 for i in range(count) for j in range(len(columns))]
    return linalg_qr((q, new(r, (count, len(columns)), A.dtype)))
