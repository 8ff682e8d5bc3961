"""torch.nn.attention: which kernel attention takes."""

import enum

from .._attention import FLASH, MATH, allowed
from .._missing import missing
from .._names_below import ATTENTION
from .._types import refuse


class SDPBackend(enum.Enum):
    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3
    OVERRIDEABLE = 4

    def __repr__(self):
        return f"<SDPBackend.{self.name}: {self.value}>"


class sdpa_kernel:
    def __init__(self, backends, set_priority=False):
        if set_priority:
            refuse("kernels of attention in an order")
        backends = [backends] if isinstance(backends, SDPBackend) else list(backends)
        self.known = {each.value for each in backends} & {FLASH, MATH}

    def __enter__(self):
        allowed.append(self.known)

    def __exit__(self, *_):
        allowed.pop()


def __getattr__(name):
    missing("torch.nn.attention", name, ATTENTION)
