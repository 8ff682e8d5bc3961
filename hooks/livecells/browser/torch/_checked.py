"""What the engine checks of the gradients that steps and hooks give."""

from ._broadcast import _expandable, sum_to
from ._returned import type_name
from ._tensor import Tensor
from ._types import fault, refuse

COUNT = "function %s returned an incorrect number of gradients (expected %d, got %d)"
INVALID = (
    "Function %s returned an invalid gradient at index %d - got %s but expected shape "
    "compatible with %s"
)


def checked(node, grads):
    """The gradients that a step gave, as the engine passes them on."""
    grads = counted(node, list(grads))
    pairs = zip(node.edges, grads, strict=True)
    return [fitted(node, i, edge, g) for i, (edge, g) in enumerate(pairs)]


def counted(node, grads):
    """As many as the step has inputs."""
    expected = len(node.edges)
    surplus = any(g is not None for g in grads[expected:])
    if surplus or (len(grads) < expected and node.custom):
        fault(RuntimeError, COUNT % (node.name(), expected, len(grads)))
    return grads[:expected] + [None] * (expected - len(grads))


def fitted(node, i, edge, g):
    """One gradient with the shape and the type of what it belongs to."""
    fn, nr = edge
    if g is None or fn is None:
        return g if node.custom else None
    meta = fn.out_meta.get(nr)
    if meta is None:
        return g
    shape, dt = meta
    if tuple(g.shape) != tuple(shape):
        if not _expandable(shape, g.shape):
            fault(RuntimeError, INVALID % (node.name(), i, list(g.shape), list(shape)))
        g = sum_to(g, shape)
    if g.dtype.is_complex and not dt.is_complex:
        g = g.real
    return g if g.dtype is dt else g.to(dt)


def hooked(new, old, fn):
    """What a hook gave in place of a gradient, if anything."""
    if new is None:
        return old
    new = new[0] if isinstance(new, tuple) else new
    name = getattr(fn, "__name__", None)
    if not isinstance(new, Tensor):
        fault(TypeError, f"expected Variable, but hook returned '{type_name(new)}'")
    if new.dtype is not old.dtype:
        refuse("a hook that changes the type of a gradient")
    if tuple(new.shape) != tuple(old.shape):
        fault(RuntimeError, f"hook '{name}' has changed the size of value")
    return new
