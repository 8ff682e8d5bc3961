"""What the transforms of torch.func ask of results, and how what they make is called."""

from ._guard import guarded
from ._tensor import Tensor
from ._types import fault, refuse

NO_FRACTION = "vjp(f, ...): All outputs of f must be floating-point or complex Tensors, got Tensor with dtype %s"
NO_TENSOR = "Thing passed to transform API must be Tensor, got %s"


def sloped(out):
    """What torch says where a result has no slope, as a place or a count."""
    if isinstance(out, Tensor) and not (out.dtype.is_floating_point or out.dtype.is_complex):
        fault(RuntimeError, NO_FRACTION % out.dtype)
    return out


def asked(x):
    """What a slope is asked of is a tensor."""
    if isinstance(x, (dict, list, tuple)):
        refuse("a slope by several tensors in one argument")
    if not isinstance(x, Tensor):
        fault(ValueError, NO_TENSOR % type(x))
    return x


def called_as(inner, f):
    """What is made of a function has its name, and is guarded as torch's own functions are."""
    inner.__name__ = getattr(f, "__name__", "wrapper")
    inner.__qualname__ = getattr(f, "__qualname__", "wrapper")
    return guarded(inner, "torch.func")
