"""What a Function of the reader's is given: in torch it is the step of the graph itself."""

from .._absent import fill
from .._tensor import Tensor
from .._types import fault, refuse

UNSAVED = "save_for_backward can only save variables, but argument %d is of type %s"
UNRETURNED = (
    "Some elements marked as dirty during the forward method were not returned as output. The "
    "inputs that are modified inplace must all be outputs of the Function."
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

    def _check_dirty(self, outs):
        """What was edited is given back."""
        if not all(any(t is o for o in outs) for t in self._dirty):
            fault(RuntimeError, UNRETURNED)


class FunctionCtx(Context):
    pass


fill(Context, "Context")
