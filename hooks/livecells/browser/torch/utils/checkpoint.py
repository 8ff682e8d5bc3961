"""torch.utils.checkpoint: a part of a graph that is computed again when it is needed."""

import contextlib

from .._gradients import backward
from .._graph import Mode
from .._missing import missing
from .._modes import enable_grad
from .._names_below import CHECKPOINT
from .._storage import warn, warn_inside
from .._tensor import Tensor
from .._types import fault, refuse
from ..autograd._function import Function
from ..nn._module import Module
from ._checkpoint_frame import CheckpointError as CheckpointError
from ._checkpoint_frame import Frame, drawn_again, state

NO_GRAD = (
    "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or passing an "
    "`inputs` parameter to .backward(). To resolve this error, you can either set use_reentrant=False, "
    "or call .backward() without passing the `inputs` argument."
)
NONE_RECORDS = "none of output has requires_grad=True, this checkpoint() is not necessary"
NO_INPUT = "None of the inputs have requires_grad=True. Gradients will be None"
UNSAID = (
    "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. Starting in "
    "PyTorch 2.9, calling checkpoint without use_reentrant will raise an exception. "
    "use_reentrant=False is recommended, but if you need to preserve the current default behavior, "
    "you can pass use_reentrant=True. Refer to docs for more details on the differences between "
    "the two variants."
)
UNSAID_PARTS = (
    "torch.utils.checkpoint.checkpoint_sequential: the use_reentrant parameter should be passed "
    "explicitly. In version 2.9 we will raise an exception if use_reentrant is not passed. "
    "use_reentrant=False is recommended, but if you need to preserve the current default behavior, "
    "you can pass use_reentrant=True. Refer to docs for more details on the differences between "
    "the two variants."
)
ONLY_NEW = "Passing `context_fn` or `debug` is only supported when use_reentrant=False."
CHECKS = ["default", "none"]
early_everywhere = [None]


class CheckpointFunction(Function):
    """The form that walks back in a walk: recording is off in the first run."""

    @staticmethod
    def forward(ctx, function, preserve, *args):
        ctx.function, ctx.args = function, args
        ctx.drawn = state() if preserve else None
        ctx.save_for_backward(*[a for a in args if isinstance(a, Tensor)])
        return function(*args)

    @staticmethod
    def backward(ctx, *grads):
        if Mode.walk is None or not Mode.walk.into or Mode.walk.want is not None:
            fault(RuntimeError, NO_GRAD)
        tensors = iter(ctx.saved_tensors)
        args = [_leaf(next(tensors)) if isinstance(a, Tensor) else a for a in ctx.args]
        with drawn_again(ctx.drawn), enable_grad():
            out = ctx.function(*args)
        outs = out if isinstance(out, tuple) else (out,)
        pairs = [(o, g) for o, g in zip(outs, grads, strict=True) if o.requires_grad]
        if not pairs:
            fault(RuntimeError, NONE_RECORDS)
        backward([o for o, _ in pairs], [g for _, g in pairs])
        return (None, None, *[a._g if isinstance(a, Tensor) else None for a in args])


def _leaf(t):
    return t.detach().requires_grad_(t.requires_grad)


def checkpoint(
    function,
    *args,
    use_reentrant=None,
    context_fn=None,
    determinism_check="default",
    debug=False,
    early_stop=True,
    **kwargs,
):
    if use_reentrant is None:
        warn(UNSAID)
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if use_reentrant:
        return _reentrant(function, preserve, context_fn is not None or debug, args, kwargs)
    if determinism_check not in CHECKS:
        said = f"determinism_check should be one of {CHECKS}, but got {determinism_check}"
        fault(ValueError, said)
    if context_fn or debug or Mode.transform:
        refuse("checkpoint with these settings")
    if not Mode.grad:
        return function(*args, **kwargs)
    early = early_stop if early_everywhere[0] is None else early_everywhere[0]
    frame = Frame(function, args, kwargs, preserve, early, determinism_check == "default")
    Mode.hooks.append(frame.hooks())
    try:
        made = function(*args, **kwargs)
    finally:
        Mode.hooks.pop()
    frame.finished = True
    return made


def _reentrant(function, preserve, special, args, kwargs):
    """The form that walks back in a walk."""
    if kwargs:
        fault(ValueError, "Unexpected keyword arguments: " + ",".join(kwargs))
    if special:
        fault(ValueError, ONLY_NEW)
    if Mode.hooks or Mode.transform:
        refuse("checkpoint inside something else")
    if not any(isinstance(a, Tensor) and a.requires_grad for a in args):
        warn_inside(NO_INPUT, "torch/utils/checkpoint.py", 238, "  check_backward_validity(args)")
    return CheckpointFunction.apply(function, preserve, *args)


@contextlib.contextmanager
def set_checkpoint_early_stop(enable):
    before, early_everywhere[0] = early_everywhere[0], enable
    try:
        yield
    finally:
        early_everywhere[0] = before


def checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs):
    if use_reentrant is None:
        warn(UNSAID_PARTS)
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs:
        fault(ValueError, "Unexpected keyword arguments: " + ",".join(kwargs))
    functions = list(functions.children()) if isinstance(functions, Module) else list(functions)
    size = len(functions) // segments
    if not size:
        refuse("so many segments")
    cuts = [k * size for k in range(segments)]

    def run(start, end):
        def part(value):
            for each in functions[start:end]:
                value = each(value)
            return value

        return part

    for start in cuts[:-1]:
        input = checkpoint(
            run(start, start + size),
            input,
            use_reentrant=use_reentrant,
            preserve_rng_state=preserve,
        )
    return run(cuts[-1], len(functions))(input)


def __getattr__(name):
    missing("torch.utils.checkpoint", name, CHECKPOINT)
