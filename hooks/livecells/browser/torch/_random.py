"""Torch's own generator of random numbers, and how it draws."""

import math

from ._graph import Mode
from ._inplace import may_begin, once
from ._make import _here, _made, like
from ._normal import in_double, in_single, scaled
from ._sizes import NAMELESS, _sizes, named
from ._storage import ordered
from ._tensor import Tensor, new
from ._tensor_messages import INFERENCE
from ._types import _int, bool_, default, fault, float32, int64, numel, refuse

KNOWN = frozenset(
    [
        *("clone_state", "device", "get_offset", "get_state", "graphsafe_get_state"),
        *("graphsafe_set_state", "seed", "set_offset", "set_state"),
    ]
)


class Generator:
    """mt19937, and torch's ways to draw from it on a CPU."""

    __module__ = "torch._C"

    def __init__(self, device="cpu"):
        if device != "cpu":
            refuse("a generator on another device")
        self.seed_(67280421310721)

    def __getattr__(self, name):
        if name in KNOWN:
            refuse(f"Generator.{name}")
        fault(AttributeError, f"'torch._C.Generator' object has no attribute '{name}'")

    def initial_seed(self):
        return self.first

    def seed_(self, s):
        self.first = s
        s &= 0xFFFFFFFFFFFFFFFF
        mt = [s & 0xFFFFFFFF]
        for i in range(1, 624):
            mt.append((1812433253 * (mt[-1] ^ (mt[-1] >> 30)) + i) & 0xFFFFFFFF)
        self.mt, self.i, self.spare = mt, 624, None

    def manual_seed(self, s):
        if type(s) is not int or s < 0:
            refuse("a seed that is no whole number, or a negative one")
        self.seed_(s)
        return self

    def u32(self):
        if self.i >= 624:
            self._turn()
        self.i += 1
        return _tempered(self.mt[self.i - 1])

    def u32s(self, n):
        """So many whole numbers of 32 bits."""
        found = []
        while len(found) < n:
            if self.i >= 624:
                self._turn()
            part = self.mt[self.i : self.i + n - len(found)]
            self.i += len(part)
            found += map(_tempered, part)
        return found

    def _turn(self):
        mt = self.mt
        for k in range(624):
            y = (mt[k] & 0x80000000) | (mt[k - 623] & 0x7FFFFFFF)
            mt[k] = mt[k - 227] ^ (y >> 1) ^ (0x9908B0DF if y & 1 else 0)
        self.i = 0

    def u64(self):
        hi = self.u32()
        return (hi << 32) | self.u32()

    def shares(self, n, single):
        """So many numbers from 0 to 1, in single precision or in double."""
        if single:
            return [(y & 0xFFFFFF) / 16777216.0 for y in self.u32s(n)]
        found = iter(self.u32s(2 * n))
        return [((y & 0x1FFFFF) << 32 | next(found)) / 9007199254740992.0 for y in found]

    def normal(self):
        if self.spare is not None:
            v, self.spare = self.spare, None
            return v
        u1, u2 = self.shares(2, False)
        r, th = math.sqrt(-2.0 * math.log1p(-u2)), 2.0 * math.pi * u1
        self.spare = r * math.sin(th)
        return r * math.cos(th)


def _tempered(y):
    y ^= y >> 11
    y ^= (y << 7) & 0x9D2C5680
    y ^= (y << 15) & 0xEFC60000
    return y ^ (y >> 18)


gen = Generator()


unseeded = [True]


def manual_seed(s):
    s = int(s)
    if not -(1 << 63) <= s < 1 << 64:
        fault(ValueError, "Overflow when unpacking long long")
    gen.seed_(s % (1 << 64))
    unseeded[0] = False
    return gen


RANDOM_IN_VMAP = (
    "vmap: called random operation while in randomness error mode. Please either use the 'same' or "
    "'different' randomness flags on vmap or perform the randomness operation out of vmap"
)


def seed_now(generator=None):
    """The generator to draw from, which is seeded if it is torch's own."""
    if Mode.vmap:
        if Mode.batch.randomness == "error":
            fault(RuntimeError, RANDOM_IN_VMAP)
        if Mode.vmap > 1 or generator is not None:
            refuse("these random numbers in vmap")
    if generator is not None:
        if not isinstance(generator, Generator):
            refuse("a generator of another kind")
        return generator
    if unseeded[0]:
        import time

        gen.seed_(int(time.time() * 1000))
        unseeded[0] = False
    return gen


def rand_vals(n, dt, generator=None):
    if dt.code not in "fd":
        refuse("random numbers of this type")
    gen = seed_now(generator)
    return gen.shares(n, dt is float32)


def rand(*sizes, size=NAMELESS, dtype=None, requires_grad=False, generator=None, device=None):
    _here(device)
    s = _sizes(named(sizes, size, "rand"), "" if dtype or requires_grad or generator else "rand")
    dt = dtype or default[0]
    return _made(rand_vals(numel(s), dt, generator), s, dt, requires_grad)


