"""New tensors from data or from a rule."""

import math

from ._data import numbers
from ._device import device as device_class
from ._held import held, holds
from ._layout import new_copy
from ._returned import type_name
from ._sizes import MOST, NAMELESS, _sizes, in_a_list, named
from ._storage import usual, warn
from ._tensor import Tensor, new
from ._types import (
    _bool,
    _float,
    _int,
    bool_,
    default,
    f32,
    fault,
    float32,
    float64,
    full_size,
    int64,
    kind,
    numel,
    of_number,
    pack,
    refuse,
)
from ._types import dtype as dtype_class

PYTHON_TYPES = {_float: float64, _int: int64, _bool: bool_}


def as_dtype(dt):
    """A type as torch takes it: its own, or one of Python's."""
    if dt is None or isinstance(dt, dtype_class):
        return dt
    if dt not in PYTHON_TYPES:
        refuse("a type that is none of torch's")
    return PYTHON_TYPES[dt]


def tensor(data, *more, dtype=None, device=None, requires_grad=False, pin_memory=False):
    if more:
        text = f"tensor() takes 1 positional argument but {len(more) + 1} were given"
        fault(TypeError, text)
    if not isinstance(requires_grad, _bool):
        said = type_name(requires_grad)
        fault(TypeError, f"tensor(): argument 'requires_grad' must be bool, not {said}")
    _here(device)
    if pin_memory:
        refuse("tensor(pin_memory=)")
    if isinstance(data, Tensor):
        warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor)."
        )
    if type(data).__name__ == "ndarray" and hasattr(data, "_t"):
        dtype = dtype or data._t.dtype
    vals, shape, dt = numbers(data, as_dtype(dtype))
    dt = as_dtype(dtype) or dt
    if dtype and not all(isinstance(v, (_int, _float, complex)) and holds(v, dt) for v in vals):
        refuse(f"a tensor of these numbers in {dt!r}")
    if kind(dt) == 1 and any(isinstance(v, _int) and not -(1 << 63) <= v < 1 << 63 for v in vals):
        fault(ValueError, "Overflow when unpacking long long")
    if requires_grad and not (dt.is_floating_point or dt.is_complex):
        fault(
            RuntimeError, "Only Tensors of floating point and complex dtype can require gradients"
        )
    t = new(vals, shape, dt)
    t._rg = bool(requires_grad)
    return t


def _here(device):
    if device is not None:
        device_class(device)


def as_tensor(data, dtype=None, device=None):
    _here(device)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    if hasattr(data, "_t"):  # an array, whose memory it shares
        return as_tensor(data._t.data, dtype)
    return tensor(data, dtype=dtype)


def _made(vals, shape, dt, requires_grad):
    if not isinstance(requires_grad, _bool):
        refuse("requires_grad of something else than True or False")
    dt = as_dtype(dt)
    if requires_grad and not (dt.is_floating_point or dt.is_complex):
        fault(
            RuntimeError, "Only Tensors of floating point and complex dtype can require gradients"
        )
    t = new(vals, shape, dt)
    t._rg = bool(requires_grad)
    return t


def full(size, fill_value, dtype=None, requires_grad=False, device=None):
    _here(device)
    v = fill_value.item() if isinstance(fill_value, Tensor) else fill_value
    shape, dt = in_a_list(size, "full"), dtype or of_number(v)
    return _made([held(v, dt)] * numel(shape), shape, dt, requires_grad)


def zeros(*sizes, size=NAMELESS, dtype=None, requires_grad=False, device=None):
    _here(device)
    s = _sizes(named(sizes, size, "zeros"), "zeros")
    return _made([0] * numel(s), s, dtype or default[0], requires_grad)


def ones(*sizes, size=NAMELESS, dtype=None, requires_grad=False, device=None):
    _here(device)
    s = _sizes(named(sizes, size, "ones"), "ones")
    return _made([1] * numel(s), s, dtype or default[0], requires_grad)


def empty(*sizes, size=NAMELESS, dtype=None, requires_grad=False, device=None):
    _here(device)
    s = _sizes(named(sizes, size, "empty"), "empty")
    return zeros(s, dtype=dtype, requires_grad=requires_grad)


def eye(n, m=None, dtype=None, requires_grad=False):
    if not isinstance(n, _int):
        refuse("a size that is no whole number")
    if n < 0:
        fault(RuntimeError, f"n must be greater or equal to 0, got {n}")
    m = n if m is None else m
    if not isinstance(m, _int) or m < 0:
        refuse("such a number of columns")
    return _made(
        [1 if i == j else 0 for i in range(n) for j in range(m)],
        (n, m),
        dtype or default[0],
        requires_grad,
    )


