"""torch.multiprocessing: no processes are here, only what tells of memory."""

from .._types import refuse


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    refuse(f"torch.multiprocessing.{name}")
