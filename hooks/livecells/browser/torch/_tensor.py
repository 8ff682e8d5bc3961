"""The tensor: numbers in storage, seen through a shape, and its place in the graph."""

from ._creation import INDIRECTLY, may_edit_view
from ._facts import Facts
from ._fields import _FIELDS
from ._graph import Mode, edge_of, held, node_class, watch
from ._names import TENSOR
from ._recorded import Recorded
from ._returned import type_name
from ._storage import positions, usual_strides, warn
from ._tensor_messages import GRAD_SIZE, NON_LEAF_GRAD, RECORDING
from ._types import (
    _bool,
    _float,
    _int,
    bool_,
    complex128,
    fault,
    float64,
    int64,
    numel,
    pack,
    refuse,
)


class Tensor(Facts, Recorded):
    _legacy = None
    __module__ = "torch"

    def __init__(self, d=None, shape=None, dt=None, strides=None, offset=0, counter=None):
        if dt is None:
            d, shape, dt = self._legacy(d, shape)
        self._set(d, shape, dt, strides, offset, counter)

    def vals(self):
        n = numel(self.shape)
        if self._dense():
            return list(self._d[self._o : self._o + n])
        d = self._d
        return [d[i] for i in self.places()]

    def places(self):
        return positions(self.shape, self._st, self._o)

    def write(self, vals):
        d = self._d
        if self._dense():
            for i, v in enumerate(pack(vals, self.dtype)):
                d[self._o + i] = v
        else:
            for i, v in zip(self.places(), pack(vals, self.dtype), strict=False):
                d[i] = v

    def _dense(self):
        n = 1
        if self._st == usual_strides(tuple(self.shape)) or 0 in self.shape:
            return True
        for s, st in zip(reversed(self.shape), reversed(self._st), strict=False):
            if s != 1 and st != n and s != 0:
                return False
            n *= s
        return True

    def _alias(self):
        """The same numbers and version counter, no record."""
        alias = Tensor(self._d, self.shape, self.dtype, self._st, self._o, self._vc)
        alias._lay = self._lay
        if self._multi == "frozen":
            alias._multi = "frozen"
        return alias

    @property
    def requires_grad(self):
        return (
            self._rg
            or self._gf is not None
            or (self._base is not None and self._base.requires_grad)
        )

    @requires_grad.setter
    def requires_grad(self, flag):
        self.requires_grad_(flag, _setter=True)

    def requires_grad_(self, requires_grad=True, _setter=False):
        flag = requires_grad
        if Mode.transform or Mode.vmap:
            refuse("requires_grad_ in a function that is transformed")
        if not isinstance(flag, _bool):
            if _setter:
                fault(RuntimeError, "requires_grad must be a bool")
            refuse("requires_grad_ of something else than True or False")
        if self._gf is not None:
            if not flag or _setter:
                fault(
                    RuntimeError,
                    "you can only change requires_grad flags of leaf variables."
                    if flag
                    else "you can only change requires_grad flags of leaf variables. If you want to use a computed "
                    "variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().",
                )
            return self
        if flag and not (self.dtype.is_floating_point or self.dtype.is_complex):
            fault(
                RuntimeError,
                "only Tensors of floating point dtype can require gradients"
                if not _setter
                else "only Tensors of floating point and complex dtype can require gradients",
            )
        if flag and self._inf and Mode.inference:
            refuse("requires_grad_ of what was made in inference mode")
        if flag and self._inf:
            fault(
                RuntimeError,
                RECORDING,
            )
        self._rg = bool(flag)
        return None if _setter else self

    def _stale(self):
        return self._base is not None and self._vc[0] != self._av

    @property
    def grad_fn(self):
        if self._stale() and (self._gf is not None or self._base.requires_grad):
            b = self._base
            may_edit_view(self, INDIRECTLY)
            node = node_class("AsStridedBackward0")(None, [edge_of(b)])
            geometry = (self.shape, self._st, self._o - b._o)
            node.back = lambda node, g: (scatter(g, b, geometry),)
            node.out_meta = {0: (self.shape, self.dtype)}
            self._made_by(node, 0)
            self._av = self._vc[0]
            for fn in watch:
                fn(node, self, [b])
        return self._gf

    @property
    def is_leaf(self):
        return not self.requires_grad or self.grad_fn is None

    @property
    def grad(self):
        if self._gf is not None and not self._retains and self._g is None:
            warn(NON_LEAF_GRAD)
        return self._g

    @grad.setter
    def grad(self, g):
        if g is not None:
            if not isinstance(g, Tensor):
                fault(
                    TypeError,
                    f"assigned grad expected to be a Tensor or None but got grad of type {type_name(g)}",
                )
            if g is self:
                fault(RuntimeError, "can't assign Variable as its own grad")
            if g.dtype is not self.dtype:
                refuse("a gradient of another type")
            if tuple(g.shape) != tuple(self.shape):
                fault(RuntimeError, GRAD_SIZE % (list(g.shape), list(self.shape)))
        held.pop(id(self), None)
        self._g = g

    @grad.deleter
    def grad(self):
        self.grad = None

    @property
    def data(self):
        out = _laid(Tensor(self._d, self.shape, self.dtype, self._st, self._o), self)
        out._inf = self._inf
        if self._inf and not Mode.inference:
            out._multi = "frozen"
        return out

    @data.setter
    def data(self, t):
        if not isinstance(t, Tensor):
            fault(TypeError, f"Variable data has to be a tensor, but got {type_name(t)}")
        if self.requires_grad and not (t.dtype.is_floating_point or t.dtype.is_complex):
            fault(
                RuntimeError,
                "data set to a tensor that requires gradients must be floating point or complex dtype",
            )
        if self._inf or t._inf:
            refuse("data of what was made in inference mode")
        self._d, self.shape, self.dtype, self._st, self._o = t._d, t.shape, t.dtype, t._st, t._o
        self._lay = t._lay

    def __getattr__(self, name):
        if name[:2] == "__" or name in _FIELDS:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        if name in TENSOR or name[:1] == "_":  # torch has a hundred of its own
            refuse("Tensor." + name)
        fault(AttributeError, f"'{type(self).__name__}' object has no attribute '{name}'")


