"""Forward mode: the tangent of each result, from the tangents of what it was made of."""

from ._engine import run
from ._graph import Mode, dual, forward, node_class, tangent_of
from ._tensor import new
from ._types import refuse
from ._unary import UNARY

# Steps whose two passes back move or add numbers as torch's forward rule does.
EXACT = frozenset(
    name + "Backward" + k
    for name in (
        *("View", "ReshapeAlias", "UnsafeView", "Select", "Slice", "Expand", "Permute", "T"),
        *("Transpose", "Unsqueeze", "Squeeze", "Index", "IndexSelect", "Gather", "Stack", "Cat"),
        *("SelectBackward", "SliceBackward", "IndexPut"),
        *("Clone", "ToCopy", "Sum", "Mean", "Flip", "Diagonal", "Mm", "Mv", "Dot", "Bmm", "Addmm"),
    )
    for k in "01"
)
# Steps whose inputs each move the same entry of the result.
ENTRIES = frozenset(cls for _, cls, _, _ in UNARY.values()) | {
    "AddBackward0",
    "SubBackward0",
    "RsubBackward1",
    "MulBackward0",
    "MulBackward1",
    "DivBackward0",
    "PowBackward0",
    "PowBackward1",
    "PowBackward2",
    "ClampBackward1",
}


class _Step:
    """A step that is not in the graph, as its way back sees it."""

    def __init__(self, name, inputs, saved, result, plain, out):
        self.node = node_class(name)(None, [(None, 0) for _ in inputs])
        self.node.saved.update(dict(saved))
        self.node.saved.update(plain or {})
        if result:
            self.node.saved[result] = out
        asked = [dual(t) for t in inputs]
        self.node.edges = tuple((self if asks else None, 0) for asks in asked)


def pushed(out, name, inputs, back, saved, result, plain):
    """The tangent of a result."""
    node = _Step(name, inputs, saved, result, plain, out).node
    duals, Mode.duals = Mode.duals, 0
    before = Mode.grad
    try:
        tangents = [tangent_of(t, duals) for t in inputs]
        if name in ENTRIES:
            return _by_entries(node, back, out, tangents)
        known = [t for t in (*inputs, *tangents) if t is not None]
        outer = before and any(t.requires_grad for t in known)
        return _by_two_passes(node, back, out, tangents, name in EXACT, outer)
    finally:
        Mode.duals, Mode.grad = duals, before


def _by_entries(node, back, out, tangents):
    total = None
    for i, t in enumerate(tangents):
        if t is not None:
            t = t if t.shape == out.shape else t.expand(tuple(out.shape))
            part = back(node, t)[i]
            total = part if total is None else total + part
    return total


def _by_two_passes(node, back, out, tangents, exact, outer):
    """The way back is linear in what comes; its own way back turns it round."""
    Mode.grad = True
    v = new([0.0] * out.numel(), out.shape, out.dtype)
    v._rg = True
    pairs = zip(back(node, v), tangents, strict=False)
    found = [(g, t) for g, t in pairs if g is not None and t is not None and g.requires_grad]
    if not found:
        return new([0.0] * out.numel(), out.shape, out.dtype)
    outs = [g for g, _ in found]
    made = run(outs, [t for _, t in found], outer, outer, [v], False).get(0)
    made = new([0.0] * out.numel(), out.shape, out.dtype) if made is None else made
    if not exact and any(v == 0 for v in made.vals()):
        refuse(f"a zero in forward mode, by {node.name()}")
    if not outer:
        return made.detach()
    made._level = -1  # torch's has another graph, so it is not printed
    return made


forward.append(pushed)
