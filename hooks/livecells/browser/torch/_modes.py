"""Switches of recording, for a block, a function, or from here on."""

import functools
import inspect

from ._graph import Mode
from ._tensor import Tensor
from ._types import default, refuse


class _Switch:
    """As `with` block, as decorator, or (set_grad_enabled) at once."""

    wanted = True

    def __new__(cls, mode=None, *more, **named):
        if more or set(named) - {"mode"}:
            refuse("a mode of more than one argument")
        self = object.__new__(cls)
        if isinstance(mode, Tensor):
            refuse("a mode around a tensor")
        if callable(mode):
            self.mode = True
            return self(mode)
        return self

    def __init__(self, mode=True):
        self.mode = mode

    def on(self):
        Mode.grad = self.mode if self.wanted is None else self.wanted

    def __enter__(self):
        self.before = (Mode.grad, Mode.inference)
        self.on()

    def __exit__(self, *_):
        Mode.grad, Mode.inference = self.before

    def again(self):
        """The same switch, for one call."""
        return type(self)(self.mode)

    def __call__(self, fn):
        return decorated(self, fn)


def decorated(switch, fn):
    """A function that runs with the switch; a generator between its yields too."""
    if isinstance(fn, type):
        refuse("a mode around a class")
    if inspect.isgeneratorfunction(fn):
        return _generator(switch, fn)

    @functools.wraps(fn)
    def inner(*args, **kwargs):
        with switch.again():
            return fn(*args, **kwargs)

    return inner


def _generator(switch, fn):
    @functools.wraps(fn)
    def inner(*args, **kwargs):
        made = fn(*args, **kwargs)
        sent = None
        while True:
            try:
                with switch.again():
                    given = made.send(sent)
            except StopIteration as end:
                return end.value
            sent = yield given

    return inner


class no_grad(_Switch):
    wanted = False

    def __init__(self):
        self.mode = True

    def again(self):
        return type(self)()


class enable_grad(no_grad):
    wanted = True


class set_grad_enabled(_Switch):
    wanted = None

    def __init__(self, mode):
        self.mode = mode
        self.before = (Mode.grad, Mode.inference)
        Mode.grad = bool(mode)

    def __enter__(self):
        Mode.grad = bool(self.mode)

    def __repr__(self):
        return f"torch.autograd.grad_mode.set_grad_enabled(mode={self.mode})"

    def __call__(self, fn):
        Mode.grad, Mode.inference = self.before
        return decorated(self, fn)


class inference_mode(_Switch):
    def on(self):
        Mode.grad, Mode.inference = not self.mode, bool(self.mode)
        Mode.inferred = Mode.inferred or Mode.inference


def is_grad_enabled():
    return Mode.grad


def is_inference_mode_enabled():
    return Mode.inference


def is_anomaly_enabled():
    return Mode.anomaly


def set_default_dtype(d):
    default[0] = d


def get_default_dtype():
    return default[0]
