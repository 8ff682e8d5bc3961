"""torch.cuda: there is none here."""

from ._types import fault, refuse


def is_available():
    return False


def device_count():
    return 0


def __getattr__(name):
    if name.startswith("__"):
        fault(AttributeError, f"module 'torch.cuda' has no attribute '{name}'")
    refuse(f"torch.cuda.{name}")
