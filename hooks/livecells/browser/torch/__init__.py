"""A part of torch in plain Python: what this site's pages use and what a reader tries next.

It gives what torch gives, or it refuses. Its own names begin with an underscore; all others, and
what they do, are torch's, whose reference describes them.
"""

import math as _math
import sys as _sys

from . import _class_places, _functions, _guard, _lazily, _operators, _submodules
from ._array import from_numpy
from ._autocast import autocast
from ._device import device
from ._distance import cdist
from ._einsum import einsum
from ._finfo import finfo
from ._join import cat, concat, hstack, meshgrid, stack, vstack
from ._make import (
    arange,
    as_tensor,
    empty,
    empty_like,
    eye,
    full,
    full_like,
    linspace,
    logspace,
    ones,
    ones_like,
    tensor,
    zeros,
    zeros_like,
)
from ._missing import missing as _missing
from ._modes import (
    enable_grad,
    get_default_dtype,
    inference_mode,
    is_anomaly_enabled,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_default_dtype,
    set_grad_enabled,
)
from ._names import TORCH as _TORCH
from ._random import (
    Generator,
    initial_seed,
    manual_seed,
    normal,
    rand,
    rand_like,
    randint,
    randint_like,
    randn,
    randn_like,
    randperm,
)
from ._show import set_printoptions
from ._storage import is_warn_always_enabled, set_warn_always
from ._tensor import Tensor
from ._typed import TYPES as _TYPES
from ._types import (
    Size,
    bfloat16,
    complex64,
    complex128,
    dtype,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    promote_types,
    uint8,
)
from ._types import bool_ as bool

__version__ = "2.13.0+browser"
half = float16
float, double, int, long, short = float32, float64, int32, int64, int16
cfloat, cdouble = complex64, complex128
inf, nan, pi, e = _math.inf, _math.nan, _math.pi, _math.e
concatenate = concat
strided = "torch.strided"
globals().update(_functions.FUNCTIONS)
globals().update(_TYPES)

from . import amp, autograd, cuda, distributions, fft, func, linalg, nn, optim, utils  # noqa: E402  these use the functions above

_guard.guard_module(_sys.modules[__name__])
_class_places.settle_all()
_submodules.refuse_others()


def __getattr__(name):
    return _lazily.module(f"{__name__}.{name}") or _missing("torch", name, _TORCH)
