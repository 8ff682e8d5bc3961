"""A few functions of NumPy, on the arrays that Tensor.numpy() gives; all else is refused."""

import builtins
import importlib
import math
import sys

import torch

ndarray = importlib.import_module("torch._array").ndarray
KINDS = importlib.import_module("torch._array_numbers").KINDS
refuse = importlib.import_module("torch._types").refuse
float32, float64 = KINDS[torch.float32], KINDS[torch.float64]
pi, e, inf, nan = math.pi, math.e, math.inf, math.nan


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    if name == "random":
        return importlib.import_module("numpy.random")
    return refuse("numpy." + name)


class _Whole:
    """The name of a type; its numbers are not made here."""

    _dtype = torch.int64

    def __init__(self, *_):
        refuse("a number of numpy.int64")


int64 = _Whole
NAMES = {"float32": float32, "float64": float64, "int64": int64, float: float64, int: int64}


def _type(given, usual):
    """The type of torch's that stands for one of NumPy's."""
    if given is None:
        return usual
    found = NAMES.get(given, given) if isinstance(given, (str, type)) else None
    if not hasattr(found, "_dtype"):
        refuse("this type of a NumPy array")
    return found._dtype


def array(object, dtype=None):
    """An array of Python numbers."""
    if isinstance(object, ndarray):
        return object.copy() if dtype is None else object.astype(dtype)
    kinds = {type(v) for v in _flat(object)}
    if kinds not in ({float}, {int}, {float, int}):
        refuse("numpy.array of this")
    usual = torch.int64 if kinds == {int} else torch.float64
    return torch.tensor(object, dtype=_type(dtype, usual)).numpy()


asarray = array


def _flat(value):
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _flat(one)
    else:
        yield value


def zeros(shape, dtype=None):
    """Zeros, of float64 unless another type is asked for."""
    return torch.zeros(shape, dtype=_type(dtype, torch.float64)).numpy()


def ones(shape, dtype=None):
    """Ones, of float64 unless another type is asked for."""
    return torch.ones(shape, dtype=_type(dtype, torch.float64)).numpy()


def eye(N, dtype=None):  # noqa: N803  NumPy's name
    """The identity."""
    return torch.eye(N, dtype=_type(dtype, torch.float64)).numpy()


def arange(start, stop=None, step=1, dtype=None):
    """Numbers one after the other: of int64 where all are whole, as NumPy has them."""
    start, stop = (0, start) if stop is None else (start, stop)
    if {type(v) for v in (start, stop, step)} - {int, float} or step == 0:
        refuse("numpy.arange of these")
    whole = all(isinstance(v, int) for v in (start, stop, step))
    count = builtins.max(math.ceil((stop - start) / step), 0)
    second = start + step
    made = [start + k * (second - start) for k in range(count)]
    usual = torch.int64 if whole else torch.float64
    return torch.tensor(made, dtype=_type(dtype, usual)).numpy()


def linspace(start, stop, num=50, dtype=None):
    """So many numbers, from the first to the last."""
    if {type(v) for v in (start, stop)} - {int, float} or not isinstance(num, int) or num < 1:
        refuse("numpy.linspace of these")
    step = (stop - start) / (num - 1) if num > 1 else 0.0
    made = [k * step + start for k in range(num)]
    if num > 1:
        made[-1] = float(stop)
    return torch.tensor(made, dtype=_type(dtype, torch.float64)).numpy()


EXACT = ("sqrt", "square", "abs")


def _by_element(name):
    """A function of each number; in float32 NumPy rounds in its own way, so only exact ones."""

    def f(x, /):
        kinds = (torch.float32, torch.float64) if name in EXACT else (torch.float64,)
        if not isinstance(x, ndarray) or x._t.dtype not in kinds:
            refuse(f"numpy.{name} of this")
        made = getattr(x._t, name)()
        if not all(map(math.isfinite, made.vals())):
            refuse(f"numpy.{name} of these numbers")  # NumPy warns
        return made.numpy()

    f.__name__ = name
    return f


sin, cos, tan, tanh, exp = (_by_element(n) for n in ("sin", "cos", "tan", "tanh", "exp"))
log, sqrt, square, abs = (_by_element(n) for n in ("log", "sqrt", "square", "abs"))
absolute = abs


def _whole(name):
    """A function that is a method too, without its further arguments."""

    def f(a, /):
        return getattr(a if isinstance(a, ndarray) else array(a), name)()

    f.__name__ = name
    return f


mean, sum, max, min = (_whole(n) for n in ("mean", "sum", "max", "min"))


def _chosen(name):
    """The larger or the smaller of each number of an array and one other number."""

    def f(x1, x2, /):
        array_, number = (x2, x1) if isinstance(x2, ndarray) else (x1, x2)
        if not isinstance(array_, ndarray) or type(number) not in (int, float):
            refuse(f"numpy.{name} of these")
        if array_._t.dtype not in (torch.float32, torch.float64) or number != number:
            refuse(f"numpy.{name} of these")
        return array_._t.clamp(**{"min" if name == "maximum" else "max": number}).numpy()

    f.__name__ = name
    return f


maximum, minimum = _chosen("maximum"), _chosen("minimum")


def convolve(a, v, mode="full"):
    """The sums of products of two rows, the second turned round, as it passes the first."""
    if any(isinstance(r, ndarray) and r._t.dim() != 1 for r in (a, v)):
        refuse("numpy.convolve of these")
    long, short = (r.tolist() if isinstance(r, ndarray) else list(r) for r in (a, v))
    kinds = [r._t.dtype for r in (a, v) if isinstance(r, ndarray)]
    if any(dt is not torch.float64 for dt in kinds) or not long or not short:
        refuse("numpy.convolve of these")
    if len(short) > len(long):
        long, short = short, long
    full = [
        builtins.sum(long[k - j] * short[j] for j in range(len(short)) if 0 <= k - j < len(long))
        for k in range(len(long) + len(short) - 1)
    ]
    cut = {"full": 0, "same": (len(short) - 1) // 2, "valid": len(short) - 1}
    if mode not in cut:
        refuse("numpy.convolve in this way")
    size = {"full": len(full), "same": len(long), "valid": len(long) - len(short) + 1}[mode]
    begin = cut[mode]
    return array([float(v) for v in full[begin : begin + size]])


importlib.import_module("torch._guard").guard_module(sys.modules[__name__])
