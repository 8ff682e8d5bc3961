"""Walking a recorded graph back."""

import itertools
import math

from ._checked import checked, hooked
from ._follow import check_saved, following
from ._graph import FREED, AccumulateGrad, Mode, edge_of, held, listeners
from ._hidden import nameless
from ._layout import first, laid_out
from ._mode import within
from ._order import dependencies, leading_to, unique
from ._places import GradientEdge
from ._steps import ANOMALY, BY_NUMBERS, LEAF_IN_GRAD, NO_FORWARD, PRODUCTS
from ._storage import warn_inside
from ._sums import ROWS, sum_of_two, unsure_sum
from ._tensor import Tensor
from ._types import fault, refuse

NO_GRAD = "element %d of tensors does not require grad and does not have a grad_fn"
RUN_BACKWARD = (
    "torch/autograd/graph.py",
    979,
    "    return Variable._execution_engine.run_backward(  # Calls into the C++ engine to run the "
    "backward pass",
)


tasks = itertools.count(1)


# ----- What a step says -----


def tell(fn, error):
    """In anomaly mode, where the step was recorded."""
    if Mode.anomaly and not getattr(error, "told", False):
        error.told = True
        if "traceback_" in fn.metadata:
            text = ANOMALY % (fn.name(), "".join(fn.metadata["traceback_"]))
        else:
            text = NO_FORWARD % fn.name()
        warn_inside(text, *RUN_BACKWARD)


def of_zero(fn, g, create):
    """What comes of a gradient that torch knows to be zero: it stays so through a product."""
    name = fn.step
    if not getattr(g, "_zero", False) or (name in BY_NUMBERS and not create):
        return None
    known = name in PRODUCTS and not create
    made = [g.new_zeros(g.shape) for _ in fn.edges] if known else list(fn.back(fn, g))
    for i, t in enumerate(made):
        if t is None or not fn.need(i):
            made[i] = None
            continue
        if any(v != 0 or math.copysign(1.0, v) < 0 for v in t.vals()):
            refuse("what follows a gradient of sgn")
        t._zero = not create
    return made


# ----- What is waiting -----


def accumulate(v, g, create):
    """Add a gradient into `.grad`."""
    if v._g is None:
        v._g = first(v, g) if create else laid_out(v, g.detach())
        if create and v._g.requires_grad:
            held[id(v)] = v
    elif create:
        v._g = v._g + g
    else:
        old = v._g
        old.write((old.detach() + g.detach()).vals())
        old._vc[0] += 1


