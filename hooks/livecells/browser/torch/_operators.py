"""The operators of a tensor: `+`, `@`, `<`, `[...]`."""

from ._arithmetic import add, binary, div, floor_divide, mul, rdiv, rsub, sub
from ._broadcast import _num, bshape, tensor_of
from ._compare import eq, ge, gt, le, lt, ne
from ._edit import setitem
from ._index import getitem
from ._layout import new_like
from ._power import pow_
from ._products import matmul
from ._promotion import result_type
from ._remainder import remainder
from ._show import show
from ._tensor import Tensor
from ._types import bool_, fault, refuse
from ._unary import unary


def bits(fn, word):
    """`&`, `|` and `^`."""

    def f(a, b):
        if not _num(b):
            return NotImplemented
        dt = result_type(a, tensor_of(b))
        bshape(a.shape, tensor_of(b).shape)
        if dt.is_floating_point:
            fault(NotImplementedError, f"\"bitwise_{word}_cpu\" not implemented for '{dt.title}'")
        return binary("", a, b, fn)

    return f


def shift(fn, word):
    """`<<` and `>>`, of whole numbers."""

    def f(a, b):
        if not _num(b):
            return NotImplemented
        dt = result_type(a, tensor_of(b))
        if dt.is_floating_point or dt.is_complex:
            fault(NotImplementedError, f"\"{word}_cpu\" not implemented for '{dt.title}'")
        if dt is bool_ or any(not 0 <= v < 8 for v in tensor_of(b).vals()):
            refuse(f"{word} of these numbers")
        return binary("", a, b, fn)

    return f


def invert(a):
    if a.dtype is bool_:
        return new_like([0 if v else 1 for v in a.vals()], a.shape, bool_, a)
    if a.dtype.is_floating_point or a.dtype.is_complex:
        fault(
            TypeError, "~ (operator.invert) is only implemented on integer and Boolean-type tensors"
        )
    return new_like([~v for v in a.vals()], a.shape, a.dtype, a)


def bitwise_not(a):
    if a.dtype.is_floating_point or a.dtype.is_complex:
        word = a.dtype.title
        fault(NotImplementedError, f"\"bitwise_not_cpu\" not implemented for '{word}'")
    return invert(a)


def _rsub(a, b):
    if isinstance(b, bool):
        return sub(b, a)
    return rsub(a, b) if _num(b) else NotImplemented


OPERATORS = {
    "__repr__": lambda self: show(self),
    "__str__": lambda self: repr(self),
    "__add__": lambda a, b: add(a, b),
    "__radd__": lambda a, b: add(a, b),
    "__sub__": lambda a, b: sub(a, b),
    "__rsub__": _rsub,
    "__mul__": lambda a, b: mul(a, b),
    "__rmul__": lambda a, b: mul(a, b),
    "__truediv__": lambda a, b: div(a, b),
    "__rtruediv__": lambda a, b: rdiv(a, b),
    "__floordiv__": lambda a, b: floor_divide(a, b),
    "__rfloordiv__": lambda a, b: floor_divide(b, a),
    "__rmod__": lambda a, b: remainder(b, a),
    "__rand__": bits(lambda p, q: p & q, "and"),
    "__ror__": bits(lambda p, q: p | q, "or"),
    "__rxor__": bits(lambda p, q: p ^ q, "xor"),
    "__rmatmul__": lambda a, b: matmul(b, a),
    "__mod__": lambda a, b: remainder(a, b),
    "__pow__": lambda a, b: pow_(a, b),
    "__rpow__": lambda a, b: pow_(b, a),
    "__matmul__": lambda a, b: matmul(a, b),
    "__neg__": lambda a: unary("neg", a),
    "__pos__": lambda a: a,
    "__abs__": lambda a: unary("abs", a),
    "__lt__": lt,
    "__le__": le,
    "__gt__": gt,
    "__ge__": ge,
    "__eq__": eq,
    "__ne__": ne,
    "__and__": bits(lambda p, q: p & q, "and"),
    "__or__": bits(lambda p, q: p | q, "or"),
    "__xor__": bits(lambda p, q: p ^ q, "xor"),
    "__lshift__": shift(lambda p, q: p << q, "lshift"),
    "__rshift__": shift(lambda p, q: p >> q, "rshift"),
    "__rlshift__": lambda a, b: tensor_of(b) << a if _num(b) else NotImplemented,
    "__rrshift__": lambda a, b: tensor_of(b) >> a if _num(b) else NotImplemented,
    "__invert__": invert,
    "__getitem__": lambda self, k: getitem(self, k),
    "__setitem__": lambda self, k, v: setitem(self, k, v),
}

for _name, _fn in OPERATORS.items():
    setattr(Tensor, _name, _fn)
