"""What the engine checks of the gradients that a step gives."""

from ._broadcast import _expandable, sum_to
from ._types import fault

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