class Walk:
    """One run of the engine.

    `create` records it, `inputs` are what gradients were asked for, `into` says whether they go
    into `.grad` (`backward`) or to the caller (`grad`). Steps are known by their ids, so all that
    are asked for live as long as the walk: the next object may get the id of one that is gone.
    """

    def __init__(self, outs, grads, retain, create, inputs, into):
        self.retain, self.create, self.into, self.deep = retain, create, into, Mode.deep
        self.kept_alive = [edge_of(t) for t in inputs or () if isinstance(t, Tensor)]
        self.pending, self.found, self.want = {}, {}, wanted(inputs, into)
        self.roots = [edge_of(t)[0] for t in outs]
        for t, g in zip(outs, grads, strict=True):
            fn, nr = edge_of(t)
            self.add(fn, nr, g)
        self.waits = dependencies(self.roots)
        self.ends = {k for k, _ in self.want or ()}
        self.useful = None if self.want is None else leading_to(self.roots, self.ends)

    def run(self):
        """Walk until nothing is left; what was recorded last goes first."""
        self.ready = [fn for fn in unique(self.roots) if not self.waits.get(id(fn))]
        while self.ready:
            fn = max(self.ready, key=lambda each: each.seq)
            self.ready.remove(fn)
            got = self.pending.pop(id(fn), {})
            (self.leaf if isinstance(fn, AccumulateGrad) else self.step)(fn, got)

    def comes_to(self, fn):
        """Whether this walk runs a step."""
        if isinstance(fn, AccumulateGrad) and not self.into:
            fault(RuntimeError, LEAF_IN_GRAD)
        known = id(fn) in self.waits or any(fn is root for root in self.roots)
        return known and (self.useful is None or bool(self.useful.get(id(fn))))

    def add(self, fn, nr, g):
        """A gradient arrives; several are added up."""
        if fn is not None and g is not None:
            slot = self.pending.setdefault(id(fn), {})
            known = slot.get(nr)
            if known is None:
                slot[nr] = g
            elif self.create and (getattr(known, "_zero", False) or getattr(g, "_zero", False)):
                slot[nr] = unsure_sum(g if getattr(known, "_zero", False) else known)
            else:
                slot[nr] = sum_of_two(known, g, self.deep)

    def asked(self, fn, nr):
        """The inputs that were asked for at this place, with their number."""
        return () if self.want is None else self.want.get((id(fn), nr), ())

    def leaf(self, fn, got):
        """A gradient comes to a leaf."""
        g, v = got.get(0), fn.variable
        if self.want is not None and not self.asked(fn, 0):
            return
        if g is not None:
            for hook in list(v._hooks):
                g = hooked(hook(g), g, hook)
            for hook in list(fn.pre):
                g = hooked(hook((g,)), g, hook)
            if self.want is not None:
                for i, _ in self.asked(fn, 0):
                    self.found[i] = nameless(g) if self.deep == ROWS else g
                if not self.into or not self.asked(fn, 0):
                    return
            self.into_leaf(fn, v, nameless(g) if self.deep == ROWS else g)
        for hook in list(fn.post):
            hook((), (g,))

    def into_leaf(self, fn, v, g):
        if v._gf is not None:
            fault(RuntimeError, "leaf variable has been moved into the graph interior")
        old = v._g.detach().clone() if listeners and v._g is not None else None
        if v.requires_grad:  # or it has been frozen since
            accumulate(v, g, self.create)
        for each in listeners:
            each.step(fn, (g,), (), (old, v._g))
        for hook in list(v._post_acc):
            hook(v)

    def step(self, fn, got):
        """Gradients come to a step and go on to its inputs."""
        self.deep = fn._deep or self.deep
        goes = [n is not None and self.needs(n) for n, _ in fn.edges]
        ends = self.into and id(fn) in self.ends
        runs = self.useful is None or any(goes) or ends
        kept = self.arrived(fn, got, runs) if self.needs(fn) else None
        out = self.gradients(fn, got, kept, goes) if runs else [None] * len(goes)
        for (nx, nr), g in zip(fn.edges, out, strict=True):
            if nx is not None:
                self.add(nx, nr, g)
                self.waits[id(nx)] -= 1
                if not self.waits[id(nx)]:
                    self.ready.append(nx)

    def needs(self, fn):
        """Whether a step is on a way to what was asked for."""
        return self.useful is None or self.useful.get(id(fn))

    def arrived(self, fn, got, runs):
        """What gradients of tensors are for, before the step runs: hooks, results, `.grad`.

        A result of a step that runs is the gradient before the hooks, as torch has it.
        """
        before = dict(got)
        for nr, hooks in fn.tensor_pre.items():
            for hook in list(hooks):
                if got.get(nr) is not None:
                    got[nr] = hooked(hook(got[nr]), got[nr], hook)
        for nr in list(got):
            for i, _ in self.asked(fn, nr):
                self.found[i] = (before if runs else got)[nr]
        return self.kept(fn, got)

    def kept(self, fn, got):
        """Gradients kept by `retain_grad`: before and after, of the last."""
        kept = None
        for nr, ref in fn.retain.items():
            t = ref()
            if t is not None and got.get(nr) is not None:
                g, old = got[nr], t._g
                fresh = g.clone() if self.create else g.detach().clone()
                t._g = fresh if old is None else old + g
                kept = (old, t._g)
        return kept

    def gradients(self, fn, got, kept, goes):
        """Run the step itself, with its hooks."""
        gs = tuple(got.get(i) for i in range(fn.n_out))
        for hook in list(fn.pre):
            new = hook(gs)
            if new is not None:
                gs = new if isinstance(new, tuple) else (new,)
        out = self.computed(fn, gs, goes)
        for each in listeners:
            each.step(fn, gs, out, kept)
        for hook in list(fn.post):
            new = hook(tuple(out), gs)
            if new is not None:
                out = list(new) if isinstance(new, tuple) else [new]
        if not self.retain:
            fn.free()
        return out

    def computed(self, fn, gs, goes):
        if all(g is None for g in gs) and not fn.custom:
            return [None] * len(fn.edges)
        if fn.freed:
            fault(RuntimeError, FREED)
        before = within(fn)
        try:
            check_saved(fn)
            out = of_zero(fn, gs[0], self.create) or fn.back(fn, *gs)
            if self.useful is not None and not fn.custom:
                out = [g if goes[i] else None for i, g in enumerate(out[: len(goes)])]
            out = checked(fn, out)
            if self.create:
                out = following(fn, gs, out)
        except RuntimeError as error:
            tell(fn, error)
            raise
        finally:
            Mode.inside, Mode.hidden = before
            fn.given = {}
        if Mode.anomaly and Mode.check_nan:
            self.without_nan(fn, out)
        return out

    def without_nan(self, fn, out):
        for i, g in enumerate(out):
            if g is not None and g.isnan().any().vals()[0]:
                text = f"Function '{fn.name()}' returned nan values in its {i}th output."
                try:
                    fault(RuntimeError, text)
                except RuntimeError as error:
                    tell(fn, error)
                    raise


def wanted(inputs, into):
    """The places of the inputs in the graph, each with the numbers of those that are there."""
    if inputs is None:
        return None
    want = {}
    for i, t in enumerate(inputs):
        if isinstance(t, GradientEdge):
            want.setdefault((id(t.node), t.output_nr), []).append((i, t))
            continue
        if not t.requires_grad:
            fault(RuntimeError, "One of the differentiated Tensors does not require grad")
        if into:
            t.retain_grad()
        fn, nr = edge_of(t)
        want.setdefault((id(fn), nr), []).append((i, t))
    return want


def run(outs, grads, retain, create, inputs, into):
    """Walk back from `outs`; gives the gradients of `inputs` by their number."""
    for i, t in enumerate(outs):
        if not t.requires_grad:
            fault(RuntimeError, NO_GRAD % i)
    before, task, outer = Mode.grad, Mode.task, Mode.walk
    walk = Walk(outs, grads, retain, create, inputs, into)
    for each in listeners:
        each.begin("backward" if into else "grad", create)
    Mode.grad, Mode.task, Mode.walk = create, next(tasks), walk
    try:
        walk.run()
    finally:
        Mode.grad, Mode.task, Mode.walk = before, task, outer
    for each in listeners:
        each.end(inputs, {} if into else walk.found)
    return walk.found
