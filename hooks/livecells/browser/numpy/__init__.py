"""A few functions of NumPy, on the arrays that Tensor.numpy() gives; all else is refused."""

import importlib
import math
import sys

import torch

ndarray = importlib.import_module("torch._array").ndarray
refuse = importlib.import_module("torch._types").refuse
pi, e, inf, nan = math.pi, math.e, math.inf, math.nan


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    refuse("numpy." + name)


def array(object):
    """An array of Python numbers."""
    if isinstance(object, ndarray):
        return object.copy()
    kinds = {type(v) for v in _flat(object)}
    if kinds not in ({float}, {int}, {float, int}):
        refuse("numpy.array of this")
    return torch.tensor(object, dtype=torch.int64 if kinds == {int} else torch.float64).numpy()


def _flat(value):
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _flat(one)
    else:
        yield value


def zeros(shape):
    """Zeros of float64."""
    return torch.zeros(shape, dtype=torch.float64).numpy()


def ones(shape):
    """Ones of float64."""
    return torch.ones(shape, dtype=torch.float64).numpy()


def convolve(a, v, mode="full"):
    """The sums of products of two rows, the second turned round, as it passes the first."""
    long, short = (r.tolist() if isinstance(r, ndarray) else list(r) for r in (a, v))
    kinds = [r._t.dtype for r in (a, v) if isinstance(r, ndarray)]
    if any(dt is not torch.float64 for dt in kinds) or not long or not short:
        refuse("numpy.convolve of these")
    if len(short) > len(long):
        long, short = short, long
    full = [
        sum(long[k - j] * short[j] for j in range(len(short)) if 0 <= k - j < len(long))
        for k in range(len(long) + len(short) - 1)
    ]
    cut = {"full": 0, "same": (len(short) - 1) // 2, "valid": len(short) - 1}
    if mode not in cut:
        refuse("numpy.convolve in this way")
    size = {"full": len(full), "same": len(long), "valid": len(long) - len(short) + 1}[mode]
    begin = cut[mode]
    return array([float(v) for v in full[begin : begin + size]])


importlib.import_module("torch._guard").guard_module(sys.modules[__name__])
