"""Where gradients record though their numbers do not change with what was saved."""

from ._graph import Saved, last_made, record
from ._saved_more import FLAT, FOLLOWS, names_of
from ._types import refuse

KNOWN_BEHIND = FLAT | {"ConvolutionBackward0"}


def following(node, gs, out):
    """The gradients of a step, each recording where torch's does; none may come out as a constant."""
    if any(g is not None and g.requires_grad for g in gs):
        _no_constants(node, out)
    behind = node.step in FOLLOWS and node.step in KNOWN_BEHIND
    leads = _leads(node) if behind else []
    return [
        _behind(node, g, leads) if leads and _cut_off(node, i, g) else g for i, g in enumerate(out)
    ]


def _cut_off(node, i, g):
    return g is not None and node.need(i) and not g.requires_grad


def _no_constants(node, out):
    for i, g in enumerate(out):
        if _cut_off(node, i, g) and any(v != 0 for v in g.vals()):
            refuse("a second derivative through " + node.name())


def _leads(node):
    """The saved tensors that record."""
    kept = [*node.saved.values(), *node.more.values()]
    loaded = [s.load(node) for s in kept if isinstance(s, Saved) and not s.hook]
    return [t for t in loaded if t.requires_grad]


def _behind(node, g, leads):
    """The same gradient behind a step that leads to what was saved: torch has one there."""

    def back(_, gg):
        if node.step not in FLAT:
            refuse("a second derivative through " + node.name())
        return [t.new_zeros(t.shape) for t in leads]

    made = record(g.detach(), node.step.replace("Backward0", "BackwardBackward0"), leads, back)
    made._zero = getattr(g, "_zero", False)
    return made


def check_saved(node):
    """Look first at all that torch would unpack, and have hooks give back theirs, in its order."""
    if node.custom:
        return  # the reader's own step asks for what it wants
    given = {}
    for name in sorted(names_of(node.step) or node.saved, key=last_made):
        saved = node.saved.get(name) or node.more.get(name)
        if not isinstance(saved, Saved):
            continue
        if saved.hook:
            given[name] = saved.load(node)
        saved.check(node)
    node.given = given
