"""A choice among classes, and one that is relaxed to shares."""

import functools

from .._finfo import finfo
from .._functions import broadcast_tensors
from .._races import multinomial
from .._random import rand
from .._tensor import Tensor
from .._types import fault, numel, refuse
from ._distribution import Distribution

EITHER = "Either `probs` or `logits` must be specified, but not both."


def clamped(probs):
    """Away from 0 and 1, so that logarithms are finite."""
    eps = finfo(probs.dtype).eps
    return probs.clamp(min=eps, max=1 - eps)


class Categorical(Distribution):
    has_rsample = False

    def __init__(self, probs=None, logits=None, validate_args=None):
        if (probs is None) == (logits is None):
            fault(ValueError, EITHER)
        given = logits if probs is None else probs
        if not isinstance(given, Tensor) or not given.dim() or given.dtype.code not in "fd":
            refuse("a choice among these")
        if not given.numel():
            refuse("a choice among nothing")
        if probs is not None and any(not v >= 0 for v in probs.vals()):
            refuse("negative probabilities")
        if any(v != v for v in given.vals()):
            refuse("a choice among these")
        if probs is not None:
            self.__dict__["probs"] = probs / probs.sum(-1, keepdim=True)
            self._param = self.probs
        else:
            self.__dict__["logits"] = logits - logits.logsumexp(-1, keepdim=True)
            self._param = self.logits
        self._num_events = given.shape[-1]
        super().__init__(given.shape[:-1], (), validate_args)

    @functools.cached_property
    def probs(self):
        return self.logits.softmax(-1)

    @functools.cached_property
    def logits(self):
        return clamped(self.probs).log()

    def sample(self, sample_shape=()):
        rows = self.probs.detach().reshape(-1, self._num_events)
        drawn = multinomial(rows, numel(sample_shape), True)
        return drawn.t().reshape(self._extended_shape(sample_shape))

    def log_prob(self, value):
        self._known(value)
        if any(v != int(v) or not 0 <= v < self._num_events for v in value.vals()):
            refuse("the probability of what is no class")
        value, logs = broadcast_tensors(value.long().unsqueeze(-1), self.logits)
        return logs.gather(-1, value[..., :1]).squeeze(-1)

    def entropy(self):
        logits = self.logits.clamp(min=finfo(self.logits.dtype).min)
        return -(logits * self.probs).sum(-1)

    def __repr__(self):
        names = [name for name in ("probs", "logits") if name in self.__dict__]
        parts = []
        for name in names:
            p = self.__dict__[name]
            parts.append(f"{name}: {p if p.numel() == 1 else p.size()}")
        return f"{type(self).__name__}({', '.join(parts)})"


class RelaxedOneHotCategorical(Distribution):
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        self._choice, self.temperature = Categorical(probs, logits), temperature
        shape = self._choice.batch_shape
        super().__init__(shape, self._choice._param.shape[-1:], validate_args)

    probs = property(lambda self: self._choice.probs)
    logits = property(lambda self: self._choice.logits)

    def rsample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        uniform = clamped(rand(shape, dtype=self.logits.dtype))
        gumbels = -((-(uniform.log())).log())
        scores = (self.logits + gumbels) / self.temperature
        return (scores - scores.logsumexp(-1, keepdim=True)).exp()

    def __repr__(self):
        refuse("how a RelaxedOneHotCategorical prints")
