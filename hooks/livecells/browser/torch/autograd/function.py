"""torch.autograd.function."""

from .._missing import missing
from .._modes import no_grad
from .._names_below import AUTOGRAD_FUNCTION


def once_differentiable(fn):
    def inner(ctx, *gs):
        with no_grad():
            return fn(ctx, *gs)

    return inner


def __getattr__(name):
    missing("torch.autograd.function", name, AUTOGRAD_FUNCTION)