def _laid(out, like):
    out._lay = like._lay
    return out


def new(vals, shape, dt):
    return Tensor(pack(vals, dt), shape, dt)


def wrapped(v):
    """A Python number as torch sees it in an operation: a tensor without axes that promotes weakly."""
    dt = (
        bool_
        if isinstance(v, _bool)
        else int64
        if isinstance(v, _int)
        else float64
        if isinstance(v, _float)
        else complex128
    )
    t = Tensor(pack([v], dt), (), dt)
    t._inf = False
    t._wrapped = True
    return t


def scatter(g, base, geometry):
    """The gradient of a view, put in its place among zeros like the base."""
    shape, st, o = geometry
    if Mode.grad and g.requires_grad:
        refuse("a second derivative through a view that was edited")
    n = numel(base.shape)
    z = [0.0] * n
    flat = {p: k for k, p in enumerate(positions(base.shape, base._st, 0))}
    for p, v in zip(positions(shape, st, o), g.vals(), strict=False):
        z[flat[p]] += v
    return new(z, base.shape, g.dtype)


def typename(v):
    """The type of a value as messages of torch's own Python have it."""
    if isinstance(v, Tensor):
        return f"torch.{v.dtype.title}Tensor"
    place = v if hasattr(v, "__qualname__") else type(v)
    if place.__module__ == "builtins":
        return place.__qualname__
    if place.__module__.startswith("torch."):
        refuse("a message of this type")  # some are in other modules here
    return f"{place.__module__}.{place.__qualname__}"
