"""Edits in place."""

from ._broadcast import fits_into
from ._creation import may_edit_view
from ._graph import Mode, Saved, dual, edge_of, node_class, watch
from ._overlap import apart
from ._storage import positions, side_by_side
from ._tensor import Tensor, new
from ._tensor_messages import INFERENCE, LEAF, VIEW_OF_LEAF
from ._types import fault, kind, pack, refuse

OVERLAP = (
    "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the "
    "tensor before performing the operation."
)


def repeats(t):
    """Whether a tensor shows one number in several places, as an expanded one does."""
    return any(n > 1 and s == 0 for n, s in zip(t.shape, t._st, strict=True))


def once(t):
    """Raise what torch does where an edit has several entries for one number."""
    if repeats(t):
        fault(RuntimeError, OVERLAP)
    if not side_by_side(t) and len(set(t.places())) < t.numel():
        refuse("an edit of overlapping windows")  # each is edited as often as it is shown


def may_begin(t, given=()):
    """Raise what torch does before an edit of a tensor, with others beside it, is begun."""
    if 0 <= t._level < Mode.transform:
        refuse("an edit of what a transformed function has from outside")
    if t._multi == "frozen" and not Mode.inference:
        refuse("an edit of what was made in inference mode")
    if not recorded(t, given):
        return
    if t._base is not None:
        may_edit_view(t)
        if t.requires_grad and t._base.is_leaf:
            fault(RuntimeError, VIEW_OF_LEAF)
    if t._rg and t._gf is None:
        fault(RuntimeError, LEAF)


def recorded(t, given):
    """Whether an edit of a tensor, with others beside it, is one that torch records."""
    return Mode.grad and any(
        isinstance(each, Tensor) and each.requires_grad for each in (t, *given)
    )


def _may_take(t, r):
    """What torch asks of the result that is put in its place."""
    fits_into(t.shape, r.shape)
    if kind(r.dtype) > kind(t.dtype):
        text = "result type %s can't be cast to the desired output type %s"
        fault(RuntimeError, text % (r.dtype.title, t.dtype.title))


def inplace(t, fn, overlap=False, taken=(), entries=True, given=None):
    """Let `fn` of a twin's numbers take the place of `t`'s, and its record too.

    What it reads beside them is `given`; for those of them `taken` torch's rules of memory hold.
    """
    given = taken if given is None else given
    may_begin(t, given)
    if not overlap:
        once(t)
    if taken:
        apart(t, taken, entries)
    if Mode.duals and dual(t):
        refuse("an edit in forward mode")
    old = Tensor(pack(t.vals(), t.dtype), t.shape, t.dtype)
    old._inf = False
    if Mode.grad:
        old._gf, old._nr = t.grad_fn, t._nr
    r = fn(old)
    if r is NotImplemented:
        return r
    if Mode.duals and dual(r):
        refuse("an edit in forward mode")
    _may_take(t, r)
    if not (t.dtype.is_floating_point or t.dtype.is_complex) and recorded(t, given):
        refuse("an edit of whole numbers that records")
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
            if s.hook:  # it has been given the result, once
                s.edited, s.counter, s.version = True, t._vc, t._vc[0]
            else:
                node.saved[k] = Saved(t, node)
    base = t._base
    if base is None:
        t._made_by(node, nr)
        return
    cs = node_class("CopySlices")(_slices_back(t, node), [edge_of(base), *node.edges[1:]])
    cs.out_meta = {0: (base.shape, base.dtype)}
    cs.saved, cs.once = node.saved, True
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
        part, node.given = new([gv[p] for p in places], shape, g.dtype), cs.given
        first, *others = [*node.back(node, part), None][: max(len(node.edges), 1)]
        fv = [0.0] * len(places) if first is None else first.vals()
        if len(fv) != len(places):
            refuse("this edit of a view")
        for p, v in zip(places, fv, strict=True):
            gv[p] = v
        return (new(gv, g.shape, g.dtype), *others)

    return back
