"""torch.autograd.forward_ad: dual numbers, in one level at a time."""

import collections

from .. import _forward as _forward
from .._graph import Mode, dual
from .._missing import missing
from .._names_below import FORWARD_AD
from .._tensor import Tensor
from .._types import fault, refuse

NESTED = "Nested forward mode AD is not supported at the moment"
NO_LEVEL = (
    "Trying to create a dual Tensor for forward AD but no level exists, make sure to "
    "enter_dual_level() first."
)
UnpackedDualTensor = collections.namedtuple("UnpackedDualTensor", ["primal", "tangent"])
levels = [0]


def enter():
    """A level of its own number."""
    levels[0] += 1
    before, Mode.duals = Mode.duals, levels[0]
    return before


class dual_level:
    def __enter__(self):
        if Mode.duals:
            fault(RuntimeError, NESTED)
        enter()
        return 0

    def __exit__(self, *_):
        Mode.duals = 0


def of_fractions(primal, tangent):
    """Refuse dual numbers of whole numbers, in torch's words."""
    for word, t in (("primal", primal), ("tangent", tangent)):
        if not (t.dtype.is_floating_point or t.dtype.is_complex):
            text = f"Expected {word} to be floating point or complex, but got: {t.dtype}"
            fault(ValueError, text)


def make_dual(tensor, tangent, *, level=None):
    if level is not None:
        refuse("make_dual with a level")
    if not Mode.duals:
        fault(RuntimeError, NO_LEVEL)
    if not isinstance(tensor, Tensor) or not isinstance(tangent, Tensor) or dual(tensor):
        refuse("make_dual of these")
    of_fractions(tensor, tangent)
    if tensor.shape != tangent.shape or tensor.dtype is not tangent.dtype:
        refuse("a tangent of another size or type")
    if Mode.vmap or not tensor.dtype.is_floating_point:
        refuse("make_dual of these")
    made = tensor.view_as(tensor) if tensor.requires_grad else tensor.detach()
    made._tangent = (Mode.duals, tangent)
    return made


def unpack_dual(tensor, *, level=None):
    if level is not None:
        refuse("unpack_dual with a level")
    if not dual(tensor):
        return UnpackedDualTensor(tensor, None)
    duals, Mode.duals = Mode.duals, 0
    primal = tensor.view_as(tensor) if tensor.requires_grad else tensor.detach()
    Mode.duals = duals
    return UnpackedDualTensor(primal, tensor._tangent[1])


def __getattr__(name):
    missing("torch.autograd.forward_ad", name, FORWARD_AD)
