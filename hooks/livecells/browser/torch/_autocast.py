"""autocast: products in a smaller type, for a block."""

import functools

from ._copy import to
from ._graph import Mode
from ._tensor import Tensor
from ._types import bfloat16, float16, float32, float64, refuse


class Casting:
    """What is cast to in the blocks that are open, and casts of leaves that are kept."""

    def __init__(self):
        self.dtypes, self.kept, self.keeps = [], {}, [True]

    @property
    def now(self):
        return self.dtypes[-1] if self.dtypes else None


casting = Casting()


def _cast(value, dt):
    if not isinstance(value, Tensor) or not value.dtype.is_floating_point:
        return value
    if value.dtype in (dt, float64):
        return value
    leaf = value._rg and value._gf is None and value._base is None
    keep = casting.keeps[-1] and Mode.grad
    if not leaf or dt is float32 or value.dtype is not float32 or not keep:
        return to(value, dt)
    if id(value) not in casting.kept:
        casting.kept[id(value)] = (to(value, dt), value)
    return casting.kept[id(value)][0]


def _in(dt, fn, args, kwargs):
    """A call with its tensors in a type; what it calls is not cast again."""
    args = [_cast(a, dt) for a in args]
    kwargs = {k: _cast(v, dt) for k, v in kwargs.items()}
    casting.dtypes.append(None)
    try:
        return fn(*args, **kwargs)
    finally:
        casting.dtypes.pop()


def lowered(fn):
    """An operation that autocast does in the smaller type."""

    @functools.wraps(fn)
    def call(*args, **kwargs):
        dt = casting.now
        return fn(*args, **kwargs) if dt is None else _in(dt, fn, args, kwargs)

    return call


def raised(fn):
    """An operation that autocast does in float32."""

    @functools.wraps(fn)
    def call(*args, **kwargs):
        off = casting.now is None
        return fn(*args, **kwargs) if off else _in(float32, fn, args, kwargs)

    return call


class autocast:
    def __init__(self, device_type, dtype=None, enabled=True, cache_enabled=None):
        if device_type != "cpu" or dtype not in (None, bfloat16, float16):
            refuse("autocast on another device, or to another type")
        if Mode.transform or Mode.vmap:
            refuse("autocast in a transform")
        self.dtype = (dtype or bfloat16) if enabled else None
        self.keeps = casting.keeps[-1] if cache_enabled is None else cache_enabled

    def __enter__(self):
        casting.dtypes.append(self.dtype)
        casting.keeps.append(self.keeps)
        return self

    def __exit__(self, *_):
        casting.dtypes.pop()
        casting.keeps.pop()
        if not casting.dtypes:
            casting.kept.clear()

    def __call__(self, fn):
        @functools.wraps(fn)
        def inner(*args, **kwargs):
            with self:
                return fn(*args, **kwargs)

        return inner
