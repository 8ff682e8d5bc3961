"""Other views of the same numbers."""

import importlib

from ._broadcast import axes, batched, resolved, sum_to
from ._creation import link
from ._graph import Mode, record
from ._sizes import whole
from ._storage import contiguous_strides, sure, usual, warn_once
from ._tensor import Tensor
from ._types import dtype, fault, kind, numel, refuse

REVERSED = (
    "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and "
    "it will throw an error in a future release. Consider `x.mT` to transpose batches of matrices or "
    "`x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor. (Triggered "
    "internally at /__w/pytorch/pytorch/aten/src/ATen/native/TensorShape.cpp:4314.)"
)
UNFLAT = (
    "unflatten: Provided sizes %s don't multiply up to the size of dim %d (%d) in the input tensor"
)
IDENTITY = "This function is the identity in these cases."


def view_of(t, shape, strides, offset, name, back):
    v = Tensor(t._d, shape, t.dtype, strides, offset, t._vc)
    link(v, t)
    if batched(t):
        v._batched = True
    if Mode.inference:
        return v
    return record(v, name, [t], back)


def view(t, *shape):
    if not shape:
        refuse("view() without a shape")
    if len(shape) == 1 and isinstance(shape[0], dtype):
        refuse("view of another dtype")
    asked = whole(shape, "view")
    shape = resolved(asked, t.numel(), asked)
    old = t.shape
    st = _steps(sure(t, "view()"), shape)
    if st is None:
        fault(
            RuntimeError,
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
        )
    return view_of(t, shape, st, t._o, "ViewBackward0", lambda n, g: (g.reshape(tuple(old)),))


def _steps(t, shape):
    if not t.numel():
        return t._st if tuple(shape) == tuple(t.shape) else contiguous_strides(shape)
    return contiguous_strides(shape) if t._dense() and _even(t) else _restride(t, shape)


def _even(t):
    """Whether nothing is left to tell from the strides of dimensions of one entry."""
    return usual(t) and (len(t.shape) != 1 or t._st[0] == 1)


def _restride(t, shape):
    """Strides by which the same numbers have another shape, run by run of neighbours; or None."""
    old, left, out = list(zip(t.shape, t._st, strict=True)), list(shape), []
    while old:
        count, step = old.pop()
        while old and (old[-1][0] == 1 or old[-1][1] == count * step):
            count *= old.pop()[0]
        taken = 1
        while left and (taken < count or left[-1] == 1):
            out.append(taken * step)
            taken *= left.pop()
        if taken != count:
            return None
    return None if left else tuple(reversed(out))


def reshape(t, *shape):
    if not shape:
        fault(TypeError, 'reshape() missing 1 required positional arguments: "shape"')
    asked = whole(shape, "reshape", "shape")
    shape, old = resolved(asked, t.numel(), asked), t.shape
    if sure(t, "another shape")._dense():
        return view(t, shape)
    st = _restride(t, shape)
    if st is not None:
        back = lambda n, g: (g.reshape(tuple(old)),)
        return view_of(t, shape, st, t._o, "ReshapeAliasBackward0", back)
    c = importlib.import_module("._copy", __package__).packed(t)
    return record(
        Tensor(c._d, shape, t.dtype, None, 0, c._vc),
        "UnsafeViewBackward0",
        [c],
        lambda n, g: (g.reshape(tuple(old)),),
    )


def view_as(t, o):
    return view(t, tuple(o.shape))


def flatten(t, start_dim=0, end_dim=-1):
    nd = t.dim()
    if nd == 0:
        axes([start_dim, end_dim], nd)  # says what is out of range
        return reshape(t, 1)
    a, b = axes(start_dim, nd)[0], axes(end_dim, nd)[0]
    if a > b:
        refuse("flatten from a later dimension")
    if a == b:
        return t
    s = list(t.shape)
    return reshape(t, (*s[:a], numel(s[a : b + 1]), *s[b + 1 :]))


def unsqueeze(t, dim):
    nd = t.dim() + 1
    if not -nd <= dim < nd:
        fault(
            IndexError,
            "Dimension out of range (expected to be in range of [%d, %d], but got %d)"
            % (-nd, nd - 1, dim),
        )
    d = dim % nd
    s, st = list(t.shape), list(t._st)
    st.insert(d, s[d] * st[d] if d < len(s) else 1)
    s.insert(d, 1)
    return view_of(t, s, st, t._o, "UnsqueezeBackward0", lambda n, g: (g.squeeze(d),))


def squeeze(t, dim=None):
    old = tuple(t.shape)
    ds = range(t.dim()) if dim is None else axes(dim, t.dim())
    gone = [i for i in ds if old[i : i + 1] == (1,)]
    keep = [i for i in range(t.dim()) if i not in gone]

    def back(n, g):
        for d in gone:
            g = g.unsqueeze(d)
        return (g,)

    name = f"SqueezeBackward{0 if dim is None else 1 if isinstance(dim, int) else 2}"
    return view_of(t, [old[i] for i in keep], [t._st[i] for i in keep], t._o, name, back)


