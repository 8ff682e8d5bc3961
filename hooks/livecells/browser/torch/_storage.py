"""Where the numbers of a tensor stand, and how torch warns."""

import linecache
import os
import sys
import traceback
import warnings

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


def warn_once(text):
    """A warning that torch gives once in a process."""
    if Once.always or text not in Once.said:
        Once.said.add(text)
        warn(text)


def set_warn_always(b):
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


def contiguous_strides(shape):
    out, n = [], 1
    for s in reversed(list(shape)):
        out.append(n)
        n *= max(s, 1)
    out.reverse()
    return tuple(out)


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
