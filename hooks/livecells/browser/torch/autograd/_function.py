"""Functions with a backward pass of the reader's own."""

import weakref

from .._graph import Mode, Saved, _records, dual, edge_of, node_class, recording, watch
from .._modes import no_grad
from .._returned import type_name
from .._storage import warn
from .._storage import where as _where
from .._tensor import Tensor
from .._types import fault, refuse
from .._views import view_of
from ._context import Context
from ._context import FunctionCtx as FunctionCtx

NO_SETUP = (
    "In order to use an autograd.Function with functorch transforms (vmap, grad, jvp, jacrev, ...), "
    "it must override the setup_context staticmethod. For more details, please see "
    "https://pytorch.org/docs/main/notes/extending.func.html"
)
NO_JVP = "You must implement the jvp function for custom autograd.Function to use it with forward mode AD."
NO_VMAP = (
    "You tried to vmap over {}, but it does not have vmap support. Please override and implement "
    "the vmap staticmethod or set generate_vmap_rule=True. For more details, please see "
    "https://pytorch.org/docs/main/notes/extending.func.html"
)
LEGACY = (
    "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function with "
    "static forward method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
)


NO_FORWARD = "You must implement the forward function for custom autograd.Function."
NO_BACKWARD = (
    "You must implement either the backward or vjp method for your custom autograd.Function to use "
    "it with backward mode AD."
)
BOTH = (
    "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only "
    "implement one of them."
)
NOT_NONE = (
    "function %s returned a gradient different than None at position %d, but the corresponding "
    "forward input was not a Variable"
)
COUNT = "function %s returned an incorrect number of gradients (expected %d, got %d)"


def _called(fn, *args):
    """What a function of the reader's gives; that it takes other arguments is Python's error."""
    try:
        return fn(*args)
    except TypeError as error:
        error.of_torch = error.__traceback__.tb_next is None
        raise


def _as_view(v, o, inputs, several):
    """A result that is an input, or a view of one, may not be edited."""
    if o._base is None and not any(o is t for t in inputs):
        return
    for t in inputs:
        if v._gf is not None and t is not None and t._d is v._d:
            v._base, v._av = t if t._base is None else t._base, v._vc[0]
            v._multi = "multi" if several else "function"


def _unrecorded(o, inputs, ctx):
    """A result that no step is recorded for: an input itself is given as another tensor."""
    if not isinstance(o, Tensor):
        return o
    of_inputs = any(o is t for t in inputs)
    if of_inputs and o.requires_grad:
        return o.detach()
    if of_inputs and not any(o is t for t in ctx._dirty):
        with no_grad():
            o = view_of(o, o.shape, o._st, o._o, "ViewBackward0", None)
    if o._base is not None and not (of_inputs and any(o is t for t in ctx._dirty)):
        o._multi = "function"
    return o if o._base is not None or not o.requires_grad else o.detach_()


