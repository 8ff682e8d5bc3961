"""torch.utils.checkpoint: a part of a graph that is computed again when it is needed."""

from .._graph import Mode
from .._missing import missing
from .._names_below import CHECKPOINT
from .._random import gen
from .._types import refuse


class _EnoughError(Exception):
    """All that was kept has been computed again."""

    of_torch = True


class _Kept:
    """What one call saved: nothing but how many tensors, and how to make them anew."""

    def __init__(self, function, args, kwargs):
        self.call, self.sizes, self.found = (function, args, kwargs), [], {}
        self.drawn = (list(gen.mt), gen.i, gen.spare)

    def pack(self, tensor):
        self.sizes.append((tuple(tensor.shape), tensor.dtype))
        return len(self.sizes) - 1

    def unpack(self, number):
        if Mode.task not in self.found:
            self.found = {Mode.task: self._again()}
        return self.found[Mode.task][number]

    def _again(self):
        function, args, kwargs = self.call
        made = []

        def keep(tensor):
            made.append(tensor.detach())
            if len(made) >= len(self.sizes):
                raise _EnoughError
            return len(made)

        def asked(number):
            refuse("a backward pass inside a checkpoint")

        before, state = Mode.grad, (gen.mt, gen.i, gen.spare)
        gen.mt, gen.i, gen.spare = list(self.drawn[0]), *self.drawn[1:]
        Mode.grad = True
        Mode.hooks.append((keep, asked))
        try:
            function(*args, **kwargs)
        except _EnoughError:
            pass
        finally:
            Mode.hooks.pop()
            Mode.grad = before
            gen.mt, gen.i, gen.spare = state
        if [(tuple(t.shape), t.dtype) for t in made] != self.sizes:
            refuse("a checkpoint whose function does something else the second time")
        return made


def checkpoint(function, *args, use_reentrant=None, **kwargs):
    if use_reentrant is not False:
        refuse("checkpoint without use_reentrant=False")
    if {"context_fn", "debug", "determinism_check", "early_stop", "preserve_rng_state"} & set(
        kwargs
    ):
        refuse("checkpoint with these settings")
    if not Mode.grad or Mode.hooks or Mode.transform:
        refuse("checkpoint inside something else")
    kept = _Kept(function, args, kwargs)
    Mode.hooks.append((kept.pack, kept.unpack))
    try:
        return function(*args, **kwargs)
    finally:
        Mode.hooks.pop()


def __getattr__(name):
    missing("torch.utils.checkpoint", name, CHECKPOINT)
