"""What gradcheck looks at when it is asked to: forward mode, batches, one direction alone."""

from .._gradients import grad
from .._graph import Mode
from .._join import stack
from .._random import Generator, randn_like
from .._tensor import Tensor, new
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
        row = own.shares(t.numel(), True)
        length = sum(v * v for v in row) ** 0.5
        drawn.append([v / length if length else v for v in row])
    return drawn[: len(tensors)], drawn[len(tensors) :]


def differ_along(func, ins, tensors, outs, how):
    """What does not agree along one direction on each side: the message, or why it is not known.

    Each side takes one walk or two steps along a whole direction, as in torch, since a function may
    tell them from walks with one entry.
    """
    us, vs = directions(tensors, [o for _, o in outs])
    steps = [_by_steps(func, ins, t, u, how.eps) for t, u in zip(tensors, us, strict=True)]
    if not outs and any(abs(v) > how.wavers for made in steps for row in made for v in row):
        return "Numerical gradient for function expected to be zero"
    walks = [
        (_walked(o, tensors, v), _walked(o, tensors, v)) for (_, o), v in zip(outs, vs, strict=True)
    ]
    if any(
        abs(p - q) > how.wavers
        for once, again in walks
        for a, b in zip(once, again, strict=True)
        for p, q in zip(a, b, strict=True)
    ):
        return "%a walk back that gives another gradient each time"
    for t, u in enumerate(us):
        # torch pairs them so, though the second have what does not record as well
        for (once, _), v, step in zip(walks, vs, steps[t], strict=False):
            by_walk, by_step = _dot(once[t], u), _dot(step, v)
            room = how.atol * sum(u) * sum(v) + how.rtol * abs(by_step)
            if by_walk != by_step and not abs(by_walk - by_step) <= room:
                return "%the message of gradcheck in its fast mode"
    return None


def _dot(a, b):
    return sum(p * q for p, q in zip(a, b, strict=True))


def _walked(o, tensors, v):
    """The gradients of one walk back."""
    given = new(v, o.shape, o.dtype)
    found = grad(o.clone(), tensors, given, retain_graph=True, allow_unused=True)
    return [_zeros(t) if g is None else g.vals() for g, t in zip(found, tensors, strict=True)]


def _by_steps(func, ins, t, u, eps):
    """The slope of each output along a direction of an input."""
    places = list(t.places())
    keep, got = [t._d[p] for p in places], []
    before, Mode.grad = Mode.grad, False
    try:
        for step in (-eps, eps):
            for p, old, v in zip(places, keep, u, strict=True):
                t._d[p] = old + step * v
            r = func(*ins)
            parts = [r] if isinstance(r, Tensor) else r
            got.append([o.vals() for o in parts if o.dtype.is_floating_point])
    finally:
        for p, old in zip(places, keep, strict=True):
            t._d[p] = old
        Mode.grad = before
    return [
        [(b - a) / (2 * eps) for a, b in zip(*each, strict=True)] for each in zip(*got, strict=True)
    ]