class Function(Context):
    generate_vmap_rule = False

    def __init__(self, *a, **k):
        warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you should invoke them on the "
            "class itself. Instantiating an autograd function will raise an error in a future version of PyTorch.",
            DeprecationWarning,
        )

    def __call__(self, *a, **k):
        fault(RuntimeError, LEGACY)

    @staticmethod
    def forward(*args, **kwargs):
        fault(NotImplementedError, NO_FORWARD)

    @staticmethod
    def backward(ctx, *grad_outputs):
        fault(NotImplementedError, NO_BACKWARD)

    @classmethod
    def _has(cls, name):
        """Whether the reader's class has this itself."""
        return any(name in vars(each) for each in cls.__mro__[: cls.__mro__.index(Function)])

    @classmethod
    def _in_transform(cls, args):
        """What torch asks of a function that is used in a transform of torch.func."""
        if not cls._has("setup_context"):
            fault(RuntimeError, NO_SETUP)
        batched = any(getattr(a, "_batched", False) for a in args)
        if batched and not cls.generate_vmap_rule:
            if not cls._has("vmap"):
                fault(RuntimeError, NO_VMAP.format(cls.__name__))
            refuse("a vmap of the reader's own")

    @classmethod
    def apply(cls, *args, **kw):
        if kw:
            refuse("keyword arguments of apply")
        if Mode.transform or Mode.vmap:
            cls._in_transform(args)
        ctx = Context(cls.__name__ + "Backward")
        ctx.needs_input_grad = tuple(isinstance(a, Tensor) and a.requires_grad for a in args)
        inputs = [a if isinstance(a, Tensor) else None for a in args]
        if Mode.grad:
            for t in inputs:
                edge_of(t)  # says where a view is none any more
        out = cls._forward(ctx, args)
        ctx._count_edits(recording(inputs))
        outs = out if isinstance(out, tuple) else (out,)
        ctx._check_dirty(outs)
        if cls._has("setup_context"):
            ctx._check_returned(outs, inputs, recording(inputs))
        if Mode.duals and any(map(dual, inputs)):
            if _records(inputs):
                refuse("a Function that records in forward mode")
            return cls._pushed(ctx, out, args)
        if recording(inputs):
            return cls._recorded(ctx, out, inputs)
        if Mode.transform or Mode.vmap:
            return out
        if isinstance(out, tuple):
            return tuple(_unrecorded(o, inputs, ctx) for o in out)
        return _unrecorded(out, inputs, ctx)

    @classmethod
    def _pushed(cls, ctx, out, args):
        """The result with the tangent that the reader's rule gives."""
        if not cls._has("jvp"):
            fault(NotImplementedError, NO_JVP)
        known = all(dual(a) or not isinstance(a, Tensor) for a in args)
        if not isinstance(out, Tensor) or not known or any(out is a for a in args):
            refuse("this Function in forward mode")
        tangents = [a._tangent[1] if isinstance(a, Tensor) else None for a in args]
        ctx._in_jvp = True
        duals, Mode.duals = Mode.duals, 0
        try:
            tangent = cls.jvp(ctx, *tangents)
        finally:
            Mode.duals = duals
        if not isinstance(tangent, Tensor) or tangent.shape != out.shape:
            refuse("this jvp of a Function")
        out._tangent = (duals, tangent)
        return out

    @classmethod
    def _forward(cls, ctx, args):
        """The reader's forward pass; nothing in it records."""
        before, Mode.grad = Mode.grad, False
        try:
            if not cls._has("setup_context"):
                return _called(cls.forward, ctx, *args)
            out = _called(cls.forward, *args)
            _called(cls.setup_context, ctx, args, out)
            return out
        finally:
            Mode.grad = before

    @classmethod
    def _recorded(cls, ctx, out, inputs):
        """The results as those of one step."""
        ctx._check_saved()
        outs = list(out) if isinstance(out, tuple) else [out]
        metas = [o.detach() if isinstance(o, Tensor) else None for o in outs]
        edges = [edge_of(t) for t in inputs]
        back = cls._back(ctx, metas, inputs)
        node = node_class(ctx._said, "torch.autograd.function")(back, edges, len(outs))
        node.custom, node.ctx = True, ctx
        if Mode.anomaly:
            node.metadata["traceback_"] = _where()
        made = [cls._output(ctx, node, i, o, inputs) for i, o in enumerate(outs)]
        for v, o in zip(made, outs, strict=True):
            if isinstance(o, Tensor) and not any(v is t for t in ctx._dirty):
                _as_view(v, o, inputs, sum(getattr(each, "_gf", None) is node for each in made) > 1)
        for i, t in enumerate(ctx._t):
            if isinstance(t, Tensor):
                own = [k for k, o in enumerate(outs) if t is o]
                node.saved[str(i)] = Saved(made[own[0]], node) if own else Saved(t)
        ctx._t = tuple(None if isinstance(t, Tensor) else t for t in ctx._t)
        ctx._node = weakref.ref(node)  # or the two would keep one another
        for fn in watch:
            fn(node, next((v for v in made if isinstance(v, Tensor)), None), inputs)
        return tuple(made) if isinstance(out, tuple) else made[0]

    @classmethod
    def _output(cls, ctx, node, i, o, inputs):
        if any(o is t for t in ctx._dirty):
            return cls._edited(node, i, o)
        if not isinstance(o, Tensor):
            return o
        plain = not (o.dtype.is_floating_point or o.dtype.is_complex)
        if plain or any(o is p for p in ctx._plain):
            return _unrecorded(o, inputs, ctx)
        fresh = o._gf is None and not o._rg and o._base is None and not o._inf
        v = o if fresh and not any(o is t for t in inputs) else o._alias()
        v._gf, v._nr = node, i
        node.out_meta[i] = (v.shape, v.dtype)
        return v

    @classmethod
    def _edited(cls, node, i, t):
        """An input that was edited in place: its step is this one from now on."""
        if t._base is not None or t._gf is None or t._multi or t._hooks or node.n_out != 1:
            refuse("ctx.mark_dirty of such a tensor")
        t._made_by(node, i)
        node.out_meta[i] = (t.shape, t.dtype)
        return t

    @classmethod
    def _back(cls, ctx, metas, inputs):
        """The reader's backward pass, with zeros for results that nothing came of."""
        known = [t is not None for t in inputs]

        def back(node, *gs):
            if ctx._materialize:
                pairs = zip(gs, metas, strict=True)
                gs = [o.new_zeros(o.shape) if g is None and o is not None else g for g, o in pairs]
            if cls._has("vjp") and cls._has("backward"):
                fault(RuntimeError, BOTH)
            if Mode.rows:
                for g in (g for g in gs if g is not None):
                    g._batched = True
            got = _called(cls.vjp if cls._has("vjp") else cls.backward, ctx, *gs)
            return _fitting(node, got if isinstance(got, tuple) else (got,), known)

        return back


def _fitting(node, got, known):
    """The gradients that a backward pass gave, one for each input."""
    count = len(known)
    if len(got) < count or any(g is not None for g in got[count:]):
        fault(RuntimeError, COUNT % (node.name(), count, len(got)))
    for place, (g, of_tensor) in enumerate(zip(got, known, strict=False), 1):
        if g is None:
            continue
        if not of_tensor:
            fault(RuntimeError, NOT_NONE % (node.name(), place))
        if not isinstance(g, Tensor):
            fault(RuntimeError, f"expected Variable or None (got {type_name(g)})")
    return got[:count]
