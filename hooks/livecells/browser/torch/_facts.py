"""What a tensor tells of itself."""

from ._device import device
from ._graph import Mode
from ._memory import address
from ._storage import STRIDE, Uncounted, sure, warn
from ._tensor_messages import NO_DATA, SCALAR, VMAP_BOOL, VMAP_ITEM
from ._types import _float, _int, bool_, fault, numel, refuse


class Facts:
    """What a tensor tells of itself: sizes, types, plain values."""

    __slots__ = ()

    def __dir__(self):
        refuse("dir() of a tensor")

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def device(self):
        made = device("cpu")
        if type(self._d).__name__ == "Nothing":
            made.type = "meta"
        return made

    @property
    def retains_grad(self):
        return self._retains

    @property
    def is_sparse(self):
        return False

    @property
    def output_nr(self):
        return self._nr

    def dim(self):
        return len(self.shape)

    def size(self, d=None, dim=None):
        d = dim if d is None else d
        if d is None:
            return self.shape
        n = len(self.shape)
        if not isinstance(d, _int) or not n:
            refuse("the size of such a dimension")
        if not -n <= d < n:
            text = (
                f"Dimension out of range (expected to be in range of [{-n}, {n - 1}], but got {d})"
            )
            fault(IndexError, text)
        return self.shape[d]

    def stride(self, d=None):
        sure(self, STRIDE)
        return self._st if d is None else self._st[d]

    def numel(self):
        return numel(self.shape)

    def element_size(self):
        return self.dtype.itemsize

    def is_contiguous(self):
        return sure(self, "is_contiguous()")._dense()

    def data_ptr(self):
        not_of_a_row(self, NO_DATA)
        if Mode.transform:
            refuse("data_ptr in a function that is transformed")
        sure(self, "the place in memory")
        return address(self._d) + self._o * self.dtype.itemsize if self.numel() else 0

    @property
    def nbytes(self):
        return self.numel() * self.dtype.itemsize

    def storage_offset(self):
        return self._o

    def is_floating_point(self):
        return self.dtype.is_floating_point

    def is_complex(self):
        return self.dtype.is_complex

    def _is_view(self):
        if isinstance(self._vc, Uncounted):
            refuse("whether what was made of a tensor of inference mode is a view")
        return self._base is not None

    def is_inference(self):
        return self._inf

    def is_shared(self):
        return False

    def cpu(self):
        return self

    @property
    def _version(self):
        if self._multi == "frozen" or isinstance(self._vc, Uncounted):
            refuse("the version of what was made of a tensor of inference mode")
        if self._inf:
            fault(RuntimeError, "Inference tensors do not track version counter.")
        return self._vc[0]

    def item(self):
        not_of_a_row(self, VMAP_ITEM)
        if self.numel() != 1:
            fault(
                RuntimeError,
                "a Tensor with %d elements cannot be converted to Scalar" % self.numel(),
            )
        v = self.vals()[0]
        return v != 0 if self.dtype is bool_ else v

    def tolist(self):
        not_of_a_row(self, NO_DATA)
        return self._nested()

    def _nested(self):
        """The numbers in lists, also those of a row."""
        vals = self.vals()
        if self.dtype is bool_:
            vals = [v != 0 for v in vals]

        def go(vs, sh):
            if not sh:
                return vs[0]
            st = numel(sh[1:])
            return [go(vs[i * st : (i + 1) * st], sh[1:]) for i in range(sh[0])]

        return go(vals, tuple(self.shape))

    def __len__(self):
        if not self.shape:
            fault(TypeError, "len() of a 0-d tensor")
        return self.shape[0]

    def __bool__(self):
        not_of_a_row(self, VMAP_BOOL)
        if self.numel() != 1:
            fault(
                RuntimeError,
                "Boolean value of Tensor with %s is ambiguous"
                % ("no values" if not self.numel() else "more than one value"),
            )
        return self.vals()[0] != 0

    def __hash__(self):
        return id(self)

    def __iter__(self):
        if not self.shape:
            fault(TypeError, "iteration over a 0-d tensor")
        return iter(self.unbind(0))

    def __contains__(self, v):
        return (self == v).any().item()

    def __index__(self):
        if self.numel() != 1 or self.dtype.is_floating_point:
            fault(
                TypeError, "only integer tensors of a single element can be converted to an index"
            )
        return int(self.item())

    def __float__(self):
        if self.requires_grad:
            warn(SCALAR)
        return _float(_one(self))

    def __int__(self):
        return _int(_one(self))

    def __complex__(self):
        return complex(self.item())

    def __format__(self, spec):
        if not self.shape and type(self).__name__ == "Tensor":
            return self.item().__format__(spec)
        if spec:
            fault(
                TypeError, "unsupported format string passed to %s.__format__" % type(self).__name__
            )
        return str(self)


def not_of_a_row(t, text):
    """Refuse the number of a row of a batch, for torch has no rows."""
    if not Mode.vmap and not Mode.rows:
        return
    if getattr(t, "_batched", False):
        fault(RuntimeError, text) if Mode.vmap else refuse("a number of one of several gradients")
    if t._level == -1 and Mode.batch is not None:
        refuse("the number of a tensor that was made in vmap")


def _one(self):
    if self.numel() != 1:
        fault(ValueError, "only one element tensors can be converted to Python scalars")
    return self.item()
