"""Torch's own generator of random numbers, and how it draws."""

import math

from ._graph import Mode
from ._make import _made
from ._sizes import _sizes
from ._tensor import new
from ._types import default, f32, fault, float32, float64, int64, numel, refuse


class Generator:
    __module__ = "torch._C"
    """mt19937, and torch's ways to draw from it on a CPU."""

    def __init__(self):
        self.seed_(5489)

    def seed_(self, s):
        self.first = s
        s &= 0xFFFFFFFFFFFFFFFF
        mt = [s & 0xFFFFFFFF]
        for i in range(1, 624):
            mt.append((1812433253 * (mt[-1] ^ (mt[-1] >> 30)) + i) & 0xFFFFFFFF)
        self.mt, self.i, self.spare = mt, 624, None

    def manual_seed(self, s):
        self.seed_(s)
        return self

    def u32(self):
        if self.i >= 624:
            mt = self.mt
            for k in range(624):
                y = (mt[k] & 0x80000000) | (mt[(k + 1) % 624] & 0x7FFFFFFF)
                mt[k] = mt[(k + 397) % 624] ^ (y >> 1) ^ (0x9908B0DF if y & 1 else 0)
            self.i = 0
        y = self.mt[self.i]
        self.i += 1
        y ^= y >> 11
        y ^= (y << 7) & 0x9D2C5680
        y ^= (y << 15) & 0xEFC60000
        return y ^ (y >> 18)

    def u64(self):
        hi = self.u32()
        return (hi << 32) | self.u32()

    def u24(self):
        return (self.u32() & 0xFFFFFF) / 16777216.0

    def u53(self):
        return (self.u64() & ((1 << 53) - 1)) / 9007199254740992.0

    def normal(self):
        if self.spare is not None:
            v, self.spare = self.spare, None
            return v
        u1, u2 = self.u53(), self.u53()
        r, th = math.sqrt(-2.0 * _log1p(-u2)), 2.0 * math.pi * u1
        self.spare = r * math.sin(th)
        return r * math.cos(th)


def _log1p(x):
    return math.log1p(x)


gen = Generator()


unseeded = [True]


def manual_seed(s):
    gen.seed_(int(s))
    unseeded[0] = False
    return gen


RANDOM_IN_VMAP = (
    "vmap: called random operation while in randomness error mode. Please either use the 'same' or "
    "'different' randomness flags on vmap or perform the randomness operation out of vmap"
)


def seed_now():
    if Mode.vmap:
        fault(RuntimeError, RANDOM_IN_VMAP)
    if unseeded[0]:
        import time

        gen.seed_(int(time.time() * 1000))
        unseeded[0] = False


def rand_vals(n, dt):
    seed_now()
    return [gen.u53() if dt is float64 else gen.u24() for _ in range(n)]


def rand(*size, dtype=None, requires_grad=False, generator=None):
    if generator is not None:
        refuse("a generator of its own")
    s = _sizes(size, "rand")
    dt = dtype or default[0]
    return _made(rand_vals(numel(s), dt), s, dt, requires_grad)


def rand_like(t):
    return rand(tuple(t.shape), dtype=t.dtype)


def randn_vals(n, dt, mean=0.0, std=1.0):
    seed_now()
    if n < 16:
        v = [gen.normal() for _ in range(n)]
    elif dt is float32:
        v = [gen.u24() for _ in range(n)]

        def fill(o):
            for j in range(8):
                u1, u2 = f32(1 - v[o + j]), v[o + j + 8]
                r, th = f32(math.sqrt(f32(-2.0 * f32(math.log(u1))))), f32(f32(2.0 * math.pi) * u2)
                v[o + j], v[o + j + 8] = r * f32(math.cos(th)), r * f32(math.sin(th))

        for o in range(0, n - 15, 16):
            fill(o)
        if n % 16:
            v[n - 16 :] = [gen.u24() for _ in range(16)]
            fill(n - 16)
    else:
        v = [gen.u53() for _ in range(n)]

        def fill64(o):
            for j in range(8):
                u1, u2 = 1 - v[o + j], v[o + j + 8]
                r, th = math.sqrt(-2.0 * math.log(u1)), 2.0 * math.pi * u2
                v[o + j], v[o + j + 8] = r * math.cos(th), r * math.sin(th)

        for o in range(0, n - 15, 16):
            fill64(o)
        if n % 16:
            v[n - 16 :] = [gen.u53() for _ in range(16)]
            fill64(n - 16)
    return [x * std + mean for x in v]


def randn(*size, dtype=None, requires_grad=False, generator=None):
    if generator is not None:
        refuse("a generator of its own")
    s = _sizes(size, "randn")
    dt = dtype or default[0]
    return _made(randn_vals(numel(s), dt), s, dt, requires_grad)


def randn_like(t):
    return randn(tuple(t.shape), dtype=t.dtype)


def randint(low, high=None, size=None, dtype=None):
    if size is None:
        low, high, size = 0, low, high
    s = _sizes((size,))
    if low >= high:
        text = f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}"
        fault(RuntimeError, text)
    seed_now()
    return _made(
        [low + gen.u32() % (high - low) for _ in range(numel(s))], s, dtype or int64, False
    )


def randperm(n):
    if n < 0:
        refuse("a negative size")
    seed_now()
    v = list(range(n))
    for i in range(n - 1):
        z = gen.u32() % (n - i)
        v[i], v[i + z] = v[i + z], v[i]
    return new(v, (n,), int64)


def bernoulli_vals(n, p):
    """Torch's own stream; with MKL on an Intel processor it uses another one."""
    seed_now()
    return [1 if gen.u53() < p else 0 for _ in range(n)]


def normal_(t, mean=0.0, std=1.0):
    t.write(randn_vals(t.numel(), t.dtype, mean, std))
    t._vc[0] += 1
    return t


def uniform_(t, a=0.0, b=1.0):
    dt = t.dtype
    r = f32 if dt is float32 else (lambda v: v)
    lo, hi = r(a), r(b)
    t.write([r(u * r(hi - lo)) + lo for u in rand_vals(t.numel(), dt)])
    t._vc[0] += 1
    return t
