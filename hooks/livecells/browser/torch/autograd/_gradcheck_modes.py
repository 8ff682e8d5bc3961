"""What gradcheck looks at when it is asked to: forward mode, batches, one direction alone."""

from .._gradients import grad
from .._join import stack
from .._random import Generator, randn_like
from .._tensor import new
from .._vmap import vmap
from . import forward_ad


def by_forward_mode(func, ins, tensors, oi):
    """The slopes of one output in each entry of each input, by tangents."""
    return [[_tangent(func, ins, t, p, oi) for p in range(t.numel())] for t in tensors]


def _tangent(func, ins, t, place, oi):
    unit = [1.0 if k == place else 0.0 for k in range(t.numel())]
    with forward_ad.dual_level():
        duals = [
            forward_ad.make_dual(x.detach(), new(unit if x is t else _zeros(x), x.shape, x.dtype))
            if getattr(x, "requires_grad", False)
            else x
            for x in ins
        ]
        outs = func(*duals)
        out = outs[oi] if isinstance(outs, (tuple, list)) else outs
        tangent = forward_ad.unpack_dual(out).tangent
    return _zeros(out) if tangent is None else tangent.vals()


def _zeros(t):
    return [0.0] * t.numel()


def agrees_in_batches(o, tensors):
    """Whether two walks back at once give what they give one after the other."""

    def walk(v):
        found = grad(o, tensors, v, retain_graph=True, allow_unused=True)
        pairs = zip(found, tensors, strict=True)
        return tuple(new(_zeros(t), t.shape, t.dtype) if g is None else g for g, t in pairs)

    given = [randn_like(o) for _ in range(2)]
    apart = [stack(list(shards)) for shards in zip(*map(walk, given), strict=True)]
    try:
        at_once = vmap(walk)(stack(given))
    except RuntimeError as error:
        if not getattr(error, "of_torch", False):
            raise
        return False
    return all(a.allclose(b) for a, b in zip(at_once, apart, strict=True))


def directions(tensors, outs):
    """A direction for each input and each output, as torch draws them for its fast mode."""
    own = Generator()
    drawn = []
    for t in (*tensors, *outs):
        row = [own.u24() for _ in range(t.numel())]
        length = sum(v * v for v in row) ** 0.5
        drawn.append([v / length if length else v for v in row])
    return drawn[: len(tensors)], drawn[len(tensors) :]


def along(rows, u, v):
    """A table of slopes, one row for each entry of the input, in one direction of each side."""
    return sum(
        a * sum(p * q for p, q in zip(row, v, strict=True)) for a, row in zip(u, rows, strict=True)
    )
