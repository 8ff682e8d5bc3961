"""torch.utils: of it, checkpoints."""

from .._missing import missing
from .._names_below import TORCH_UTILS
from . import checkpoint


def __getattr__(name):
    missing("torch.utils", name, TORCH_UTILS)
