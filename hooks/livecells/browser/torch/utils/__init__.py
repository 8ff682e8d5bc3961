"""torch.utils: of it, checkpoints and data."""

from .._lazily import module
from .._missing import missing
from .._names_below import TORCH_UTILS
from . import checkpoint


def __getattr__(name):
    return module(f"{__name__}.{name}") or missing("torch.utils", name, TORCH_UTILS)
