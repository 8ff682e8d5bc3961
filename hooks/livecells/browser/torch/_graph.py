"""What a recorded graph is made of: nodes, edges, saved tensors, modes."""

import importlib
from types import MappingProxyType
from weakref import ref as _ref

from ._handle import RemovableHandle
from ._hidden import hidden_class, hide, is_hidden
from ._mode import Mode, by_reader, seen_roughly, unrecorded
from ._saved_more import known, more_of, told
from ._steps import COMPLEX, FREED, HINTS, IN_FULL, ROUGHLY, SAVED_INFERENCE, changed, short_name
from ._storage import Uncounted, note_batch, note_layout
from ._storage import where as _where
from ._types import complex_made, fault, refuse


class Asked(tuple):
    """A pair of hooks that the reader gave."""

    def roughly(self, name):
        refuse(f"what {name} saves, as hooks see it,")


# Rings through C++, which no collector sees: results that their node keeps, and leaves whose
# gradient is a graph that leads to them.
held: dict = {}
# The order in which hooks see what a step saves: by name, and last what the step has made.
last_made = lambda name: (name.startswith(("result", "total_weight")), name)


def _told(t):
    return t.dtype, tuple(t.shape)


class Saved:
    """A tensor kept for the walk back: its data and version, and how it hangs in the graph."""

    def __init__(self, t, output_of=None):
        if t._inf and Mode.grad:
            fault(RuntimeError, SAVED_INFERENCE)
        self.hook = Mode.hooks[-1] if Mode.hooks and not getattr(t, "_wrapped", False) else None
        self.version, self.counter, self.output = t._vc[0], t._vc, output_of is not None
        self.edited = False
        if self.hook:
            self.packed = unrecorded(self.hook[0], t)
            within = self.packed if isinstance(self.packed, (tuple, list)) else [self.packed]
            if self.output and any(p is t for p in within):
                held[id(output_of)] = t
            self.meta, self.nr = _told(t), t._nr
            self.edge = None if self.output else edge_of(t)[0]
            return
        self.data, self.edge, self.nr, self.packed = t, t._gf, t._nr, None
        if self.output:
            self.data, self.edge = t._alias(), None
            self.data._tangent = t._tangent

    def load(self, node, whole=False):
        if self.hook:
            if self.edited and self.counter[0] != self.version:
                refuse("an edit of what hooks have been given")
            t = by_reader(self.hook[1], self.packed)
            if isinstance(self.hook, Asked) and hasattr(t, "dtype") and _told(t) != self.meta:
                refuse("a saved tensor that comes back in another type or size")
            if self.output:
                t = t._alias()
                t._gf, t._nr = node, self.nr
            elif self.edge is not None and (Mode.grad or whole):
                t = self.edge.behind(t._alias(), self.nr)
            return t
        self.check(node)
        if self.output:
            t = self.data._alias()
            t._tangent = self.data._tangent
            t._gf, t._nr, t._vc = node, self.nr, self.counter
            return t
        return self.data

    def check(self, node):
        """Raise torch's error where the tensor was edited since."""
        if not self.hook and self.counter[0] != self.version:
            by = node if self.output else self.data.grad_fn
            step = f"{self.nr} of {short_name(by.name())}" if by is not None else ""
            versions = self.counter[0], self.version
            fault(
                RuntimeError, changed(self.data, step, versions) + HINTS[1 if Mode.anomaly else 0]
            )


class Node:
    """One recorded step. `back(node, gradient, ...)` gives the gradients of its inputs."""

    custom = once = False  # whether it is the reader's, and whether it can be walked but once
    more = given = MappingProxyType({})  # what torch saves besides; what hooks have given back
    requires_grad = True
    _deep = False  # how deep what it leads to is, where that is more than it looks; see `_sums`

    def __init__(self, back=None, edges=(), outputs=1):
        Mode.count += 1
        self.seq, self.back, self.freed, self.n_out = Mode.count, back, False, outputs
        self.edges = tuple(edges)
        self.saved, self.pre, self.post, self.tensor_pre, self.retain = {}, [], [], {}, {}
        self.out_meta, self.metadata = {}, {}
        if (Mode.hidden or Mode.vmap) and back is not None:
            hide(self)
        Mode.deep = Mode.deep or Mode.inside

    @property
    def next_functions(self):
        return self.edges

    def name(self):
        name = type(self).__name__
        return f"torch::autograd::{name}" if name in IN_FULL else name

    def __dir__(self):
        return importlib.import_module("._raw", __package__).listed(self)

    def __call__(self, *_, **__):
        refuse("a call of a step of the graph")

    def __repr__(self):
        module = f"{type(self).__module__}." if self.custom else ""
        return f"<{module}{type(self).__name__} object at {hex(id(self))}>"

    def behind(self, t, nr):
        """`t` as a result of this step."""
        t._gf, t._nr = self, nr
        return t

    def need(self, i):
        return self.edges[i][0] is not None

    def get(self, name):
        if self.freed:
            fault(RuntimeError, FREED)
        s = self.given.get(name, self.saved[name])
        return s.load(self) if isinstance(s, Saved) else s

    def __getattr__(self, name):
        if self.custom:
            return getattr(self.__dict__["ctx"], name)
        if name[:11] == "_raw_saved_":
            return importlib.import_module("._raw", __package__).raw(self, name[11:])
        if name[:7] == "_saved_":
            saved, key = self.__dict__.get("saved", {}), name[7:]
            if key in saved:
                if saved[key] is Gone:
                    fault(RuntimeError, FREED)
                kept = saved[key]
                return told(self, key, self.get(key)) if isinstance(kept, Saved) else kept
            if known(self, key):
                refuse(f"{name} of {type(self).__name__}")
        fault(AttributeError, f"'{type(self).__name__}' object has no attribute '{name}'")
        return None

    def register_hook(self, fn):
        return RemovableHandle(self.post, fn)

    def register_prehook(self, fn):
        return RemovableHandle(self.pre, fn)

    def _sequence_nr(self):
        return self.seq - 1

    def free(self):
        held.pop(id(self), None)
        if not self.custom or self.saved:
            self.freed = any(isinstance(s, Saved) for s in self.saved.values()) or self.freed
        for k in self.saved:
            if isinstance(self.saved[k], Saved):
                self.saved[k] = Gone
        if self.more or self.once:
            self.freed, self.more = True, Node.more