def zeros_like(t, *, dtype=None, requires_grad=False):
    return full_like(t, 0, dtype=dtype, requires_grad=requires_grad)


def ones_like(t, *, dtype=None, requires_grad=False):
    return full_like(t, 1, dtype=dtype, requires_grad=requires_grad)


def full_like(t, v, *, dtype=None, requires_grad=False):
    if not isinstance(requires_grad, bool):
        refuse("requires_grad of something else than True or False")
    v = held(v, dtype or t.dtype)
    made = _made([v] * t.numel(), t.shape, dtype or t.dtype, requires_grad)
    return like(made, t)


def like(made, t):
    """What was made, laid out as another tensor."""
    if t._lay is not None or not usual(t):
        laid = new_copy(made.vals(), made.dtype, t)
        made._d, made._st, made._lay = laid._d, laid._st, laid._lay
    return made


empty_like = zeros_like


def new_zeros(t, *size, dtype=None):
    s = _sizes(size, "new_zeros")
    return _made([0] * numel(s), s, dtype or t.dtype, False)


def new_ones(t, *size, dtype=None):
    s = _sizes(size, "new_ones")
    return _made([1] * numel(s), s, dtype or t.dtype, False)


def new_tensor(t, data, dtype=None, requires_grad=False):
    if dtype is not None and not isinstance(dtype, dtype_class):
        refuse("new_tensor with such a dtype")
    return tensor(data, dtype=dtype or t.dtype, requires_grad=requires_grad)


def new_full(t, size, v, dtype=None):
    return full(in_a_list(size, "new_full"), v, dtype or t.dtype)


def arange(start, end=None, step=1, dtype=None, requires_grad=False):
    if end is None:
        start, end = 0, start
    v = [x.item() if isinstance(x, Tensor) else x for x in (start, end, step)]
    start, end, step = v
    if step == 0:
        fault(RuntimeError, "step must be nonzero")
    if not abs((end - start) / step) < MOST:
        refuse("so many numbers")
    n = math.ceil((end - start) / step)
    if n < 0 or (end != start and (end > start) is not (step > 0)):
        fault(RuntimeError, "upper bound and lower bound inconsistent with step sign")
    dt = dtype or (default[0] if any(isinstance(x, _float) for x in v) else int64)
    return _made([start + i * step for i in range(n)], (n,), dt, requires_grad)


def linspace(start, end, steps, dtype=None, requires_grad=False):
    start, end = _ends(start, end, "linspace")
    if steps > MOST:
        refuse("so many numbers")
    if steps < 0:
        fault(RuntimeError, "number of steps must be non-negative")
    dt = as_dtype(dtype) or default[0]
    full_size(dt, "linspace")
    r = f32 if dt is float32 else (lambda v: v)
    d = r(r(r(end) - r(start)) / (steps - 1)) if steps > 1 else 0
    vals = [start + d * i if i < steps // 2 else end - d * (steps - 1 - i) for i in range(steps)]
    return _made(vals, (steps,), dt, requires_grad)


def _ends(start, end, name):
    """The ends of a row as numbers."""
    if isinstance(start, Tensor) and isinstance(end, Tensor) and (start.dim() or end.dim()):
        refuse(f"{name} between such tensors")
    for t, said in ((start, "start"), (end, "end")):
        if isinstance(t, Tensor) and t.dim():
            text = "%s only supports 0-dimensional start and end tensors, but got %s with %d dimension(s)."
            fault(RuntimeError, text % (name, said, t.dim()))
    return [t.item() if isinstance(t, Tensor) else t for t in (start, end)]


def logspace(start, end, steps, base=10.0, dtype=None):
    start, end = _ends(start, end, "logspace")
    return tensor(
        [base**v for v in linspace(start, end, steps, dtype=float64)._nested()],
        dtype=dtype or default[0],
    )


def _legacy(data, more):
    """torch.Tensor([1, 2])."""
    if data is None:
        return pack([], float32), (0,), float32
    if more is None and hasattr(data, "_t") and data._t.dtype.is_floating_point:
        return pack(data._t.vals(), float32), tuple(data._t.shape), float32
    if more is not None or not isinstance(data, (list, tuple)):
        refuse("torch.Tensor(...) of anything but a list")
    t = tensor(data, dtype=float32)
    return t._d, t.shape, t.dtype


Tensor._legacy = staticmethod(_legacy)
