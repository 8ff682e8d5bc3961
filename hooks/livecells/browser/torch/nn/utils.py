"""torch.nn.utils: clipping."""

import math

from .._join import stack
from .._make import tensor
from .._missing import missing
from .._modes import no_grad
from .._names_below import UTILS
from .._tensor import Tensor
from .._types import refuse


def _with_gradients(parameters):
    given = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    if not given:
        refuse("clipping without parameters")
    return [p._g for p in given if p._g is not None]


@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    if norm_type not in (1, 2, math.inf) or error_if_nonfinite:
        refuse("clip_grad_norm_ with this norm")
    grads = _with_gradients(parameters)
    if not grads:
        return tensor(0.0)
    total = stack([g.norm(norm_type) for g in grads]).norm(norm_type)
    factor = (max_norm / (total + 1e-6)).clamp(max=1.0)
    for g in grads:
        g.mul_(factor)
    return total


@no_grad()
def clip_grad_value_(parameters, clip_value, foreach=None):
    limit = float(clip_value)
    for g in _with_gradients(parameters):
        g.clamp_(min=-limit, max=limit)


def __getattr__(name):
    missing("torch.nn.utils", name, UTILS)
