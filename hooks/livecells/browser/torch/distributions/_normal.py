"""The normal distribution."""

import math

from .._make import ones, zeros
from .._modes import no_grad
from .._random import normal
from .._types import refuse
from ._distribution import Distribution, broadcast_all


class Normal(Distribution):
    has_rsample = True
    shown = ("loc", "scale")

    def __init__(self, loc, scale, validate_args=None):
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(self.loc.shape, (), validate_args)
        if any(v != v for v in self.loc.vals()) or any(not v > 0 for v in self.scale.vals()):
            refuse("a Normal with these parameters")

    mean = mode = property(lambda self: self.loc)
    stddev = property(lambda self: self.scale)
    variance = property(lambda self: self.scale.pow(2))

    def sample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        with no_grad():
            return normal(self.loc.detach().expand(shape), self.scale.detach().expand(shape))

    def rsample(self, sample_shape=()):
        shape, dt = self._extended_shape(sample_shape), self.loc.dtype
        eps = normal(zeros(shape, dtype=dt), ones(shape, dtype=dt))
        return self.loc + eps * self.scale

    def log_prob(self, value):
        self._known(value)
        var, log_scale = self.scale**2, self.scale.log()
        return -((value - self.loc) ** 2) / (2 * var) - log_scale - math.log(math.sqrt(2 * math.pi))

    def entropy(self):
        return 0.5 + 0.5 * math.log(2 * math.pi) + self.scale.log()


def kl_divergence(p, q):
    """How far one normal distribution is from another."""
    if not isinstance(p, Normal) or not isinstance(q, Normal):
        refuse("kl_divergence of these distributions")
    ratio = (p.scale / q.scale).pow(2)
    apart = ((p.loc - q.loc) / q.scale).pow(2)
    return 0.5 * (ratio + apart - 1 - ratio.log())
