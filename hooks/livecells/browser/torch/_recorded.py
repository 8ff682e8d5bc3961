"""What a tensor has to do with the graph: hooks, detaching, copies."""

from weakref import ref as _weak

from ._fields import Fields
from ._graph import Mode
from ._handle import RemovableHandle
from ._types import fault, pack, refuse


class Recorded(Fields):
    """A tensor's place in the graph: hooks, detaching, copies."""

    __slots__ = ()

    def retain_grad(self):
        if Mode.transform or Mode.vmap:
            refuse("retain_grad in a function that is transformed")
        if not self.requires_grad:
            fault(RuntimeError, "can't retain_grad on Tensor that has requires_grad=False")
        if self._gf is None or self._retains:
            return
        fn = self.grad_fn
        self._retains = True
        fn.retain[self._nr] = _weak(self)

    def _made_by(self, node, nr):
        """An edit gives a tensor another step; what `retain_grad` asked for goes there."""
        if self._retains:
            self._gf.retain.pop(self._nr, None)
            node.retain[nr] = _weak(self)
        self._gf, self._nr = node, nr

    def register_hook(self, fn):
        if Mode.transform or Mode.vmap:
            refuse("a hook in a function that is transformed")
        if not self.requires_grad:
            fault(RuntimeError, "cannot register a hook on a tensor that doesn't require gradient")
        node = self.grad_fn
        if node is None:
            return RemovableHandle(self._hooks, fn)
        return RemovableHandle(node.tensor_pre.setdefault(self._nr, []), fn)

    def register_post_accumulate_grad_hook(self, fn):
        if not self.requires_grad:
            fault(RuntimeError, "cannot register a hook on a tensor that doesn't require gradient")
        if self.grad_fn is not None:
            fault(
                RuntimeError, "post accumulate grad hooks cannot be registered on non-leaf tensors"
            )
        return RemovableHandle(self._post_acc, fn)

    def detach(self):
        if self._inf and not Mode.inference:
            t = self._alias()
            t._inf, t._multi = True, "frozen"
            return t
        t = self._alias()
        t._inf = self._inf
        return t

    def detach_(self):
        if Mode.inference:
            refuse("detach_ in inference mode")  # which leaves all as it is
        if self._base is not None:
            fault(
                RuntimeError,
                "Can't detach views in-place. Use detach() instead. If you are using "
                "DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as True, gradients are "
                "views of DDP buckets, and hence detach_() cannot be called on these gradients. To fix this error, please "
                "refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution.",
            )
        self._gf, self._nr, self._rg = None, 0, False
        return self

    def requires_grad_state(self):
        return self.requires_grad

    def __deepcopy__(self, memo):
        if Mode.transform or Mode.vmap:
            refuse("a deep copy in a function that is transformed")
        if not self.is_leaf:
            fault(
                RuntimeError,
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at "
                "the moment.  If you were attempting to deepcopy a module, this may be because of a torch.nn.utils."
                "weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001",
            )
        if id(self) in memo:
            return memo[id(self)]
        t = type(self).__new__(type(self))
        t._set(pack(self.vals(), self.dtype), self.shape, self.dtype)
        t._rg = self._rg
        if self._g is not None:
            t._g = self._g.detach().clone()
        memo[id(self)] = t
        return t
