"""torch.amp: scaled gradients, and casts to smaller types."""

from .._autocast import autocast
from .._missing import missing
from .._names_below import AMP
from .._types import refuse
from . import grad_scaler
from .grad_scaler import GradScaler


def is_autocast_available(device_type):
    return device_type == "cpu" or refuse("autocast on another device")


def __getattr__(name):
    missing("torch.amp", name, AMP)
