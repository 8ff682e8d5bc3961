"""torch.nn.init."""

import math

from .. import _random, _uniform
from .._inplace import inplace
from .._missing import missing
from .._modes import no_grad
from .._names_below import INIT
from .._storage import warn, warn_inside
from .._tensor import new
from .._types import fault, refuse


def uniform_(t, a=0.0, b=1.0, generator=None):
    return _uniform.uniform_(t, a, b, generator=generator)


def normal_(t, mean=0.0, std=1.0, generator=None):
    return _random.normal_(t, mean, std, generator=generator)


def _filled(t, values):
    with no_grad():
        return inplace(t, lambda old: new(values, t.shape, t.dtype), True)


def _fill(t, v):
    return _filled(t, [v] * t.numel())


def constant_(t, val):
    return _fill(t, val)


def zeros_(t):
    return _fill(t, 0.0)


def ones_(t):
    return _fill(t, 1.0)


FEW = "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"


def _calculate_fan_in_and_fan_out(t):
    if t.dim() < 2:
        fault(ValueError, FEW)
    r = 1
    for s in t.shape[2:]:
        r *= s
    return t.shape[1] * r, t.shape[0] * r


GAINS = {"linear": 1, "sigmoid": 1, "tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4}
MODES = ["fan_in", "fan_out"]
NOTHING = "Initializing zero-element tensors is a no-op"
IN_LINEAR = (
    "torch/nn/modules/linear.py",
    124,
    "    init.kaiming_uniform_(self.weight, a=math.sqrt(5))",
)


def _gain(nonlinearity, a):
    if nonlinearity == "leaky_relu":
        return math.sqrt(2.0 / (1 + a * a))
    return GAINS[nonlinearity] if nonlinearity in GAINS else refuse("this nonlinearity")


def kaiming_uniform_(
    t, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None, _in_linear=False
):
    if 0 in t.shape:
        if _in_linear:
            warn_inside(NOTHING, *IN_LINEAR)
        else:
            warn(NOTHING)
        return t
    fan = _fan(t, mode)
    bound = math.sqrt(3.0) * (_gain(nonlinearity, a) / math.sqrt(fan))
    return _uniform.uniform_(t, -bound, bound, generator=generator)


def _fan(t, mode):
    mode = mode.lower()
    if mode not in MODES:
        fault(ValueError, f"Mode {mode} not supported, please use one of {MODES}")
    return _calculate_fan_in_and_fan_out(t)[MODES.index(mode)]


def kaiming_normal_(t, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    if 0 in t.shape:
        warn(NOTHING)
        return t
    std = _gain(nonlinearity, a) / math.sqrt(_fan(t, mode))
    return _random.normal_(t, 0, std, generator=generator)


def xavier_normal_(t, gain=1.0, generator=None):
    i, o = _calculate_fan_in_and_fan_out(t)
    std = gain * math.sqrt(2.0 / float(i + o))
    return _random.normal_(t, 0.0, std, generator=generator)


def calculate_gain(nonlinearity, param=None):
    if nonlinearity == "leaky_relu":
        return _gain(nonlinearity, 0.01 if param is None else param)
    if nonlinearity not in GAINS and not nonlinearity.startswith("conv"):
        fault(ValueError, f"Unsupported nonlinearity {nonlinearity}")
    return GAINS.get(nonlinearity, 1)


def eye_(t):
    if t.dim() != 2:
        fault(ValueError, "Only tensors with 2 dimensions are supported")
    rows, columns = t.shape
    return _filled(t, [float(i == j) for i in range(rows) for j in range(columns)])


def xavier_uniform_(t, gain=1.0, generator=None):
    i, o = _calculate_fan_in_and_fan_out(t)
    a = math.sqrt(3.0) * (gain * math.sqrt(2.0 / (i + o)))
    return _uniform.uniform_(t, -a, a, generator=generator)


def __getattr__(name):
    missing("torch.nn.init", name, INIT)
