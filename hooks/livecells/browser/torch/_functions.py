"""Functions of `torch` itself that are methods of tensors too."""

import re

from . import _complex, _edges, _promotion
from ._argument_types import tells_first
from ._broadcast import bshape
from ._calls import given
from ._compare import where
from ._lazily import BOTH as LATER
from ._lazily import FUNCTIONS as ONLY_FUNCTIONS
from ._lazily import later
from ._methods import BOTH
from ._returned import type_name
from ._tensor import Tensor
from ._types import Size, fault, refuse
from ._unary import UNARY, unary

NUMBERS_TOO = ("add", "mul", "sub", "pow", "div", "divide", "true_divide")


COUNTED = re.compile(r"positional arguments? but \d")


def function(fn, name):
    """The function of a method: its first argument may be called `input`."""

    def f(*args, **kwargs):
        by_name = "input" in kwargs
        if by_name and args:
            refuse(f"torch.{name} with its first argument given twice")
        if by_name:
            args = (kwargs.pop("input"), *args)
        if args and not isinstance(args[0], Tensor) and name not in NUMBERS_TOO:
            if by_name or not tells_first(name, args, kwargs):
                refuse(f"torch.{name} of something else than a tensor")
            said = type_name(args[0])
            fault(TypeError, f"{name}(): argument 'input' (position 1) must be Tensor, not {said}")
        try:
            return fn(*args, **kwargs)
        except TypeError as error:
            if COUNTED.search(str(error)):
                refuse(f"torch.{name} of so many arguments")  # a method has one less
            raise

    f.__name__ = name
    return f


MISSING = '%s() missing 1 required positional arguments: "input"'


def _unary(name, said=None):
    said = said or name

    def f(*args, **given):
        if not args and not given:
            fault(TypeError, MISSING % said)
        if len(args) > 1 and not given:
            fault(TypeError, f"{said}() takes 1 positional argument but {len(args)} were given")
        if args and not isinstance(args[0], Tensor) and said != name:
            refuse(f"torch.{said} of something else than a tensor")
        return of_input(*args, **given)

    def of_input(input):
        return unary(name, input)

    f.__name__ = name
    return f


FUNCTIONS = {name: function(given(fn, name, 2), name) for name, fn in BOTH.items()}
FUNCTIONS.update({name: _unary(name) for name in UNARY})
FUNCTIONS.update({name: function(fn, name) for name, fn in later(LATER, __package__)})
FUNCTIONS.update(later(ONLY_FUNCTIONS, __package__))
FUNCTIONS["round"] = function(Tensor.round, "round")
FUNCTIONS["absolute"], FUNCTIONS["negative"] = _unary("abs", "absolute"), _unary("neg", "negative")
FUNCTIONS["where"] = lambda condition, input=None, other=None: where(condition, input, other)


APART = (
    "Attempting to broadcast a dimension of length %d at %d! Mismatching argument at index %d had "
    "%s; but expected shape should be broadcastable to %s"
)


def broadcast_shapes(*shapes):
    listed = [(shape,) if type(shape) is int else shape for shape in shapes]
    if not all(isinstance(shape, (tuple, list)) for shape in listed):
        refuse("broadcast_shapes of something else than sizes")
    if any(type(n) is not int for shape in listed for n in shape):
        refuse("broadcast_shapes of something else than sizes")
    made = [1] * max(map(len, listed), default=0)
    for place, shape in enumerate(listed):
        for k in range(-1, -1 - len(shape), -1):
            if made[k] == 1 and shape[k] < 0:
                fault(ValueError, "Attempting to broadcast a dimension with negative length!")
            if shape[k] not in (1, made[k]) and made[k] != 1:
                fault(RuntimeError, APART % (shape[k], k, place, shape, made))
            made[k] = shape[k] if made[k] == 1 else made[k]
    return Size(made)


def result_type(tensor, other, /):
    if not all(isinstance(each, (Tensor, int, float, complex)) for each in (tensor, other)):
        refuse("result_type of something else than numbers")
    return _promotion.result_type(tensor, other)


def broadcast_tensors(*tensors):
    shape = ()
    for t in tensors:
        shape = bshape(shape, t.shape)
    shape = Size(shape)
    return tuple(t if t.shape == shape else t.expand(shape) for t in tensors)


FUNCTIONS.update(broadcast_shapes=broadcast_shapes, broadcast_tensors=broadcast_tensors)
FUNCTIONS["result_type"] = result_type
FUNCTIONS["complex"] = _complex.complex_
FUNCTIONS["view_as_real"] = _complex.view_as_real
FUNCTIONS["view_as_complex"] = _complex.view_as_complex
FUNCTIONS["real"], FUNCTIONS["imag"] = _complex.real, _complex.imag
FUNCTIONS["bucketize"] = _edges.bucketize
FUNCTIONS["is_tensor"] = lambda obj: isinstance(obj, Tensor)
