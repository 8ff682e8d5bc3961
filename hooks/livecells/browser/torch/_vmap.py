"""torch.func.vmap, by a loop over the rows."""

from ._graph import Mode
from ._hidden import nameless
from ._join import stack
from ._once import Once
from ._random import gen
from ._sloped import called_as
from ._tensor import Tensor
from ._tree import leaves, mapped, zipped
from ._types import fault, refuse

NO_TENSOR = (
    "vmap(%s, ...): `%s` must only return Tensors, got type %s. Did you mean to set out_dims= to "
    "None for output?"
)


WRONG_DIMS = (
    "expected `in_dims` to be int or a (potentially nested) tuple matching the structure of "
    "inputs, got: %s."
)
NO_WHOLE = "Got in_dim=%s for an input but in_dim must be either an integer dimension or None."
NOT_A_TENSOR = (
    "Got in_dim=%s for an input but the input is of type %s. We cannot vmap over non-Tensor "
    "arguments, please use None as the respective in_dim"
)
NO_AXIS = (
    "Got in_dim=%s for some input, but that input is a Tensor of dimensionality %d so expected "
    "in_dim to satisfy -%d <= in_dim < %d."
)
SIZES = (
    "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes %s for "
    "the mapped dimension"
)


def _no_rows(func, in_dims, text):
    name = getattr(func, "__name__", None) or refuse("vmap of a function without a name")
    fault(ValueError, f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): {text}")


def _rows_of(func, in_dims, arg, dim):
    """How many rows an argument has along its axis."""
    sizes = set()
    for t in leaves(arg) if dim is not None else ():
        if isinstance(dim, (tuple, list, dict)):
            refuse("this argument of vmap")
        if not isinstance(dim, int):
            _no_rows(func, in_dims, NO_WHOLE % dim)
        if not isinstance(t, Tensor):
            _no_rows(func, in_dims, NOT_A_TENSOR % (dim, type(t)))
        if not -t.dim() <= dim < t.dim():
            _no_rows(func, in_dims, NO_AXIS % (dim, t.dim(), t.dim(), t.dim()))
        sizes.add(t.shape[dim])
    return sizes


def _row(arg, dim, i):
    if dim is None:
        return arg

    def of(t):
        row = t.select(dim, i)
        row._batched = True
        return row

    return mapped(arg, of)


class _Batch:
    """The rows of one call, with the kind of randomness that they have."""

    def __init__(self, count, randomness):
        self.count, self.randomness = count, randomness

    def __enter__(self):
        self.before, Mode.batch = Mode.batch, self
        self.start = (list(gen.mt), gen.i, gen.spare)
        Mode.vmap += 1

    def row(self):
        if self.randomness == "same":
            gen.mt, gen.i, gen.spare = list(self.start[0]), *self.start[1:]

    def __exit__(self, *_):
        Mode.vmap -= 1
        Mode.batch = self.before


def _stacked(outs, f, out_dims):
    """The results of all rows, each leaf as one tensor."""
    for t in leaves(outs[0]):
        if not isinstance(t, Tensor):
            name = f.__name__
            fault(ValueError, NO_TENSOR % (name, name, type(t)))
    if isinstance(out_dims, int):
        return zipped(outs, lambda rows: stack(list(rows), out_dims))
    many = isinstance(outs[0], tuple) and len(outs[0]) == len(out_dims)
    if not many or not all(isinstance(d, int) for d in out_dims):
        refuse("out_dims of vmap")
    columns = zip(zip(*outs, strict=True), out_dims, strict=True)
    return tuple(_stacked(list(column), f, dim) for column, dim in columns)


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    if randomness not in ("error", "same", "different"):
        text = "Only allowed values for randomness are 'error', 'different', or 'same'. Got "
        fault(RuntimeError, text + str(randomness))
    if not isinstance(chunk_size, (int, type(None))):
        refuse("vmap with this chunk_size")
    if chunk_size is not None and chunk_size <= 0:
        text = f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})"
        fault(ValueError, text)
    if Mode.batch is not None and randomness != "error":
        refuse("randomness in a vmap in a vmap")

    def inner(*args, **kwargs):
        if not isinstance(in_dims, (int, tuple)):
            _no_rows(func, in_dims, WRONG_DIMS % type(in_dims))
        dims = list(in_dims) if isinstance(in_dims, tuple) else [in_dims] * len(args)
        if len(dims) != len(args) or not args:
            refuse("this argument of vmap")
        every = [_rows_of(func, in_dims, a, d) for a, d in zip(args, dims, strict=True)]
        sizes = list(dict.fromkeys(size for found in every for size in found))
        if not sizes:
            fault(ValueError, "vmap: Expected at least one Tensor to vmap over")
        if len(sizes) > 1:
            fault(ValueError, SIZES % sizes)
        if not sizes[0]:
            refuse("this argument of vmap")
        outs, batch, once = [], _Batch(min(sizes), randomness), Once(func)
        with batch:
            for i in range(batch.count):
                batch.row()
                rows = [_row(a, d, i) for a, d in zip(args, dims, strict=True)]
                with once.call():
                    outs.append(func(*rows, **kwargs))
        made = _stacked(outs, func, out_dims)
        for t in leaves(made):
            if t.requires_grad and not t._level:
                t._level = -1  # torch's has another graph, so it is not printed
                nameless(t)
        return made

    return called_as(inner, func)
