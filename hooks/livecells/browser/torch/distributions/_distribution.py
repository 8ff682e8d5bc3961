"""What distributions share: shapes, and values that they may take."""

from .._functions import broadcast_tensors
from .._make import tensor
from .._mode import seen_roughly
from .._modes import no_grad
from .._tensor import Tensor
from .._types import Size, fault, refuse

NO_NUMBERS = (
    "Input arguments must all be instances of Number, torch.Tensor or objects implementing "
    "__torch_function__."
)


def broadcast_all(*values):
    """Parameters as tensors of one shape."""
    if not all(isinstance(v, (Tensor, int, float, complex)) for v in values):
        fault(ValueError, NO_NUMBERS)
    made = [v if isinstance(v, Tensor) else tensor(v) for v in values]
    if len({t.dtype for t in made}) > 1 or made[0].dtype.code not in "fd":
        refuse("a distribution of such numbers")
    return broadcast_tensors(*made)


class Distribution:
    has_rsample = False
    arg_constraints: dict = {}  # noqa: RUF012
    shown = ()  # the parameters that it prints

    def __init__(self, batch_shape=(), event_shape=(), validate_args=None):
        seen_roughly("a distribution")
        if validate_args is not None:
            refuse("validate_args of a distribution")
        self._batch_shape, self._event_shape = Size(batch_shape), Size(event_shape)

    batch_shape = property(lambda self: self._batch_shape)
    event_shape = property(lambda self: self._event_shape)

    def _extended_shape(self, sample_shape=()):
        if not all(type(n) is int for n in sample_shape):
            refuse("samples of such a shape")
        return Size((*sample_shape, *self._batch_shape, *self._event_shape))

    def sample(self, sample_shape=()):
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape=()):
        fault(NotImplementedError, "")

    def _known(self, value):
        if not isinstance(value, Tensor):
            fault(ValueError, "The value argument to log_prob must be a Tensor")
        own = Size((*self._batch_shape, *self._event_shape))
        for a, b in zip(reversed(value.shape), reversed(own), strict=False):
            if a != b and 1 not in (a, b):
                text = "Value is not broadcastable with batch_shape+event_shape: %s vs %s."
                fault(ValueError, text % (value.shape, own))
        if any(v != v for v in value.vals()):
            refuse("the probability of nan")

    def __repr__(self):
        parts = []
        for name in self.shown:
            p = self.__dict__[name]
            parts.append(f"{name}: {p if p.numel() == 1 else p.size()}")
        return f"{type(self).__name__}({', '.join(parts)})"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        refuse(f"{type(self).__name__}.{name}")
