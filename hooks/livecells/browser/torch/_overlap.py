"""Whether what an edit reads lies in the memory that it writes to: torch's rules for that."""

from ._storage import side_by_side
from ._tensor import Tensor
from ._types import fault, numel, refuse

SHARED = (
    "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please clone() the "
    "tensor before performing the operation."
)


def _alike(a, b):
    return a._o == b._o and tuple(a.shape) == tuple(b.shape) and _steps(a) == _steps(b)


def _steps(t):
    return [s for n, s in zip(t.shape, t._st, strict=True) if n > 1]


def _status(t, other):
    """As torch's `get_overlap_status` tells; `mixed` where that gives up and numbers are shared."""
    if t is other:
        return "full"
    if other._d is not t._d or not numel(t.shape) or not numel(other.shape):
        return "no"
    if not side_by_side(t) or not side_by_side(other):
        if _alike(t, other):
            return "alike"
        return "mixed" if set(t.places()) & set(other.places()) else "no"
    ends = [(a._o, a._o + numel(a.shape)) for a in (t, other)]
    if ends[0] == ends[1]:
        same = tuple(t._st) == tuple(other._st)
        if not same and _steps(t) == _steps(other):
            refuse("an edit by another view of the same numbers")  # strides of one entry decide
        return "full" if same else "partial"
    return "partial" if ends[0][0] < ends[1][1] and ends[1][0] < ends[0][1] else "no"


def apart(t, taken, entries=True):
    """Raise what torch does where an edit of `t` reads what it writes, or refuse what is by order.

    `entries` says that each entry is made of those at its own place only, so that the same
    numbers may be read and written.
    """
    for other in taken:
        if not isinstance(other, Tensor):
            continue
        status = _status(t, other)
        if status == "full" and not entries and not t.dim():
            refuse("an edit of a tensor without axes by itself")
        if status == "partial" or (status == "full" and not entries):
            fault(RuntimeError, SHARED)
        if status == "mixed" or (status == "alike" and not entries):
            refuse("an edit that reads what it has written by then")
