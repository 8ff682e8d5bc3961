"""New tensors from data or from a rule."""

import math

from ._broadcast import as_shape, is_number
from ._device import device as device_class
from ._storage import warn
from ._tensor import Tensor, new
from ._types import (
    _bool,
    _float,
    _int,
    default,
    f32,
    fault,
    float32,
    float64,
    int64,
    kind,
    numel,
    of_number,
    pack,
    promote_types,
    refuse,
)


def _flat(v, out, depth=0):
    if isinstance(v, Tensor):
        if v.dim() == 0:
            out.append(v.item())
            return (), v.dtype
        v = v.tolist()
    if hasattr(v, "tolist") and not isinstance(v, (list, tuple)):
        v = v.tolist()
    if isinstance(v, (list, tuple)) or type(v).__name__ in ("dict_keys", "dict_values", "range"):
        v = list(v)
        first, dt = None, None
        for _k, e in enumerate(v):
            s, d = _flat(e, out, depth + 1)
            if first is None:
                first = s
            elif s != first:
                if len(s) and len(first):
                    fault(
                        ValueError,
                        "expected sequence of length %d at dim %d (got %d)"
                        % (first[0], depth + 1, s[0]),
                    )
                if len(first):
                    fault(
                        TypeError,
                        "expected a sequence of length %d at dim %d" % (first[0], depth + 1),
                    ) if False else refuse("a ragged list")
                fault(TypeError, "must be real number, not list" if True else "")
            dt = d if dt is None else promote_types(dt, d) if d is not None else dt
        return (len(v),) + (first or ()), dt
    if isinstance(v, str):
        fault(TypeError, "new(): invalid data type 'str'") if depth == 0 else fault(
            ValueError, "too many dimensions 'str'"
        )
    if not is_number(v):
        if v is None or isinstance(v, dict):
            fault(RuntimeError, f"Could not infer dtype of {type(v).__name__}")
        refuse("a tensor made of " + type(v).__name__)
    out.append(v)
    return (), of_number(v)


def tensor(data, dtype=None, device=None, requires_grad=False, pin_memory=False):
    if device is not None:
        device_class(device)
    if isinstance(data, Tensor):
        warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor)."
        )
    if type(data).__name__ == "ndarray" and hasattr(data, "_t"):
        dtype = dtype or data._t.dtype
    vals = []
    shape, dt = _flat(data, vals)
    dt = dtype or dt or default[0]
    if kind(dt) == 1 and any(
        isinstance(v, _int) and not isinstance(v, _bool) and abs(v) >= 1 << 63 for v in vals
    ):
        fault(RuntimeError, "Overflow when unpacking long long")
    if requires_grad and not (dt.is_floating_point or dt.is_complex):
        fault(
            RuntimeError, "Only Tensors of floating point and complex dtype can require gradients"
        )
    t = new(vals, shape, dt)
    t._rg = bool(requires_grad)
    return t


def as_tensor(data, dtype=None, device=None):
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    return tensor(data, dtype)


def FloatTensor(*v):
    return (
        tensor(v[0], dtype=float32)
        if v and isinstance(v[0], (list, tuple))
        else refuse("FloatTensor(sizes)")
    )


def _made(vals, shape, dt, requires_grad):
    if requires_grad and not (dt.is_floating_point or dt.is_complex):
        fault(
            RuntimeError, "Only Tensors of floating point and complex dtype can require gradients"
        )
    t = new(vals, shape, dt)
    t._rg = bool(requires_grad)
    return t


def _sizes(s):
    s = as_shape(s)
    for n in s:
        if not isinstance(n, _int):
            if isinstance(n, Tensor):
                continue
            fault(
                TypeError,
                f"zeros(): argument 'size' (position 1) must be tuple of ints, but found element of type {type(n).__name__} at pos 0",
            ) if False else refuse("a size that is no whole number")
        if n < 0:
            fault(
                RuntimeError,
                "Trying to create tensor with negative dimension %d: %s" % (n, list(s)),
            )
    return tuple([int(n) for n in s])


def full(size, fill_value, dtype=None, requires_grad=False, device=None):
    v = fill_value.item() if isinstance(fill_value, Tensor) else fill_value
    return _made(
        [v] * numel(_sizes((size,))), _sizes((size,)), dtype or of_number(v), requires_grad
    )


def zeros(*size, dtype=None, requires_grad=False, device=None):
    s = _sizes(size)
    return _made([0] * numel(s), s, dtype or default[0], requires_grad)


def ones(*size, dtype=None, requires_grad=False, device=None):
    s = _sizes(size)
    return _made([1] * numel(s), s, dtype or default[0], requires_grad)


def empty(*size, dtype=None, requires_grad=False, device=None):
    return zeros(*size, dtype=dtype, requires_grad=requires_grad)


def eye(n, m=None, dtype=None, requires_grad=False):
    m = n if m is None else m
    return _made(
        [1 if i == j else 0 for i in range(n) for j in range(m)],
        (n, m),
        dtype or default[0],
        requires_grad,
    )


def zeros_like(t, dtype=None, requires_grad=False):
    return _made([0] * t.numel(), t.shape, dtype or t.dtype, requires_grad)


def ones_like(t, dtype=None, requires_grad=False):
    return _made([1] * t.numel(), t.shape, dtype or t.dtype, requires_grad)


def full_like(t, v, dtype=None, requires_grad=False):
    return _made([v] * t.numel(), t.shape, dtype or t.dtype, requires_grad)


empty_like = zeros_like


def new_zeros(t, *size, dtype=None):
    s = _sizes(size)
    return _made([0] * numel(s), s, dtype or t.dtype, False)


def new_ones(t, *size, dtype=None):
    s = _sizes(size)
    return _made([1] * numel(s), s, dtype or t.dtype, False)


def new_tensor(t, data, dtype=None, requires_grad=False):
    return tensor(data, dtype or t.dtype, requires_grad=requires_grad)


def new_full(t, size, v, dtype=None):
    return full(size, v, dtype or t.dtype)


def arange(start, end=None, step=1, dtype=None, requires_grad=False):
    if end is None:
        start, end = 0, start
    v = [x.item() if isinstance(x, Tensor) else x for x in (start, end, step)]
    start, end, step = v
    if step == 0:
        fault(RuntimeError, "step must be nonzero")
    n = math.ceil((end - start) / step)
    if n < 0:
        fault(RuntimeError, "upper bound and lower bound inconsistent with step sign")
    dt = dtype or (default[0] if any(isinstance(x, _float) for x in v) else int64)
    return _made([start + i * step for i in range(n)], (n,), dt, requires_grad)


def linspace(start, end, steps, dtype=None, requires_grad=False):
    start, end = [x.item() if isinstance(x, Tensor) else x for x in (start, end)]
    dt = dtype or default[0]
    r = f32 if dt is float32 else (lambda v: v)
    d = r(r(r(end) - r(start)) / (steps - 1)) if steps > 1 else 0
    vals = [start + d * i if i < steps // 2 else end - d * (steps - 1 - i) for i in range(steps)]
    return _made(vals, (steps,), dt, requires_grad)


def logspace(start, end, steps, base=10.0, dtype=None):
    return tensor(
        [base**v for v in linspace(start, end, steps, dtype=float64).tolist()], dtype or default[0]
    )


def _legacy(data, more):
    """torch.Tensor([1, 2])."""
    if data is None:
        return pack([], float32), (0,), float32
    if more is not None or not isinstance(data, (list, tuple)):
        refuse("torch.Tensor(...) of anything but a list")
    t = tensor(data, float32)
    return t._d, t.shape, t.dtype


Tensor._legacy = staticmethod(_legacy)
