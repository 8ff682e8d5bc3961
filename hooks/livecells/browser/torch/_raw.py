"""A saved tensor as the graph has it: one pair of hooks may be put round it."""

from ._absent import TABLE
from ._graph import Asked, Gone, Mode, Saved, edge_of
from ._saved_more import KNOWN
from ._steps import ROUGHLY
from ._types import fault, refuse

TWICE = (
    "Calling register_hooks on a saved tensor whose hooks have already been set. Hint: only one "
    "pair of hooks is allowed at a time."
)
AFTER = (
    "Calling register_hooks on a saved tensor after it has been freed. Saved intermediate values "
    "of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to "
    "access saved variables after calling backward."
)


class SavedTensor:
    __module__ = "torch._C._autograd"

    def __init__(self, node, saved):
        self._node, self._saved = node, saved

    def register_hooks(self, pack_hook, unpack_hook):
        saved = self._saved
        if saved is Gone or self._node.freed:
            fault(RuntimeError, AFTER)
        if saved.hook:
            fault(RuntimeError, TWICE)
        before, Mode.grad = Mode.grad, False
        try:
            packed = pack_hook(saved.data if saved.output else saved.data.detach())
        finally:
            Mode.grad = before
        if not saved.output:
            saved.edge, saved.nr = edge_of(saved.data)
        saved.meta, saved.packed = (saved.data.dtype, tuple(saved.data.shape)), packed
        saved.hook, saved.data = Asked((pack_hook, unpack_hook)), None


def raw(node, name):
    """The saved tensor of a step under a name."""
    saved = node.saved.get(name)
    if saved is Gone:
        return SavedTensor(node, saved)
    if node.step in ROUGHLY or not isinstance(saved, Saved):
        if saved is not None:
            refuse(f"_raw_saved_{name}")
        said = type(node).__name__
        fault(AttributeError, f"'{said}' object has no attribute '_raw_saved_{name}'")
    return SavedTensor(node, saved)


PRIVATE = ("__call__", "_input_metadata", "_register_hook_dict", "_sequence_nr", "_set_sequence_nr")


def listed(node):
    """What `dir()` tells of a step."""
    more = ["variable"] if node.step == "AccumulateGrad" else []
    if node.custom or (not more and node.step not in KNOWN):
        refuse(f"dir() of {type(node).__name__}")
    for word in KNOWN.get(node.step, ()):
        more.append("_saved_" + word.rstrip("!"))
        if word.endswith("!"):
            more.append("_raw" + more[-1])
    return sorted({*dir(object), *PRIVATE, *TABLE["Node"], *more})
