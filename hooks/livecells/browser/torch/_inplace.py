"""Edits in place."""

from ._graph import Mode, Saved, dual, edge_of, node_class, short_name, watch
from ._overlap import apart
from ._storage import positions, side_by_side
from ._tensor import Tensor, new
from ._tensor_messages import INFERENCE, LEAF, VIEW_OF_LEAF
from ._types import fault, kind, pack, refuse

OVERLAP = (
    "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the "
    "tensor before performing the operation."
)


NO_GRAD_VIEW = (
    "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving "
    "both the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
)
SEVERAL_VIEWS = (
    "Output %d of %s is a view and is being modified inplace. This view is the output of a function that returns multiple views. Such functions do not allow the output views to be modified inplace. "
    "You should replace the inplace operation by an out-of-place one."
)

OF_FUNCTION = (
    "Output %d of %s is a view and is being modified inplace. This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic to handle view+inplace would override "
    "the custom backward associated with the custom Function, leading to incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of the custom Function."
)
MANY = {"multi": SEVERAL_VIEWS, "function": OF_FUNCTION}


def repeats(t):
    """Whether a tensor shows one number in several places, as an expanded one does."""
    return any(n > 1 and s == 0 for n, s in zip(t.shape, t._st, strict=True))


def once(t):
    """Raise what torch does where an edit has several entries for one number."""
    if repeats(t):
        fault(RuntimeError, OVERLAP)
    if not side_by_side(t) and len(set(t.places())) < t.numel():
        refuse("an edit of overlapping windows")  # each is edited as often as it is shown


def _no_edit_of_many(t):
    text = MANY.get(t._multi, SEVERAL_VIEWS)
    fault(RuntimeError, text % (t._nr, short_name(t.grad_fn.name())))


def _may_begin(t, overlap):
    """What torch asks of a tensor before it is edited."""
    base = t._base
    if 0 <= t._level < Mode.transform:
        refuse("an edit of what a transformed function has from outside")
    if base is None and t._multi == "inference" and not Mode.inference:
        refuse("an edit of what was made in inference mode")
    if base is not None and (t._multi in ("inference", "of_no_grad")) and not Mode.inference:
        refuse("an edit of a view that was made in another mode")
    if Mode.grad:
        if t._multi == "no_grad":
            fault(RuntimeError, NO_GRAD_VIEW)
        if base is None and t._rg and t._gf is None:
            fault(RuntimeError, LEAF)
        if base is not None and t._gf is not None and t._multi in MANY:
            _no_edit_of_many(t)
        if base is not None and base._gf is None and t.requires_grad:
            fault(RuntimeError, VIEW_OF_LEAF)
    if not overlap:
        once(t)


def _may_take(t, r):
    """What torch asks of the result that is put in its place."""
    if t._base is not None and Mode.grad and r.requires_grad and t._multi:
        _no_edit_of_many(t)
    if tuple(r.shape) != tuple(t.shape):
        text = "output with shape %s doesn't match the broadcast shape %s"
        fault(RuntimeError, text % (list(t.shape), list(r.shape)))
    if kind(r.dtype) > kind(t.dtype):
        text = "result type %s can't be cast to the desired output type %s"
        fault(RuntimeError, text % (r.dtype.title, t.dtype.title))


def inplace(t, fn, overlap=False, taken=(), entries=True):
    """Let `fn` of a twin's numbers take the place of `t`'s, and its record too.

    What it reads beside them is `taken`, for which torch's rules of memory hold.
    """
    _may_begin(t, overlap)
    if taken:
        apart(t, taken, entries)
    if Mode.duals and dual(t):
        refuse("an edit in forward mode")
    old = Tensor(pack(t.vals(), t.dtype), t.shape, t.dtype)
    old._inf = False
    old._gf, old._nr = t.grad_fn, t._nr
    r = fn(old)
    if r is NotImplemented:
        return r
    if Mode.duals and dual(r):
        refuse("an edit in forward mode")
    _may_take(t, r)
    t.write(r.vals())
    if t._inf and not Mode.inference:
        fault(RuntimeError, INFERENCE)
    if not t._inf:
        t._vc[0] += 1
    node = r._gf
    if node is not None and node is not old._gf:
        _record(t, node, r._nr)
    return t


def _record(t, node, nr):
    """The step that made an edit is that of the tensor from now on, or of its base."""
    for k, s in list(node.saved.items()):
        if isinstance(s, Saved) and s.output:
            node.saved[k] = Saved(t, node)
    base = t._base
    if base is None:
        t._made_by(node, nr)
        return
    cs = node_class("CopySlices")(_slices_back(t, node), [edge_of(base), *node.edges[1:]])
    cs.out_meta = {0: (base.shape, base.dtype)}
    cs.saved = node.saved
    base._made_by(cs, 0)
    t._av = t._vc[0] - 1
    for fn in watch:
        fn(cs, base, [base])


def _slices_back(t, node):
    """The way back through an edit of a part: its own step there, and nothing elsewhere."""
    base, shape = t._base, t.shape
    flat = {p: k for k, p in enumerate(positions(base.shape, base._st, 0))}
    places = [flat[p] for p in positions(shape, t._st, t._o - base._o)]

    def back(cs, g):
        if Mode.grad and g.requires_grad:
            refuse("a second derivative through an edited view")
        gv = g.vals()
        part = new([gv[p] for p in places], shape, g.dtype)
        first, *others = [*node.back(node, part), None][: max(len(node.edges), 1)]
        fv = [0.0] * len(places) if first is None else first.vals()
        if len(fv) != len(places):
            refuse("this edit of a view")
        for p, v in zip(places, fv, strict=True):
            gv[p] = v
        return (new(gv, g.shape, g.dtype), *others)

    return back
