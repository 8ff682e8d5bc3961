"""Where the numbers of a tensor stand, and how torch warns."""

import functools
import itertools
import linecache
import os
import sys
import traceback
import warnings

from ._types import refuse

HERE = os.path.dirname(os.path.abspath(__file__))
SHOWN: dict = {}  # what has been warned of inside torch, by file


def warn(text, category=UserWarning):
    """A warning of torch's, at the line of the reader that led to it."""
    frame, depth = sys._getframe(1), 2
    while frame.f_back is not None and frame.f_code.co_filename.startswith(HERE):
        frame, depth = frame.f_back, depth + 1
    try:
        warnings.warn(text, category, stacklevel=depth)
    except Warning as error:  # where the reader has made errors of warnings
        error.of_torch = True
        raise


class Once:
    always, said = False, set()  # whether all is said each time, and what has been said


def said_before(text):
    """Whether a warning that torch gives once in a process has been given."""
    before = text in Once.said and not Once.always
    Once.said.add(text)
    return before


def warn_once(text):
    """A warning that torch gives once in a process."""
    if not said_before(text):
        warn(text)


def set_warn_always(b):
    if type(b) is not bool:
        refuse("set_warn_always of what is not True or False")
    Once.always = bool(b)


def is_warn_always_enabled():
    return Once.always


def warn_inside(text, file, line, code):
    """A warning that torch gives at a line of its own."""
    linecache.cache[file] = (1, None, ["\n"] * (line - 1) + [code + "\n"], file)
    try:
        warnings.warn_explicit(text, UserWarning, file, line, registry=SHOWN.setdefault(file, {}))
    except Warning as error:
        error.of_torch = True
        raise


class Uncounted(list):
    """The counter of what was made of a tensor of inference mode: torch counts steps of its own."""


def contiguous_strides(shape):
    """The usual strides; each tensor has a tuple of its own, as its pickle shows."""
    return tuple(list(usual_strides(tuple(shape))))  # noqa: C414 - another tuple, not the same


@functools.lru_cache(1024)  # a program has few shapes, and asks for each thousands of times
def usual_strides(shape):
    out, n = [], 1
    for s in reversed(shape):
        out.append(n)
        n *= max(s, 1)
    out.reverse()
    return tuple(out)


def turned(t):
    """Whether the dimensions of a tensor lie in memory in another order than usual."""
    if len(t._st) < 2:
        return False
    steps = [step for n, step in zip(t.shape, t._st, strict=True) if n > 1 and step > 0]
    return any(a < b for a, b in itertools.pairwise(steps))


def usual(t):
    """Whether the strides are the usual ones, also those of dimensions of one entry."""
    return len(t.shape) < 2 or t._st == usual_strides(tuple(t.shape))


def odd(t):
    """Whether a dimension of one entry has another stride than usual."""
    if len(t.shape) < 2 or 1 not in t.shape or usual(t):
        return False
    return any(
        n == 1 and a != b
        for n, a, b in zip(t.shape, t._st, contiguous_strides(t.shape), strict=True)
    )


STRIDE = "stride()"
# Whether it is known how a fresh tensor lies in memory; ODD: all but the strides of dimensions of
# one entry, which only stride() shows. APART: a copy of what has gaps in torch.
UNSURE, SURE, ODD, APART = 1, 2, 3, 4
STEPS = (STRIDE, "is_contiguous()")


def sure(t, what):
    """Refuse what depends on how a tensor lies in memory, where that is not known."""
    if t._lay == ODD and what == STRIDE:
        refuse(f"{what} of a result of tensors with dimensions of one entry")
    if t._lay == APART and what in STEPS:
        refuse(f"{what} of a part of complex numbers")
    if t._lay == UNSURE and (what == STRIDE or sum(n > 1 for n in t.shape) > 1):
        refuse(f"{what} of a result of transposed tensors")
    return t


# What torch lays out in the usual order, whatever it is made of.
_STRAIGHT = """
Mm Addmm Bmm Baddbmm Stack Cat Sum Mean Amax Amin Max Min Var Std Prod Logsumexp Cumsum Cumprod
LogSoftmax Softmax Gather IndexSelect MaskedFill Roll Tril Triu Topk Repeat Norm LinalgVectorNorm
NativeLayerNorm UnsafeView
"""
STRAIGHT = frozenset(f"{name}Backward{k}" for name in _STRAIGHT.split() for k in "01")


def note_layout(out, name, inputs):
    """Note where it is not known how a fresh result lies in memory; a view lies as its base."""
    if len(out._st) < 2 or out._lay is not None:
        return
    for t in inputs:
        if t is not None and t._d is out._d:
            out._lay = t._lay
        elif t is not None and name not in STRAIGHT:
            if t._lay == UNSURE or turned(t):
                out._lay = UNSURE
            elif out._lay is None and (t._lay == ODD or odd(t)):
                out._lay = ODD


def note_batch(out, inputs):
    """What is made of a row of a batch is one."""
    if any(getattr(t, "_batched", False) for t in inputs):
        out._batched = True


def ordered(t, what):
    """Refuse what torch does in the order of memory, where that is not the usual one."""
    if turned(t):
        refuse(f"{what} of transposed tensors")
    return sure(t, what)


def side_by_side(t):
    """Whether the entries lie side by side, in any order of the dimensions."""
    step = 1
    for stride, n in sorted((s, n) for n, s in zip(t.shape, t._st, strict=True) if n > 1):
        if stride != step:
            return False
        step *= n
    return True


def positions(shape, strides, offset):
    """Where the elements stand in storage, in order."""
    idx = [offset]
    for n, st in zip(shape, strides, strict=False):
        steps = [k * st for k in range(n)]
        idx = [i + s for i in idx for s in steps]
    return idx


def of_program():
    """The frames of the reader's program, outermost first."""
    frame, found = sys._getframe(1), []
    while frame is not None:
        if frame.f_globals is vars(sys.modules["__main__"]):
            found.insert(0, frame)
        frame = frame.f_back
    return found


def where():
    """The lines of the program that led here, as a traceback shows them."""
    lines = [(f.f_code.co_filename, f.f_lineno, f.f_code.co_name, None) for f in of_program()]
    return traceback.format_list([traceback.FrameSummary(*line[:3]) for line in lines])
