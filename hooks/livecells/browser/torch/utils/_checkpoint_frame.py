"""A part of a graph that was not kept: what it saved, how to compute it again, and the checks."""

import contextlib
import itertools
import weakref

from .._graph import Mode, Saved
from .._modes import enable_grad
from .._random import gen
from .._tensor import Tensor
from .._types import fault, refuse

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


MORE = (
    "torch.utils.checkpoint: trying to save more tensors during recomputation than during the "
    "original forward pass."
)
ONCE = (
    "torch.utils.checkpoint: Unpack is being triggered for a tensor that was already unpacked once. "
    "If you are calling ctx.saved_tensors in backward, make sure to do so only once. Otherwise "
    "please open an issue with details on your use case."
)


class CheckpointError(RuntimeError):
    pass


def state():
    return list(gen.mt), gen.i, gen.spare


@contextlib.contextmanager
def drawn_again(drawn):
    """The random numbers of an earlier time, where it is known."""
    before = (gen.mt, gen.i, gen.spare)
    if drawn is not None:
        gen.mt, gen.i, gen.spare = list(drawn[0]), *drawn[1:]
    try:
        yield
    finally:
        if drawn is not None:
            gen.mt, gen.i, gen.spare = before


class _EnoughError(Exception):
    """All that was kept has been computed again."""

    of_torch = True


class _Place:
    """What the graph holds in place of a tensor: what came for it in each walk back."""

    def __init__(self):
        self.found = {}


class _Pair(tuple):
    """Hooks of a checkpoint, which are told of steps that keep other tensors here than in torch."""

    def roughly(self, name):
        self[2](name)


alone = itertools.count(-1, -1)  # for what is asked for outside of a walk back


def _told(tensor):
    return tensor.shape, tensor.dtype


class Frame:
    """One call: its places in the order in which they were saved, and how to fill them.

    A place that nothing holds any more is not compared and gets no tensor.
    """

    def __init__(self, function, args, kwargs, preserve, early, compared):
        # Its positional arguments are guarded as saved tensors are, and nothing else is.
        args = [Saved(a) if isinstance(a, Tensor) else a for a in args]
        self.call, self.early, self.compared = (function, args, kwargs), early, compared
        self.places, self.sizes, self.rough = [], [], set()
        self.done, self.finished, self.unequal = set(), False, False
        self.drawn = state() if preserve else None

    def hooks(self):
        """Made anew for its one use: kept here, the two would keep one another."""
        return _Pair((self.pack, self.unpack, self.pack_rough))

    def pack(self, tensor):
        place = _Place()
        self.places.append(weakref.ref(place))
        self.sizes.append(_told(tensor))
        return place

    def pack_rough(self, name):
        self.rough.add(name)
        self.places.append(lambda: None)
        self.sizes.append(None)

    def unpack(self, place):
        task = Mode.task or next(alone)
        if task not in self.done:
            count = self._again(task)
            self.done.add(task)
            self._compare(task, count)
        if place.found[task] is None:
            fault(CheckpointError, ONCE)
        found, place.found[task] = place.found[task], None
        return found

    def _again(self, task):
        function, args, kwargs = self.call
        args = [a.load(None, whole=True) if isinstance(a, Saved) else a for a in args]
        again = _Again(self, task)
        Mode.hooks.append(_Pair((again.keep, lambda tensor: tensor, again.count_one)))
        try:
            with drawn_again(self.drawn), enable_grad():
                function(*args, **kwargs)
        except _EnoughError:
            pass
        finally:
            Mode.hooks.pop()
        return again.count

    def _compare(self, task, count):
        """What was kept has to come again."""
        if self.unequal:
            return
        if len(self.places) != count:
            self._exactly()
            fault(CheckpointError, COUNT % (len(self.places), count) + TIP)
        text = "".join(self._other(i, task) for i in range(count))
        if self.compared and text:
            self._exactly()
            fault(CheckpointError, METADATA % text + TIP)

    def _other(self, i, task):
        """What is said of a tensor that came with another size or type."""
        place, before = self.places[i](), self.sizes[i]
        if place is None or _told(place.found[task]) == before:
            return ""
        return POSITION % (i, *before, *_told(place.found[task]))

    def _exactly(self):
        for name in self.rough:
            refuse(f"a checkpoint that does not fit, with {name}")


class _Again:
    """The second run."""

    def __init__(self, frame, task):
        self.frame, self.task, self.count = frame, task, 0

    def keep(self, tensor):
        if self.count >= len(self.frame.places):
            return self._too_many(tensor)
        place = self.frame.places[self.count]()
        tensor = tensor.detach() if tensor.requires_grad else tensor
        if place is not None:
            place.found[self.task] = tensor
        self.count_one()
        return tensor

    def _too_many(self, tensor):
        self.count += 1
        if not self.frame.finished:
            self.frame.unequal = True
            return tensor
        self.frame._exactly()
        return fault(CheckpointError, MORE + TIP)

    def count_one(self, name=None):
        self.count += 1
        if self.frame.early and self.count == len(self.frame.places):
            raise _EnoughError
