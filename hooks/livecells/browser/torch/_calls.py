"""What stands round a method, for arguments that are of no use to it."""

import inspect
import math

from ._returned import type_name
from ._tensor import Tensor
from ._types import bool_, fault, kind, refuse

FLAGS = ("keepdim", "unbiased", "descending", "largest", "sorted")
# What may not be told to keep its axes, or keeps them, where no axis is given.
WITH_AXIS = [
    "sum",
    "mean",
    "prod",
    "max",
    "min",
    "median",
    "all",
    "any",
    "argmax",
    "argmin",
    "nanmean",
]
# What goes along one axis, and of it what may be told that it is None.
ONE_DIM = [
    "argmax",
    "argmin",
    "cumsum",
    "cumprod",
    "softmax",
    "log_softmax",
    "max",
    "min",
    "median",
    "prod",
    "unbind",
]
NO_DIM = ["argmax", "argmin"]
TENSORS = {"matmul": "other", "dot": "tensor", "mm": "mat2", "mv": "vec", "bmm": "mat2"}


def given(fn, name, place=1):
    """An operand of a type that the operators leave to Python is refused in a call."""
    if name in TENSORS:
        return _with_tensor(fn, name, place)
    names = list(inspect.signature(fn).parameters)
    dim_at = names.index("dim") if name in ONE_DIM else 0
    places = [i for i, arg in enumerate(names) if arg in FLAGS]

    def f(self, *args, **kwargs):
        if "keepdims" in kwargs and "keepdim" in names and isinstance(kwargs["keepdims"], bool):
            kwargs["keepdim"] = kwargs.pop("keepdims")  # NumPy's name, which torch takes as well
        if "keepdim" in kwargs and not args and len(kwargs) == 1 and name in WITH_AXIS:
            refuse(f"{name} with keepdim and without dim")
        if name in ("max", "min") and isinstance((*args, None)[0], Tensor) and (*args[1:], *kwargs):
            refuse(f"{name} with another tensor and more")
        if name in ("sort", "argsort") and "stable" in kwargs and args:
            refuse(f"{name} with stable and places")
        if name in ("sum", "mean", "logsumexp") and any(
            isinstance(dim, (tuple, list)) and not dim for dim in (*args[:1], kwargs.get("dim"))
        ):
            refuse(f"{name} along no axis")  # its step has another name
        if name in ("sum", "mean") and (
            None in args[:1] or ("dim" in kwargs and kwargs["dim"] is None)
        ):
            refuse(f"{name} with dim=None")  # its step has another name
        if dim_at and isinstance(_given_dim(args, kwargs, dim_at), (tuple, list)):
            refuse(f"{name} along several axes")
        if dim_at and name not in NO_DIM and _given_dim(args, kwargs, dim_at) is None:
            refuse(f"{name} along None")
        for place in places:
            if place <= len(args) and not isinstance(args[place - 1], bool):
                refuse(f"{name} with a flag that is not True or False")
        r = fn(self, *args, **kwargs)
        if "alpha" in kwargs and isinstance(r, Tensor):
            _fits(kwargs["alpha"], r.dtype, name)
        return refuse(f"{name} with an argument of this type") if r is NotImplemented else r

    return f


def _fits(alpha, dtype, name):
    """Torch's error for a factor that the type of a sum does not hold."""
    if isinstance(alpha, bool) and dtype is not bool_:
        if name.endswith("_"):
            refuse("an edit with such a factor")
        fault(RuntimeError, "Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and kind(dtype) < 2:
        if name.endswith("_"):
            refuse("an edit with such a factor")
        text = "For integral input tensors, argument alpha must not be a floating point number."
        fault(RuntimeError, text)
    most = {"e": 65504.0, "g": 3.38e38, "f": 3.4e38}.get(dtype.code, math.inf)
    if isinstance(alpha, float) and most < abs(alpha) < math.inf:
        refuse("a factor that its type does not hold")


def _given_dim(args, kwargs, place):
    """The axis of a call; 0 where it names none."""
    return args[place - 1] if len(args) >= place else kwargs.get("dim", 0)


def _with_tensor(fn, name, place):
    """A product with another tensor; where a number is given, what torch says of that."""

    def f(self, *args, **kwargs):
        if len(args) == 1 and not kwargs and not isinstance(args[0], Tensor):
            said = type_name(args[0])
            where = f"argument '{TENSORS[name]}' (position {place})"
            fault(TypeError, f"{name}(): {where} must be Tensor, not {said}")
        return fn(self, *args, **kwargs)

    return f
