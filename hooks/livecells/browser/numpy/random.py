"""NumPy's older generator, whose numbers a seed fixes: all else of numpy.random is refused."""

import importlib
import math
import random as _random
import sys

import torch

_refuse = importlib.import_module("torch._types").refuse
_ndarray = importlib.import_module("torch._array").ndarray
_twister, _kept = _random.Random(), []  # a second normal number waits for the next call


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    _refuse("numpy.random." + name)


def seed(seed):
    """Begin anew, as NumPy fills the state from one number."""
    if type(seed) is not int or not 0 <= seed < 2**32:
        _refuse("numpy.random.seed of this")
    state = [seed]
    for k in range(1, 624):
        state.append((1812433253 * (state[-1] ^ (state[-1] >> 30)) + k) & 0xFFFFFFFF)
    _twister.setstate((3, (*state, 624), None))
    _kept.clear()


def _normal():
    if _kept:
        return _kept.pop()
    while True:
        x, y = (2.0 * _twister.random() - 1.0 for _ in range(2))
        square = x * x + y * y
        if 0.0 < square < 1.0:
            stretch = math.sqrt(-2.0 * math.log(square) / square)
            _kept.append(stretch * x)
            return stretch * y


def _below(n):
    """A whole number from 0 to n - 1: bits are drawn until they are small enough."""
    bits = (n - 1).bit_length()
    if not bits:
        return 0
    if bits > 32:
        _refuse("numpy.random of so large numbers")
    while True:
        drawn = _twister.getrandbits(32) & ((1 << bits) - 1)
        if drawn < n:
            return drawn


def _many(draw, size, dtype=torch.float64):
    if size is None:
        return draw()
    shape = (size,) if isinstance(size, int) else tuple(size)
    made = [draw() for _ in range(math.prod(shape))]
    return torch.tensor(made, dtype=dtype).reshape(shape).numpy()


def _numbers(*given):
    if not all(type(v) in (int, float) for v in given):
        _refuse("numpy.random with these arguments")


def random(size=None):
    """Numbers from 0 to 1."""
    return _many(_twister.random, size)


random_sample = ranf = sample = random


def rand(*shape):
    """Numbers from 0 to 1, in a shape."""
    return random(shape or None)


def uniform(low=0.0, high=1.0, size=None):
    """Numbers between two others."""
    _numbers(low, high)
    return _many(lambda: low + (high - low) * _twister.random(), size)


def standard_normal(size=None):
    """Normal numbers."""
    return _many(_normal, size)


def randn(*shape):
    """Normal numbers, in a shape."""
    return standard_normal(shape or None)


def normal(loc=0.0, scale=1.0, size=None):
    """Normal numbers about a mean."""
    _numbers(loc, scale)
    if scale < 0:
        _refuse("numpy.random.normal with such a scale")
    return _many(lambda: loc + scale * _normal(), size)


def randint(low, high=None, size=None):
    """Whole numbers below a bound."""
    low, high = (0, low) if high is None else (low, high)
    if type(low) is not int or type(high) is not int or low >= high:
        _refuse("numpy.random.randint of these")
    return _many(lambda: low + _below(high - low), size, torch.int64)


def shuffle(x):
    """Put a list into another order."""
    if type(x) is not list:
        _refuse("numpy.random.shuffle of this")
    for i in reversed(range(1, len(x))):
        j = _below(i + 1)
        x[i], x[j] = x[j], x[i]


def permutation(x):
    """The same in another order."""
    if isinstance(x, _ndarray) and x.ndim != 1:
        _refuse("numpy.random.permutation of this")
    dtype = x._t.dtype if isinstance(x, _ndarray) else torch.int64
    places = list(range(x)) if type(x) is int else x.tolist()
    shuffle(places)
    return torch.tensor(places, dtype=dtype).numpy()


def choice(a, size=None, replace=True):
    """Some of the numbers below a bound."""
    if type(a) is not int or size is None or type(replace) is not bool:
        _refuse("numpy.random.choice of this")
    if replace:
        return randint(a, size=size)
    shape = (size,) if type(size) is int else tuple(size)
    if math.prod(shape) > a:
        _refuse("numpy.random.choice of more than there are")
    return permutation(a)[: math.prod(shape)].reshape(shape)


importlib.import_module("torch._guard").guard_module(sys.modules[__name__])
