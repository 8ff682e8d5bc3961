"""torch.nn.modules: the classes of torch.nn once more, by the modules that they are from."""

import sys
import types

from ..._class_places import PLACES
from ..._lazily import whole
from ..._types import fault, refuse
from .. import _batch_norm

PREFIX = __name__ + "."


def _missing(module):
    def of(name):
        if name.startswith("__"):
            fault(AttributeError, f"module '{module}' has no attribute '{name}'")
        refuse(f"{module}.{name}")

    return of


for _place, _names in PLACES.items():
    if _place.startswith(PREFIX):
        _made = types.ModuleType(_place)
        vars(_made).update(
            {name: getattr(sys.modules["torch.nn"], name) for name in _names.split()}
        )
        _made.__getattr__ = _missing(_place)
        sys.modules[_place] = globals()[_place.removeprefix(PREFIX)] = _made
sys.modules[PREFIX + "batchnorm"]._BatchNorm = _batch_norm._BatchNorm
__getattr__ = _missing(__name__)
whole(__name__)
