"""Single numbers of NumPy arrays, and the digits that tell them."""

import math

from ._types import _float, _int, f32, float32, float64, refuse


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


class Single(float):
    """A number of an array, which prints in the digits of its type and is only looked at."""

    _dtype = None

    def __new__(cls, value=0.0):
        return _float.__new__(cls, f32(value) if cls._dtype is float32 else value)

    def __str__(self):
        v = _float(self)
        if (v and not 1e-4 <= abs(v) < 1e16) or v != v or abs(v) == math.inf:
            return repr(v) if self._dtype is float64 else refuse("this number of NumPy's in print")
        text = short(v, self._dtype is float32)
        return text + "0" if text.endswith(".") else text

    def __repr__(self):
        return f"np.{self._dtype.name}({self!s})"

    def __format__(self, spec):
        return _float(self).__format__(spec)

    def __neg__(self):
        return scalar(-_float(self), self._dtype)

    def __abs__(self):
        return scalar(abs(_float(self)), self._dtype)

    def _alone(self, *_):
        return refuse("arithmetic with a number of a NumPy array")


def _both(fn, turned=False):
    """An operation with a number of Python's, or with another of these."""

    def f(self, other):
        if type(other) not in (_int, _float) and not isinstance(other, Single):
            return NotImplemented
        wide = getattr(other, "_dtype", self._dtype)
        dtype = self._dtype if wide is self._dtype else float64
        a, b = _float(self), f32(other) if dtype is float32 else _float(other)
        made = fn(b, a) if turned else fn(a, b)
        if made != made or abs(made) == math.inf:
            refuse("arithmetic without a result, of numbers of NumPy arrays")  # NumPy warns
        return scalar(made, dtype)

    return f


def _divided(a, b):
    return a / b if b else refuse("a division by zero of NumPy's")


for _name, _fn in {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "truediv": _divided,
}.items():
    setattr(Single, f"__{_name}__", _both(_fn))
    setattr(Single, f"__r{_name}__", _both(_fn, turned=True))
for _name in ["pow", "rpow", "mod", "floordiv"]:
    setattr(Single, f"__{_name}__", Single._alone)


KINDS = {
    dt: type(dt.name, (Single,), {"_dtype": dt, "__module__": "numpy"}) for dt in (float32, float64)
}


def scalar(v, dtype):
    """A number as an array gives it."""
    return KINDS[dtype](v) if dtype in KINDS else refuse("such a number of NumPy's")