def transpose(t, a, b, name="TransposeBackward0"):
    nd = t.dim()
    if nd == 0:
        axes([a, b], nd)  # says what is out of range
        return view_of(t, (), (), t._o, name, lambda n, g: (g.transpose(a, b),))
    a, b = axes(a, nd)[0], axes(b, nd)[0]
    s, st = list(t.shape), list(t._st)
    s[a], s[b], st[a], st[b] = s[b], s[a], st[b], st[a]
    return view_of(t, s, st, t._o, name, lambda n, g: (g.transpose(a, b),))


def t_(t):
    if t.dim() > 2:
        fault(RuntimeError, "t() expects a tensor with <= 2 dimensions, but self is %dD" % t.dim())
    if t.dim() < 2:
        return view_of(t, t.shape, t._st, t._o, "TBackward0", lambda n, g: (g.t(),))
    return view_of(
        t, (t.shape[1], t.shape[0]), (t._st[1], t._st[0]), t._o, "TBackward0", lambda n, g: (g.t(),)
    )


def permute(t, *dims):
    if not dims:
        refuse("permute without an order")
    dims = whole(dims, "permute", "dims")
    if len(dims) != t.dim():
        fault(
            RuntimeError,
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length "
            f"of the desired ordering of dimensions i.e. input.dim() = {t.dim()} is not equal to "
            f"len(dims) = {len(dims)}",
        )
    ds = []
    for d in dims:
        at = axes(d, t.dim())[0]
        if at in ds:
            fault(RuntimeError, "permute(): duplicate dims are not allowed.")
        ds.append(at)
    inv = [ds.index(i) for i in range(len(ds))]
    return view_of(
        t,
        [t.shape[d] for d in ds],
        [t._st[d] for d in ds],
        t._o,
        "PermuteBackward0",
        lambda n, g: (g.permute(inv),),
    )


def _of_number(t, name, line, instead):
    """What is turned of a tensor without dimensions is itself, with a warning."""
    text = f"Tensor.{name} is deprecated on 0-D tensors. {instead} (Triggered internally at "
    warn_once(f"{text}/__w/pytorch/pytorch/aten/src/ATen/native/TensorShape.cpp:{line}.)")
    return t


def T(t):
    if not t.dim():
        return permute(_of_number(t, "T", 4321, IDENTITY), ())
    if t.dim() != 2:
        warn_once(REVERSED)
    return permute(t, *reversed(range(t.dim())))


def mT(t):
    if not t.dim():
        return _of_number(t, "mT", 4373, IDENTITY)
    if t.dim() < 2:
        fault(
            RuntimeError,
            "tensor.mT is only supported on matrices or batches of matrices. Got %d-D tensor."
            % t.dim(),
        )
    return transpose(t, -2, -1)


def _type_in_c(dt):
    """The name of a tensor of a type in some messages: the types of old have one of their own."""
    return f"CPU{dt.title}Type" if kind(dt) in (0, 3) else f"torch.{dt.title}Tensor"


def expand(t, *shape):
    if not shape:
        refuse("expand to no size")
    shape = list(whole(shape, "expand"))
    asked, off = list(shape), len(shape) - t.dim()
    if off < 0:
        fault(
            RuntimeError,
            "expand(%s{%s}, size=%s): the number of sizes provided (%d) must be greater or equal to the number of dimensions in the tensor (%d)"
            % (_type_in_c(t.dtype), list(t.shape), shape, len(shape), t.dim()),
        )
    if any(n < -1 for n in shape):
        refuse("expand to less than nothing")
    st = []
    for i in reversed(range(len(shape))):
        n = t.shape[i - off] if i >= off else 1
        if shape[i] == -1:
            if i < off:
                refuse("expand with -1 for a new dimension")
            shape[i] = n
        if n != 1 and n != shape[i]:
            fault(
                RuntimeError,
                "The expanded size of the tensor (%d) must match the existing size (%d) at non-singleton dimension %d.  Target sizes: %s.  Tensor sizes: %s"
                % (shape[i], n, i, asked, list(t.shape)),
            )
        st.append(t._st[i - off] if i >= off and (n != 1 or shape[i] == 1) else 0)
    st.reverse()
    old = t.shape
    return view_of(t, shape, st, t._o, "ExpandBackward0", lambda n, g: (sum_to(g, old),))


def expand_as(t, o):
    return expand(t, tuple(o.shape))


def movedim(t, source, destination):
    if not isinstance(source, int) or not isinstance(destination, int):
        refuse("movedim of several dimensions")
    rest = list(range(t.dim()))
    s, d = axes(source, t.dim())[0], axes(destination, t.dim())[0]
    rest.insert(d, rest.pop(s))
    return permute(t, *rest)


def ravel(t):
    return t.contiguous().view(-1)


def unflatten(t, dim, sizes):
    if not isinstance(sizes, (tuple, list)) or type(dim) is not int:
        refuse("unflatten into this")
    sizes = whole((sizes,), "unflatten", "sizes")
    if not sizes or any(n < -1 for n in sizes) or sizes.count(-1) > 1:
        refuse("unflatten into these")
    d, shape = axes(dim, t.dim())[0], list(t.shape)
    known = numel([n for n in sizes if n != -1])
    if shape[d] % known if -1 in sizes and known else known != shape[d]:
        fault(RuntimeError, UNFLAT % (list(sizes), d, shape[d]))
    shape[d : d + 1] = resolved(sizes, shape[d], sizes)
    return view(t, tuple(shape))


def broadcast_to(t, size):
    return expand(t, whole((size,), "broadcast_to"))