def rand_like(t):
    ordered(t, "rand_like")
    return like(rand(tuple(t.shape), dtype=t.dtype), t)


def randn_vals(n, dt, mean=0.0, std=1.0, generator=None):
    if dt.code not in "fd":
        refuse("random numbers of this type")
    gen, single = seed_now(generator), dt is float32
    if Mode.vmap and n * Mode.batch.count >= 16:
        refuse("so many normal numbers in vmap")
    if n < 16:
        drawn = [gen.normal() for _ in range(n)]
        return [x * std + mean if single else scaled(x, mean, std) for x in drawn]
    normal, whole = in_single if single else in_double, n - n % 16
    v = gen.shares(n, single)
    v[:whole] = normal(v[:whole], mean, std)
    if n % 16:
        v[n - 16 :] = normal(gen.shares(16, single), mean, std)
    return v


def randn(*sizes, size=NAMELESS, dtype=None, requires_grad=False, generator=None, device=None):
    _here(device)
    s = _sizes(named(sizes, size, "randn"), "" if dtype or requires_grad or generator else "randn")
    dt = dtype or default[0]
    return _made(randn_vals(numel(s), dt, generator=generator), s, dt, requires_grad)


def randn_like(t):
    ordered(t, "randn_like")
    return like(randn(tuple(t.shape), dtype=t.dtype), t)


def randint(low, high=None, size=None, generator=None, dtype=None, requires_grad=False):
    if size is None:
        low, high, size = 0, low, high
    if not isinstance(size, (tuple, list)) or not all(isinstance(v, _int) for v in (low, high)):
        refuse("randint of these arguments")
    s = _sizes((size,))
    if low >= high:
        text = f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}"
        fault(RuntimeError, text)
    if high - low >= 1 << 24:
        refuse("so wide a range of whole numbers")
    drawn = [low + y % (high - low) for y in seed_now(generator).u32s(numel(s))]
    return _made(drawn, s, dtype or int64, requires_grad)


def randint_like(input, low, high=None):
    ordered(input, "randint_like")
    if input.dtype is bool_ or input.dtype.is_complex:
        refuse("randint_like of bool or of complex numbers")
    low, high = (0, low) if high is None else (low, high)
    return like(randint(low, high, tuple(input.shape), dtype=input.dtype), input)


def randperm(n, generator=None):
    if n < 0:
        refuse("a negative size")
    gen = seed_now(generator)
    if Mode.vmap:
        refuse("a permutation in vmap")
    v = list(range(n))
    for i in range(n - 1):
        z = gen.u32() % (n - i)
        v[i], v[i + z] = v[i + z], v[i]
    return new(v, (n,), int64)


def normal(mean=0.0, std=1.0, size=None, *, generator=None):
    """By numbers for all, or with a mean or a deviation of each."""
    given = [v for v in (mean, std) if isinstance(v, Tensor)]
    number = not isinstance(std, Tensor)
    if (number and std != std) or (not given and not isinstance(size, (tuple, list))):
        refuse("normal without a size, or such a deviation")
    if number and std < 0:
        fault(RuntimeError, f"normal expects std >= 0.0, but found std {std:g}")
    if not given:
        s = _sizes((size,))
        return _made(randn_vals(numel(s), default[0], mean, std, generator), s, default[0], False)
    shape, dt = tuple(given[0].shape), given[0].dtype
    same = all(tuple(t.shape) == shape and t.dtype is dt for t in given)
    if size is not None or not same or any(t.requires_grad for t in given):
        refuse("normal of these arguments")
    if isinstance(std, Tensor):
        if any(not v >= 0 for v in std.vals()):
            refuse("normal with a negative deviation")
        return new(randn_vals(numel(shape), dt, generator=generator), shape, dt) * std + mean
    return new(randn_vals(numel(shape), dt, 0.0, std, generator), shape, dt) + mean


def initial_seed():
    return seed_now().first


def bernoulli_vals(n, p):
    """Torch's own stream; with MKL on an Intel processor it uses another one."""
    return [1 if u < p else 0 for u in seed_now().shares(n, False)]


def _filled(t, values):
    t.write(values)
    if t._inf and not Mode.inference:
        fault(RuntimeError, INFERENCE)
    t._vc[0] += 1
    return t


def normal_(t, mean=0.0, std=1.0, *, generator=None):
    std = std if std >= 0 else refuse("normal_ with less than no spread")
    return _filled(t, randn_vals(t.numel(), t.dtype, mean, std, generator))


def drawn(fill):
    """The method that fills a tensor: not where an edit would be recorded."""

    def f(self, *args, **kwargs):
        if Mode.vmap:
            refuse("random numbers in a tensor, in vmap")
        may_begin(self)
        once(ordered(self, "random numbers in place"))
        if Mode.grad and self.requires_grad:
            refuse("random numbers in a tensor that records")
        return fill(self, *args, **kwargs)

    return f
