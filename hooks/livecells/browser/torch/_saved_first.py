"""What a step keeps before it computes: torch's hooks see it though the step then fails.

A checkpoint that has all its tensors by then ends its second run there, so that its own error
comes, and not that of the step.
"""

import contextlib

from ._graph import Mode, Saved, edge_of, recording
from ._steps import SAVED_INFERENCE
from ._types import fault

HOOKS = "torch.func.{grad, vjp, jacrev, hessian} don't yet support saved tensor hooks. Please open an issue with your use case."


def without_hooks():
    """Raise what torch does of a transform where hooks look at what is saved."""
    if Mode.hooks:
        fault(RuntimeError, HOOKS)


def kept_of_two(a, b, ins, save):
    """What a step of two saves: `a` and `b`, each if the other records or in any case."""
    saved, divided = [], b.requires_grad or Mode.duals
    if save == "2" and recording(ins):  # both, for the second alone
        saved = [("other", b if divided else None), ("self", a if divided else None)]
    elif save and recording(ins):
        if "b" in save:
            saved.append(("other", b if (a.requires_grad or Mode.duals or "?" in save) else None))
        if "a" in save:
            saved.append(("self", a if (divided or save[0] == "!") else None))
    return saved


def keep_first(inputs, saved):
    """Save what a step that failed would have saved: hooks see it, and not all may be saved."""
    for t in inputs:
        edge_of(t)  # says where a view is none any more
    if (Mode.hooks or Mode.inferred) and recording(inputs):
        for _, t in saved:
            if t is not None:
                Saved(t)


def may_keep(inputs, others):
    """Raise what torch does of tensors of inference mode that a step would save as they are."""
    if Mode.inferred and recording(inputs) and any(t._inf for t in others):
        fault(RuntimeError, SAVED_INFERENCE)


@contextlib.contextmanager
def sizes_of(inputs, saved):
    """Where a step looks at the sizes of what it was given."""
    try:
        yield
    except RuntimeError:
        keep_first(inputs, saved)
        raise
