"""What gradcheck looks at behind the slopes: what a walk back makes of zeros, and of nothing."""

from .._gradients import grad
from .._graph import record
from .._storage import warn_inside
from .._tensor import Tensor

IGNORED = "backward not multiplied by grad_output"
NOTES = (
    'Please look at "Notes about undefined output gradients" in "tools/autograd/derivatives.yaml"'
)
NOT_HANDLED = f"Expected backward function to handle undefined output grads. {NOTES}"
NOT_ZERO = (
    "Expected all input grads to be undefined or zero when all output grads are undefined or zero. "
    + NOTES
)
NEW_CHECK = (
    "Backwards compatibility: New undefined gradient support checking feature is enabled by "
    "default, but it may break existing callers of this function. If this is true for you, you can "
    'call this function with "check_undefined_grad=False" to disable the feature'
)


def slopes_left(tables):
    """What is said of a function that records nothing and yet has slopes."""
    if any(v != 0 for rows in tables for row in rows for v in row):
        return "Numerical gradient for function expected to be zero"
    return None


def ignores(outs, tensors):
    """What is said of a walk back that makes something of zeros."""
    if not outs:
        return None
    zeros = [o.detach().new_zeros(o.shape) for o in outs]
    found = grad(outs, tensors, zeros, allow_unused=True)
    return IGNORED if any(map(_not_zero, found)) else None


def _not_zero(g):
    return g is not None and any(v != 0 for v in g.vals())


def undefined(func, ins, tensors):
    """What is said of a walk back that makes something of nothing, or fails at it."""
    for places in _alone_and_all(len(_outputs(func, ins))):
        outs = _outputs(func, ins)
        given = [_cut(o) if i in places else o for i, o in enumerate(outs)]
        zeros = [o.detach().new_zeros(o.shape) for o in outs]
        try:
            found = grad(given, tensors, zeros, allow_unused=True)
        except RuntimeError:
            return _warned(NOT_HANDLED)
        if any(map(_not_zero, found)):
            return _warned(NOT_ZERO)
    return None


def _alone_and_all(count):
    """Which results come without a gradient: all, then one at a time."""
    if count:
        yield range(count)
    if count > 1:
        yield from ([i] for i in range(count))


def _outputs(func, ins):
    made = func(*ins)
    return [o for o in ([made] if isinstance(made, Tensor) else made) if o.requires_grad]


def _cut(o):
    """The same, but what comes back to it is nothing."""
    return record(o.detach(), "UndefinedGradBackward", [o], lambda n, g: (None,))


def _warned(said):
    place = "torch/autograd/gradcheck.py", 1342 if said is NOT_HANDLED else 1351
    warn_inside(NEW_CHECK, *place, "    warn_bc_breaking()")
    return said
