"""What Tensor.numpy() gives: the same memory, printed as NumPy prints."""

import math

from ._array_numbers import Single, scalar, short
from ._compare import eq, ge, gt, le, lt, ne
from ._guard import guard_class
from ._tensor import Tensor, new
from ._types import _bool, _float, _int, f32, fault, float32, float64, kind, refuse


def pairwise(vals, rounded):
    """A sum in the order in which NumPy adds."""
    if len(vals) < 8:
        total = -0.0
        for v in vals:
            total = rounded(total + v)
        return total
    if len(vals) > 128:
        half = len(vals) // 2
        half -= half % 8
        return rounded(pairwise(vals[:half], rounded) + pairwise(vals[half:], rounded))
    parts, whole = list(vals[:8]), len(vals) - len(vals) % 8
    for k in range(8, whole):
        parts[k % 8] = rounded(parts[k % 8] + vals[k])
    while len(parts) > 1:
        parts = [rounded(a + b) for a, b in zip(parts[::2], parts[1::2], strict=True)]
    for v in vals[whole:]:
        parts[0] = rounded(parts[0] + v)
    return parts[0]


def _with(fn):
    """An operation by element: of arrays of one type, or of one of floats and a Python number."""

    def f(self, other):
        made = isinstance(other, ndarray) and other._t.dtype is self._t.dtype
        number = isinstance(other, (_int, _float)) and not isinstance(other, (_bool, Single))
        if self._t.dtype not in (float32, float64) or not (made or number):
            refuse("this operation of NumPy arrays")
        return ndarray(fn(self._t, other._t if made else other))

    return f


def _in_place(fn):
    """An operation whose result is written into the same memory."""

    def f(self, other):
        made = fn(self, other)
        if made.shape != self.shape:
            refuse("such an edit of a NumPy array")
        self._t.write(made._t.vals())
        return self

    return f


def _divided(a, b):
    below = b.vals() if isinstance(b, Tensor) else [b]
    return a / b if all(below) else refuse("a division by zero of NumPy arrays")


class ndarray:
    __module__ = "numpy"

    def __init__(self, t):
        self._t = t

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        refuse("numpy.ndarray." + name)

    __add__ = __radd__ = _with(lambda a, b: a + b)
    __sub__, __rsub__ = _with(lambda a, b: a - b), _with(lambda a, b: -a + b)
    __mul__ = __rmul__ = _with(lambda a, b: a * b)
    __truediv__ = _with(_divided)
    __eq__, __ne__, __lt__, __le__ = _with(eq), _with(ne), _with(lt), _with(le)
    __gt__, __ge__ = _with(gt), _with(ge)
    __hash__ = None

    def _no(self, *_):
        return refuse("this operation of NumPy arrays")

    __matmul__ = __rmatmul__ = __rpow__ = __mod__ = __floordiv__ = __rtruediv__ = _no
    __itruediv__ = __abs__ = __invert__ = __and__ = __or__ = _no
    __bool__ = __contains__ = __float__ = __int__ = __index__ = __format__ = _no

    __iadd__, __isub__, __imul__ = (_in_place(fn) for fn in (__add__, __sub__, __mul__))

    def __pow__(self, other):
        return self * self if type(other) is _int and other == 2 else self._no()

    def __neg__(self):
        return ndarray(-self._t)

    def sum(self):
        return self._total()

    def mean(self):
        return scalar(self._rounded()(_float(self._total()) / self.size), self._t.dtype)

    def _rounded(self):
        return f32 if self._t.dtype is float32 else _float

    def _total(self):
        if self._t.dtype not in (float32, float64) or not self._t._dense() or not self.size:
            refuse("this sum of a NumPy array")
        return scalar(pairwise(self._t.vals(), self._rounded()), self._t.dtype)

    def max(self):
        return scalar(self._t.max().item(), self._t.dtype)

    def min(self):
        return scalar(self._t.min().item(), self._t.dtype)

    @property
    def shape(self):
        return tuple(self._t.shape)

    @property
    def ndim(self):
        return self._t.dim()

    @property
    def size(self):
        return self._t.numel()

    @property
    def T(self):
        return ndarray(self._t.t()) if self._t.dim() == 2 else self

    @property
    def dtype(self):
        return refuse("the type of a NumPy array")

    def astype(self, dtype):
        kinds = {"float32": float32, "float64": float64, _float: float64}
        known = kinds.get(dtype) if isinstance(dtype, (str, type)) else None
        known = getattr(dtype, "_dtype", known)
        if known not in (float32, float64):
            refuse("this type of a NumPy array")
        return ndarray(self._t.to(known).clone())

    def reshape(self, *shape):
        return ndarray(self._t.reshape(*shape))

    def resize(self, *shape):
        made = self._t.reshape(*shape)
        if not self._t._dense():
            refuse("resize of this array")
        self._t = made

    def flatten(self):
        return ndarray(self._t.reshape(-1).clone())

    def tolist(self):
        return self._t.tolist()

    def item(self):
        if self.size != 1:
            fault(ValueError, "can only convert an array of size 1 to a Python scalar")
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
        return iter([self[k] for k in range(len(self))])

    def __getitem__(self, k):
        r = self._t[k]
        return ndarray(r) if r.dim() else scalar(r.item(), r.dtype)

    def _body(self):
        vals = self._t.vals()
        if 0 in self._t.shape or (self._t.dtype.name == "bool" and not self._t.shape):
            refuse("a NumPy array of nothing, or of one bool,")
        if kind(self._t.dtype) != 2:
            cells = [str(bool(v)) if self._t.dtype.name == "bool" else str(v) for v in vals]
            w = 5 if self._t.dtype.name == "bool" else max([len(c) for c in cells] + [0])
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


guard_class(ndarray, "numpy.ndarray")


def from_numpy(ndarray):
    """A tensor in the memory of an array."""
    if not hasattr(ndarray, "_t"):
        refuse("from_numpy of something else than an array")
    return ndarray._t.data
