"""What Tensor.numpy() gives: the same memory, printed as NumPy prints."""

import math

from ._tensor import new
from ._types import f32, float32, kind, refuse


def short(v, single):
    """The shortest digits that read back as the same number."""
    if v != v:
        return "nan"
    if abs(v) == math.inf:
        return "inf" if v > 0 else "-inf"
    if single:
        for n in range(1, 10):
            s = "%.*g" % (n, v)
            if f32(float(s)) == v:
                break
    else:
        s = repr(v)
    if "e" in s:
        s = "%.*f" % (20, float(s))
        s = s.rstrip("0")
    if "." not in s:
        s += "."
    return s.rstrip("0") if s.endswith(".0") else s


class ndarray:
    def __init__(self, t):
        self._t = t

    @property
    def shape(self):
        return tuple(self._t.shape)

    @property
    def ndim(self):
        return self._t.dim()

    @property
    def size(self):
        return self._t.numel()

    def tolist(self):
        return self._t.tolist()

    def item(self):
        return self._t.item()

    def fill(self, v):
        self._t.write([v] * self._t.numel())

    def copy(self):
        return ndarray(self._t.clone())

    def __len__(self):
        return len(self._t)

    def round(self, n=0):
        k = 10**n
        return ndarray(
            new([round(v * k) / k for v in self._t.vals()], self._t.shape, self._t.dtype)
        )

    def __setitem__(self, k, v):
        t = self._t.data
        t[k] = v

    def __iter__(self):
        return iter([ndarray(r) if r.dim() else r.item() for r in self._t])

    def __getitem__(self, k):
        r = self._t[k]
        return ndarray(r) if r.dim() else r.item()

    def _body(self):
        vals = self._t.vals()
        if kind(self._t.dtype) != 2:
            cells = [str(bool(v)) if self._t.dtype.name == "bool" else str(v) for v in vals]
            w = max([len(c) for c in cells] + [0])
            return [" " * (w - len(c)) + c for c in cells]
        fin = [abs(v) for v in vals if v == v and abs(v) != math.inf and v]
        if fin and (max(fin) >= 1e8 or min(fin) < 1e-4 or max(fin) / min(fin) > 1000):
            refuse("this array's way of printing (numpy)")
        cells = []
        for v in vals:
            s = short(v, self._t.dtype is float32)
            if "." in s and len(s.split(".")[1]) > 8:
                s = (f"{v:.8f}").rstrip("0")
            cells.append(s)
        left = max([len(c.split(".")[0]) for c in cells] + [0])
        right = max([len(c.split(".")[1]) for c in cells if "." in c] + [0])
        out = []
        for c in cells:
            if "." in c:
                a, b = c.split(".")
                out.append(" " * (left - len(a)) + a + "." + b + " " * (right - len(b)))
            else:
                out.append(" " * (left + 1 + right - len(c)) + c)
        return out

    def __repr__(self):
        return (
            "array("
            + self._text(6, ", ")
            + (
                ""
                if self._t.dtype.name in ("float64", "int64", "bool")
                else ", dtype=" + self._t.dtype.name
            )
            + ")"
        )

    def __str__(self):
        return self._text(0, " ")

    def _text(self, ind, sep):
        cells, shape = self._body(), tuple(self._t.shape)
        if len(cells) > 1000:
            refuse("a long numpy array")
        if not shape:
            return cells[0]
        if len(shape) == 1:
            text = "[" + sep.join(cells) + "]"
            if len(text) > 75:
                refuse("a long numpy array")
            return text
        if len(shape) == 2:
            n = shape[1]
            return (
                "["
                + (sep.strip() + "\n" + " " * (ind + 1)).join(
                    ["[" + sep.join(cells[i : i + n]) + "]" for i in range(0, len(cells), n)]
                )
                + "]"
            )
        refuse("a numpy array with more than two axes")
        return None
