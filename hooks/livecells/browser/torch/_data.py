"""Numbers of nested lists: their shape and type, as torch finds them, and what it says of others."""

from ._broadcast import is_number
from ._returned import type_name
from ._storage import warn
from ._tensor import Tensor
from ._tensor_messages import SCALAR
from ._types import (
    _bool,
    _complex,
    _float,
    _int,
    default,
    fault,
    kind,
    of_number,
    promote_types,
    refuse,
)
from ._types import dtype as dtype_class

LISTS = (list, tuple, range)
VIEWS = (type({}.keys()), type({}.values()), type({}.items()))
NO_TEXT = "new(): invalid data type 'str'"
NO_INDEX = "only integer tensors of a single element can be converted to an index"
NOT_ONE = "only one element tensors can be converted to Python scalars"


def numbers(data, dtype):
    """The numbers of `data` in a row, their shape, and their type where none is given."""
    if isinstance(data, Tensor):
        vals, _, _ = numbers(data.tolist(), data.dtype)
        return vals, tuple(data.shape), data.dtype
    if isinstance(data, str):
        fault(TypeError, NO_TEXT)
    data = _plain(data)
    shape = _shape(data)
    found, vals = dtype or _type_of(data), []
    if 0 not in shape:  # of what has no entries torch looks at none
        _store(data, shape, 0, found, vals)
    return vals, shape, found


def _plain(v):
    """Numbers of Python, for arrays; lists of others stay what they are, for they are told of."""
    if hasattr(v, "tolist") and not isinstance(v, Tensor):
        return v.tolist()
    if isinstance(v, (list, tuple)) and any(map(_strange, v)):
        return type(v)(_plain(each) for each in v) if type(v) in LISTS else refuse("such a list")
    return v


def _strange(v):
    return not isinstance(v, (_float, _int, Tensor))


def _shape(data):
    """The lengths along the first entries; other entries are compared with them later."""
    shape = []
    while isinstance(data, LISTS):
        shape.append(len(data))
        if not len(data):
            break
        data = data[0]
    if isinstance(data, str):
        fault(ValueError, "too many dimensions 'str'")
    return tuple(shape)


def _type_of(v):
    """The type that holds all the numbers."""
    if isinstance(v, LISTS):
        found = None
        for each in v:
            other = _type_of(each)
            found = other if found is None else promote_types(found, other)
        return found or default[0]
    if isinstance(v, Tensor):
        return v.dtype
    if is_number(v):
        return of_number(v)
    if isinstance(v, str):
        fault(TypeError, NO_TEXT)
    if v is None or isinstance(v, (dict, set, dtype_class, *VIEWS)):
        fault(RuntimeError, f"Could not infer dtype of {type_name(v)}")
    return refuse("a tensor made of " + type(v).__name__)


def _store(v, shape, depth, dt, out):
    """Put the numbers of `v` behind those in `out`."""
    if depth == len(shape):
        out.append(v if type(v) in (_float, _int, _bool) else _entry(v, dt))
        return
    if isinstance(v, (str, dict)):
        refuse("a tensor of texts or names")
    if not isinstance(v, LISTS) and not (isinstance(v, Tensor) and v.dim()):
        fault(TypeError, "not a sequence")
    if len(v) != shape[depth]:
        text = "expected sequence of length %d at dim %d (got %d)"
        fault(ValueError, text % (shape[depth], depth, len(v)))
    if isinstance(v, Tensor):
        refuse("a tensor among lists of numbers")
    for each in v:
        _store(each, shape, depth + 1, dt, out)


def _entry(v, dt):
    """An entry of a list as a number of a type."""
    if isinstance(v, Tensor):
        return _of_tensor(v, dt)
    if isinstance(v, (_float, _int, _complex)):
        return v
    said = type_name(v)
    if kind(dt) == 1:
        fault(TypeError, f"'{said}' object cannot be interpreted as an integer")
    if kind(dt) == 2:
        fault(TypeError, f"must be real number, not {said}")
    return refuse("a tensor made of " + said)


def _of_tensor(t, dt):
    if t.numel() != 1 and kind(dt) in (1, 2):
        fault(*((TypeError, NO_INDEX) if kind(dt) == 1 else (ValueError, NOT_ONE)))
    if t.dim() or kind(t.dtype) > kind(dt):
        refuse("a list of tensors with axes, or of another type")
    if t.requires_grad:
        warn(SCALAR)
    return t.item()