class Gone:
    pass


_classes = {}


def node_class(name, module="builtins"):
    if name not in _classes:
        _classes[name] = type(name, (Node,), {"__module__": module, "step": name})
    return _classes[name]


def renamed(node, name):
    """The same step under another name of torch's."""
    cls = node_class(name)
    node.__class__ = hidden_class(cls) if is_hidden(node) else cls
    return node


class AccumulateGrad(Node):
    step = "AccumulateGrad"

    def __init__(self, t):
        Node.__init__(self, None, (), 1)
        Mode.count -= 1
        self.variable, self.seq, self.post_acc = t, 1 << 62, t._post_acc
        self.out_meta = {0: (t.shape, t.dtype)}

    def behind(self, t, nr):
        t._rg, t._acc = True, _ref(self)
        return t


def edge_of(t):
    """Where the gradient of a tensor goes."""
    if t is None or not t.requires_grad:
        return (None, 0)
    fn = t.grad_fn
    if fn is not None:
        return (fn, t._nr)
    if not t._rg:
        return (None, 0)
    acc = t._acc() if t._acc is not None else None
    if acc is None:
        acc = AccumulateGrad(t)
        t._acc = _ref(acc)
    return (acc, 0)


forward: list = []  # what gives the tangent of a result


def dual(t):
    """Whether a tensor has a tangent in the level that is open."""
    return t is not None and t._tangent is not None and t._tangent[0] == Mode.duals


def tangent_of(t, level):
    return t._tangent[1] if t is not None and t._tangent and t._tangent[0] == level else None


def _records(inputs):
    return Mode.grad and any(t is not None and t.requires_grad for t in inputs)


def recording(inputs):
    """Whether a step has to keep what its way back needs."""
    return _records(inputs) or (Mode.duals and any(map(dual, inputs)))


def _push(out, name, inputs, back, saved, result, plain):
    if out.dtype.is_floating_point:
        tangent = forward[0](out, name, inputs, back, saved, result, plain)
        out._tangent = (Mode.duals, tangent)
    elif out.dtype.is_complex:
        refuse("forward mode of complex numbers")


def record(out, name, inputs, back, saved=(), result=None, plain=None, nr=0):
    """Hang `out` in the graph as the result of a step, where recording is on and an input records.

    `saved` are pairs of a name and a tensor, `result` the name under which the output is kept.
    """
    note_layout(out, name, inputs)
    if Mode.vmap or Mode.rows:
        note_batch(out, inputs)
    if Mode.inference:
        if Mode.duals and any(map(dual, inputs)):
            refuse("forward mode in inference mode")
        out._inf = True
        return out
    if Mode.inferred and not out._inf and any(t is not None and t._inf for t in inputs):
        out._vc = Uncounted(out._vc)
    if Mode.duals and any(map(dual, inputs)):
        _push(out, name, inputs, back, saved, result, plain)
    if not _records(inputs):
        return out
    if not (out.dtype.is_floating_point or out.dtype.is_complex):
        return out
    check = complex_made and name not in COMPLEX
    if check and any(t.dtype.is_complex for t in inputs if t is not None):
        refuse(f"{name} of complex numbers")
    node = node_class(name)(back, [edge_of(t) for t in inputs])
    for key, t in sorted(saved, key=lambda each: last_made(each[0])) if Mode.hooks else saved:
        node.saved[key] = None if t is None else Saved(t)
    if name in ROUGHLY or (Mode.walk is not None and Mode.inside):
        seen_roughly(name)
    node.saved.update(plain or {})
    out._gf, out._nr = node, nr
    node.out_meta = {nr: (out.shape, out.dtype)}
    if result:
        node.saved[result] = Saved(out, node)
    node.more = more_of(node, out, inputs, Saved)
    if Mode.anomaly:
        node.metadata["traceback_"] = _where()
    if watch:
        for fn in watch:
            fn(node, out, inputs)
    return out


watch = []  # called with each new node, its result and its inputs
calls = []  # told of each call of a module: enter, leave
listeners = []  # told of each run of the engine: begin, step, capture, end
