"""Hooks of a module's backward pass: two steps of the identity, before the module and behind it."""

import collections

from .._graph import Mode
from .._storage import warn
from .._tensor import Tensor
from .._types import fault, refuse
from ..autograd._function import Function

PLAIN = (
    "Full backward hook is firing when gradients are computed with respect to module outputs since "
    "no inputs require gradients. See https://docs.pytorch.org/docs/main/generated/"
    "torch.nn.Module.html#torch.nn.Module.register_full_backward_hook for more details."
)
NOTHING = (
    "Backward hook for Modules where no input requires gradient should always return None or None "
    "for all gradients."
)
COUNT = "Backward hook returned an invalid number of grad_input, got %d, but expected %d"
COUNT_BEFORE = (
    "Backward pre hook returned an invalid number of grad_output, got %d, but expected %d"
)


class HookKey:
    """The number of a hook: which one it is there is not known here."""

    def __repr__(self):
        return refuse("the number of a hook")

    __int__ = __index__ = __repr__


class Listed(collections.OrderedDict):
    """The hooks of a module, as a copy."""

    def __setitem__(self, key, value):
        if not isinstance(key, HookKey):
            refuse("an edit of the hooks of a module")
        super().__setitem__(key, value)

    def clear(self):
        refuse("an edit of the hooks of a module")

    pop = popitem = clear


class BackwardHookFunction(Function):
    @staticmethod
    def forward(ctx, *args):
        ctx.mark_non_differentiable(*[a for a in args if not a.requires_grad])
        return args

    @staticmethod
    def backward(ctx, *args):
        return args


def through(values, hook):
    """The values, the tensors among them behind a step with a hook; and the places of these."""
    places = [i for i, v in enumerate(values) if isinstance(v, Tensor)]
    if not (Mode.grad and any(values[i].requires_grad for i in places)):
        return values, None
    if Mode.transform or Mode.vmap:
        refuse("a module with hooks in a transform")
    made = BackwardHookFunction.apply(*[values[i] for i in places])
    next(t for t in made if t.grad_fn is not None).grad_fn.register_hook(hook)
    values = list(values)
    for i, t in zip(places, made, strict=True):
        values[i] = t
    return tuple(values), places


def spread(places, values, count):
    """Gradients at the places of their tensors, None elsewhere."""
    out = [None] * count
    for i, v in zip(places, values, strict=True):
        out[i] = v
    return tuple(out)


class Watched:
    """One call of a module, with the hooks that it has then."""

    def __init__(self, module):
        self.module, self.hooks, self.before = module, module._backward, module._backward_pre
        self.outgoing = None

    def entered(self, values):
        self.count = len(values)
        made, self.places = through(values, self._at_input)
        return made

    def left(self, result):
        many = isinstance(result, tuple)
        if not many and not isinstance(result, Tensor):
            refuse("backward hooks of a module that gives no tensor")
        values = result if many else (result,)
        self.count_out = len(values)
        made, self.places_out = through(values, self._at_output)
        return made if many else made[0]

    def _at_output(self, _, incoming):
        self.outgoing = given = self._replaced(spread(self.places_out, incoming, self.count_out))
        if self.places is None:
            warn(PLAIN)
            for hook in list(self.hooks):
                found = hook(self.module, (None,) * self.count, given)
                none = isinstance(found, tuple) and all(v is None for v in found)
                if found is not None and not none:
                    fault(RuntimeError, NOTHING)
            self.outgoing = None
        return tuple(given[i] for i in self.places_out)

    def _replaced(self, given):
        """The gradients of the outputs, as the hooks that come first leave them."""
        expected = len(given)
        for hook in list(self.before):
            found = hook(self.module, given)
            if found is not None:
                if len(found) != expected:
                    fault(RuntimeError, COUNT_BEFORE % (len(found), expected))
                given = found
        return given

    def _at_input(self, found, _):
        if self.outgoing is None:
            return None
        given = spread(self.places, found, self.count)
        for hook in list(self.hooks):
            new = hook(self.module, given, self.outgoing)
            if new is not None:
                if len(new) != len(given):
                    fault(RuntimeError, COUNT % (len(new), len(given)))
                given = new
        self.outgoing = None
        return tuple(given[i] for i in self.places)
