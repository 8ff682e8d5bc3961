"""What is switched on and off, and in whose name steps are recorded."""

from typing import ClassVar

from ._hidden import ALIKE, is_hidden


class Mode:
    grad, inference, anomaly, check_nan, count = True, False, False, True, 0
    inferred = False  # whether anything may have been made in inference mode
    hooks_off: ClassVar = []  # what is said where they may not be used
    hooks: ClassVar = []  # pairs of pack and unpack, the innermost last
    vmap, batch = 0, None  # how many vmaps are at work, and the rows of the innermost
    rows = 0  # how many walks are those of several gradients at once
    task = 0  # which walk back it is
    walk = None  # the walk itself
    transform = 0  # how many transforms of torch.func are at work
    duals = 0  # the number of the level of forward mode that is open
    inside = False  # whether a way back of torch's own is being recorded
    hidden = False  # whether its steps are not known to be torch's
    deep = False  # whether a walk back may lead through steps that one recorded before


def unrecorded(hook, t):
    before, Mode.grad = Mode.grad, False
    try:
        return hook(t)
    finally:
        Mode.grad = before


def within(node):
    """What is recorded from now on belongs to the way back of a step; gives what was before."""
    before = Mode.inside, Mode.hidden
    own = node is not None and not node.custom
    Mode.inside = Mode.grad and own
    Mode.hidden = own and (Mode.hidden or is_hidden(node) or node.step not in ALIKE)
    return before


def by_numbers(fn, *given):
    """What a function of torch's own does in C++, where a number is none of a step's tensors."""
    before, Mode.inside = Mode.inside, True
    try:
        return fn(*given)
    finally:
        Mode.inside = before


def otherwise(fn, *given):
    """What a function makes by other steps than torch, with the same numbers."""
    before, Mode.hidden = Mode.hidden, True
    try:
        return fn(*given)
    finally:
        Mode.hidden = before


def unnamed():
    """What this way back records from here on is not known to be what torch's does."""
    Mode.hidden = Mode.hidden or Mode.inside


def seen_roughly(name):
    """Tell hooks, where they are the reader's refuse, what saves other tensors here than in torch."""
    if Mode.hooks and hasattr(Mode.hooks[-1], "roughly"):
        Mode.hooks[-1].roughly(name)


def by_reader(hook, packed):
    """A hook's own steps are the reader's."""
    before = within(None)
    try:
        return hook(packed)
    finally:
        Mode.inside, Mode.hidden = before
