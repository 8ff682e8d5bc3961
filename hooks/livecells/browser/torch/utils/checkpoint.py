"""torch.utils.checkpoint: a part of a graph that is computed again when it is needed."""

import contextlib

from .._gradients import backward
from .._graph import Mode, Saved
from .._missing import missing
from .._modes import enable_grad
from .._names_below import CHECKPOINT
from .._random import gen
from .._storage import warn_inside
from .._tensor import Tensor
from .._types import fault, refuse
from ..autograd._function import Function
from ..nn._module import Module

NO_GRAD = (
    "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or passing an "
    "`inputs` parameter to .backward(). To resolve this error, you can either set use_reentrant=False, "
    "or call .backward() without passing the `inputs` argument."
)
NONE_RECORDS = "none of output has requires_grad=True, this checkpoint() is not necessary"
NO_INPUT = "None of the inputs have requires_grad=True. Gradients will be None"
COUNT = (
    "torch.utils.checkpoint: A different number of tensors was saved during the original forward and "
    "recomputation.\nNumber of tensors saved during forward: %d\nNumber of tensors saved during "
    "recomputation: %d."
)
METADATA = (
    "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than "
    "during the forward pass.\n%s."
)
POSITION = (
    "tensor at position %d:\nsaved metadata: {'shape': %r, 'dtype': %r, 'device': device(type='cpu')}\n"
    "recomputed metadata: {'shape': %r, 'dtype': %r, 'device': device(type='cpu')}\n"
)
TIP = """

Tip: To see a more detailed error message, either pass `debug=True` to
`torch.utils.checkpoint.checkpoint(...)` or wrap the code block
with `with torch.utils.checkpoint.set_checkpoint_debug_enabled(True):` to
enable checkpoint\u2011debug mode globally.

If this error occurs under torch.compile with automatic_dynamic_shapes enabled,
it may be because the recomputation selected a different compiled graph than the
forward pass (e.g., a dynamic graph instead of the original static graph).
To fix this, either:
  - Use torch._dynamo.mark_dynamic() to explicitly mark varying dimensions as
    dynamic upfront, avoiding the static-to-dynamic transition.
  - Call torch._C._dynamo.eval_frame._set_lru_cache(False) to disable LRU cache
    reordering, which can change which graph is checked first between forward
    and recompute.
See https://github.com/pytorch/pytorch/issues/166926 for more details and
workaround examples.
"""


class CheckpointError(RuntimeError):
    pass


def _state():
    return list(gen.mt), gen.i, gen.spare


@contextlib.contextmanager
def _drawn_again(drawn):
    """The random numbers of an earlier time, where it is known."""
    state = (gen.mt, gen.i, gen.spare)
    if drawn is not None:
        gen.mt, gen.i, gen.spare = list(drawn[0]), *drawn[1:]
    try:
        yield
    finally:
        if drawn is not None:
            gen.mt, gen.i, gen.spare = state


class _EnoughError(Exception):
    """All that was kept has been computed again."""

    of_torch = True


class _Kept:
    """What one call saved: nothing but how many tensors, and how to make them anew."""

    def __init__(self, function, args, kwargs, preserve):
        # Its positional arguments are guarded as saved tensors are, and nothing else is.
        args = [Saved(a) if isinstance(a, Tensor) else a for a in args]
        self.call, self.sizes, self.found = (function, args, kwargs), [], {}
        self.drawn = _state() if preserve else None

    def pack(self, tensor):
        self.sizes.append((tensor.shape, tensor.dtype))
        return len(self.sizes) - 1

    def unpack(self, number):
        if Mode.task not in self.found:
            self.found = {Mode.task: self._again()}
        return self.found[Mode.task][number]

    def _again(self):
        function, args, kwargs = self.call
        args = [a.load(None) if isinstance(a, Saved) else a for a in args]
        made = []

        def keep(tensor):
            made.append(tensor.detach())
            if len(made) >= len(self.sizes):
                raise _EnoughError
            return len(made)

        def asked(number):
            refuse("a backward pass inside a checkpoint")

        Mode.hooks.append((keep, asked))
        try:
            with _drawn_again(self.drawn), enable_grad():
                function(*args, **kwargs)
        except _EnoughError:
            pass
        finally:
            Mode.hooks.pop()
        self._compare(made)
        return made

    def _compare(self, made):
        """What was kept has to come again."""
        if len(made) != len(self.sizes):
            fault(CheckpointError, COUNT % (len(self.sizes), len(made)) + TIP)
        text = "".join(
            POSITION % (i, size, dt, t.shape, t.dtype)
            for i, ((size, dt), t) in enumerate(zip(self.sizes, made, strict=True))
            if (size, dt) != (t.shape, t.dtype)
        )
        if text:
            fault(CheckpointError, METADATA % text + TIP)


class CheckpointFunction(Function):
    """The form that walks back in a walk: recording is off in the first run."""

    @staticmethod
    def forward(ctx, function, preserve, *args):
        ctx.function, ctx.args = function, args
        ctx.drawn = _state() if preserve else None
        ctx.save_for_backward(*[a for a in args if isinstance(a, Tensor)])
        return function(*args)

    @staticmethod
    def backward(ctx, *grads):
        if Mode.walk is None or not Mode.walk.into or Mode.walk.want is not None:
            fault(RuntimeError, NO_GRAD)
        tensors = iter(ctx.saved_tensors)
        args = [_leaf(next(tensors)) if isinstance(a, Tensor) else a for a in ctx.args]
        with _drawn_again(ctx.drawn), enable_grad():
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
    preserve_rng_state=True,
    context_fn=None,
    determinism_check="default",
    debug=False,
    early_stop=True,
    **kwargs,
):
    if use_reentrant is None or context_fn or debug or not early_stop:
        refuse("checkpoint with these settings")
    if determinism_check != "default" or Mode.hooks or Mode.transform:
        refuse("checkpoint inside something else")
    if use_reentrant:
        if kwargs:
            refuse("checkpoint with these settings")
        if not any(isinstance(a, Tensor) and a.requires_grad for a in args):
            warn_inside(
                NO_INPUT, "torch/utils/checkpoint.py", 238, "  check_backward_validity(args)"
            )
        return CheckpointFunction.apply(function, preserve_rng_state, *args)
    if not Mode.grad:
        return function(*args, **kwargs)
    kept = _Kept(function, args, kwargs, preserve_rng_state)
    Mode.hooks.append((kept.pack, kept.unpack))
    try:
        return function(*args, **kwargs)
    finally:
        Mode.hooks.pop()


def checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs):
    if use_reentrant is None:
        refuse("checkpoint with these settings")
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
        input = checkpoint(run(start, start + size), input, use_reentrant=use_reentrant, **kwargs)
    return run(cuts[-1], len(functions))(input)


def __getattr__(name):
    missing("torch.utils.checkpoint", name, CHECKPOINT)
