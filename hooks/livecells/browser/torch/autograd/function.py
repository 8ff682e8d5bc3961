"""torch.autograd.function."""

import functools

from .._gradients import delayed
from .._graph import Mode
from .._missing import missing
from .._modes import no_grad
from .._names_below import AUTOGRAD_FUNCTION
from .._tensor import Tensor

TWICE = "trying to differentiate twice a function that was marked with @once_differentiable"


def once_differentiable(fn):
    @functools.wraps(fn)
    def inner(ctx, *gs):
        with no_grad():
            out = fn(ctx, *gs)
        if not Mode.grad or not any(isinstance(g, Tensor) and g.requires_grad for g in gs):
            return out
        if isinstance(out, tuple):
            return tuple(None if g is None else delayed(g, TWICE) for g in out)
        return delayed(out, TWICE)

    return inner


def __getattr__(name):
    missing("torch.autograd.function", name, AUTOGRAD_FUNCTION)
