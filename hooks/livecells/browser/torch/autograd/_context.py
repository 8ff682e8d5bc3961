"""What a Function of the reader's is given: in torch it is the step of the graph itself."""

from .._absent import fill
from .._tensor import Tensor
from .._types import fault, refuse

UNSAVED = "save_for_backward can only save variables, but argument %d is of type %s"
UNRETURNED = (
    "Some elements marked as dirty during the forward method were not returned as output. The "
    "inputs that are modified inplace must all be outputs of the Function."
)


DIRTY_LEAF = "a leaf Variable that requires grad has been used in an in-place operation."
RETURNED = (
    "An input that has been returned as-is as output is being saved for backward. This is not supported if you override "
    "setup_context. You should return and save a view of the input instead, e.g. with x.view_as(x) or setup ctx inside the "
    "forward function itself."
)


class Context:
    _said = None  # what the step is called

    def __init__(self, name=None):
        self._said = name
        self._t, self.needs_input_grad, self._node, self._dirty, self._plain = (), (), None, (), ()
        self._materialize, self._forward_t, self._in_jvp = True, None, False

    def __getattr__(self, name):
        said = self._said or type(self).__name__
        fault(AttributeError, f"'{said}' object has no attribute '{name}'")

    def __repr__(self):
        if not self._said:
            return object.__repr__(self)
        return f"<torch.autograd.function.{self._said} object at {hex(id(self))}>"

    def save_for_backward(self, *ts):
        self._t = ts

    def mark_non_differentiable(self, *ts):
        if not all(isinstance(t, Tensor) for t in ts):
            refuse("mark_non_differentiable of something else than tensors")
        self._plain = ts

    def save_for_forward(self, *ts):
        self._forward_t = ts

    def mark_dirty(self, *ts):
        if not all(isinstance(t, Tensor) for t in ts):
            refuse("mark_dirty of something else than tensors")
        self._dirty = ts

    def set_materialize_grads(self, flag):
        self._materialize = flag

    @property
    def saved_tensors(self):
        if self._in_jvp:  # what is saved for the walk back is not there yet
            return self._forward_t or ()
        if self._node is None:
            return self._t
        node, out = self._step(), []
        for i, t in enumerate(self._t):
            out.append(node.get(str(i)) if str(i) in node.saved else t)
        return tuple(out)

    def _step(self):
        node = self._node and self._node()
        if node is None:
            refuse("what a step of the graph tells before it is there, or when it is gone")
        return node

    def name(self):
        return self._step().name()

    def register_hook(self, fn):
        return self._step().register_hook(fn)

    def register_prehook(self, fn):
        return self._step().register_prehook(fn)

    @property
    def next_functions(self):
        return self._step().next_functions

    @property
    def metadata(self):
        return self._step().metadata

    @property
    def requires_grad(self):
        return self._step().requires_grad

    def _check_saved(self):
        """What is saved for the walk back is a tensor or None."""
        for place, t in enumerate(self._t):
            if t is not None and not isinstance(t, Tensor):
                fault(TypeError, UNSAVED % (place, type(t).__name__))

    def _check_returned(self, outs, inputs, recorded):
        """What is saved in a function of its own is no input that is given back as it is."""
        plain = [t for t in inputs if t is not None and not any(t is d for d in self._dirty)]
        plain = [t for t in plain if recorded or not t.requires_grad]
        back = [o for o in outs if any(o is t for t in plain)]
        if any(o is t for o in back for t in self._t):
            fault(RuntimeError, RETURNED)

    def _count_edits(self, recorded):
        """An edit of an input in `forward` is counted, and may be none of a leaf."""
        for t in self._dirty:
            t._vc[0] += 1
        for t in self._dirty:
            if recorded and t._base is not None:
                refuse("ctx.mark_dirty of a view")
            if recorded and t._rg and t._gf is None:
                fault(RuntimeError, DIRTY_LEAF)

    def _check_dirty(self, outs):
        """What was edited is given back."""
        if not all(any(t is o for o in outs) for t in self._dirty):
            fault(RuntimeError, UNRETURNED)


class FunctionCtx(Context):
    pass


fill(Context, "Context")
