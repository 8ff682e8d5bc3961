"""Ways back that are one step in torch, and here several."""

from ._engine import run
from ._graph import Mode, calls, listeners, record, recording, watch
from ._types import SMALL


def fused(name, fn, g, *inputs):
    """What `fn` makes of a gradient and of tensors, as one step; its own way back is that of `fn`."""
    given = (g, *inputs)
    if Mode.duals or Mode.transform or Mode.vmap or Mode.rows or not recording(given):
        return fn(*given)
    before, Mode.grad = Mode.grad, False
    try:
        made = fn(*[t.detach() for t in given])
    finally:
        Mode.grad = before
    saved = [(str(i), t) for i, t in enumerate(given)]
    return record(made, name, list(given), lambda n, gg: _again(n, gg, fn, len(given)), saved)


def in_single(fn):
    """The same in float32 and rounded once, for types of 16 bits, as torch's kernels have it."""

    def single(g, *given):
        if g.dtype.code not in SMALL:
            return fn(g, *given)
        return fn(g.float(), *[t.float() for t in given]).to(g.dtype)

    return single


def _again(node, g, fn, count):
    """The gradients of such a step: what it is made of is recorded now, and walked back."""
    create = Mode.grad
    heard = [(each, list(each)) for each in (watch, calls, listeners)]
    for each, _ in heard:
        each.clear()
    Mode.grad = True
    try:
        given = [_apart(node.get(str(i)), node.need(i), create) for i in range(count)]
        asked = [t for i, t in enumerate(given) if node.need(i)]
        made = fn(*given)
        found = run([made], [g], create, create, asked, False) if made.requires_grad else {}
    finally:
        Mode.grad = create
        for each, members in heard:
            each[:] = members
    got = iter(found.get(i, t.detach().new_zeros(t.shape)) for i, t in enumerate(asked))
    return [next(got) if node.need(i) else None for i in range(count)]


def _apart(t, needed, create):
    """The same numbers at a place of their own in the graph, behind the tensor where it goes on."""
    if not create or not needed:
        t = t.detach()
        return t.requires_grad_() if needed else t
    return record(t.detach(), "AliasBackward0", [t], lambda n, g: (g,))
