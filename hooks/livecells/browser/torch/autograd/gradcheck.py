"""torch.autograd.gradcheck."""

import contextlib
import io
from collections import namedtuple

from .._gradients import grad
from .._graph import Mode
from .._mode import seen_roughly
from .._storage import warn_inside
from .._tensor import Tensor, new
from .._types import bool_, complex128, fault, float64, refuse
from ._complex_check import agrees
from ._gradcheck_after import ignores, slopes_left, undefined
from ._gradcheck_modes import agrees_in_batches, by_forward_mode, differ_along

OVERLAP = (
    "The %dth input has a dimension with stride 0. gradcheck only supports inputs that are "
    "non-overlapping to be able to compute the numerical gradients correctly. You should call "
    ".contiguous on the input before passing it to gradcheck."
)
DOUBLE = (float64, complex128)


class GradcheckError(RuntimeError):
    pass


MISMATCH = (
    "Jacobian mismatch for output %d with respect to input %d,\nnumerical:%s\nanalytical:%s\n"
)
INPUT = (
    "Input #%d requires gradient and is not a double precision floating point or complex. This check will likely fail if "
    "all the inputs are not of double precision floating point or complex. "
)


def gradcheck(
    func,
    inputs,
    *,
    eps=1e-6,
    atol=1e-5,
    rtol=1e-3,
    raise_exception=True,
    nondet_tol=0.0,
    check_undefined_grad=True,
    check_grad_dtypes=False,
    check_batched_grad=False,
    check_batched_forward_grad=False,
    check_forward_ad=False,
    check_backward_ad=True,
    fast_mode=False,
    masked=None,
):
    if check_batched_forward_grad or check_grad_dtypes or not check_backward_ad or masked:
        refuse("gradcheck with these settings")
    seen_roughly("gradcheck")
    ins = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    tensors = [t for t in ins if isinstance(t, Tensor) and t.requires_grad]
    if not tensors:
        fault(
            ValueError,
            "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True.",
        )
    for i, t in enumerate(ins):
        if isinstance(t, Tensor) and t.requires_grad and t.dtype not in DOUBLE:
            warn_inside(
                INPUT % i, "torch/autograd/gradcheck.py", 2124, "    _check_inputs(tupled_inputs)"
            )
        if isinstance(t, Tensor) and t.requires_grad and _overlaps(t):
            fault(RuntimeError, OVERLAP % i)
    with contextlib.redirect_stdout(Silent()):
        asked = check_forward_ad, check_batched_grad, check_undefined_grad
        how = Settings(eps, atol, rtol, nondet_tol, fast_mode, *asked)
        return _compared(func, ins, tensors, how, raise_exception)


Settings = namedtuple("Settings", "eps atol rtol wavers fast forward batched undefined")


def _overlaps(t):
    return any(step <= 0 and size > 1 for step, size in zip(t.stride(), t.shape, strict=True))


class Silent(io.TextIOBase):
    """How often torch calls a function, and in which order, is not known here."""

    def write(self, text):
        refuse("a print in a function that gradcheck calls")


def _compared(func, ins, tensors, how, raise_exception):
    """Each slope by both ways, and what else is asked for, in torch's order."""
    y = func(*ins)
    made = [y] if isinstance(y, Tensor) else list(y)
    outs = [(i, o) for i, o in enumerate(made) if o.requires_grad]
    if any(o.dtype is bool_ for o in made):
        refuse("gradcheck of a function that gives True and False")
    if any(t.dtype.is_complex for t in (*tensors, *made)):
        return _of_complex(func, ins, tensors, outs, how, raise_exception)
    checks = (_backward, _forward, _batched, _after)
    found = next(filter(None, (fails(func, ins, tensors, outs, how) for fails in checks)), None)
    return _verdict(found, raise_exception)


def _verdict(found, raise_exception):
    """True where nothing was found; else False, or torch's error, or a refusal to give its text."""
    if found and raise_exception:
        refuse(found[1:]) if found[0] == "%" else fault(GradcheckError, found)
    return not found


def _of_complex(func, ins, tensors, outs, how, raise_exception):
    if how.wavers or how.fast or how.forward or how.batched:
        refuse("gradcheck of complex numbers with these settings")
    for oi, o in outs:
        for t in tensors:
            if not agrees(func, ins, oi, o, t, *how[:3]):
                return _verdict("%the message of gradcheck", raise_exception)
    return _verdict(_after(func, ins, tensors, outs, how), raise_exception)


def _backward(func, ins, tensors, outs, how):
    """What does not agree by walks back: the message, or `%` and why it is not known."""
    if how.fast:
        return differ_along(func, ins, tensors, outs, how)
    if not outs:
        return slopes_left(numerical(func, ins, t, None, how.eps) for t in tensors)
    for oi, o in outs:
        for ti, t in enumerate(tensors):
            num, ana = numerical(func, ins, t, oi, how.eps), analytical(o, t)
            if not near(analytical(o, t), ana, how.wavers, 0.0):
                return "%a walk back that gives another gradient each time"
            if not near(ana, num, how.atol, how.rtol):
                shape = (t.numel(), o.numel())
                flat = ([v for r in rows for v in r] for rows in (num, ana))
                return MISMATCH % (oi, ti, *(new(row, shape, t.dtype) for row in flat))
    return None


def _forward(func, ins, tensors, outs, how):
    for oi, _ in outs if how.forward else ():
        for t, ana in zip(tensors, by_forward_mode(func, ins, tensors, oi), strict=True):
            if not near(ana, numerical(func, ins, t, oi, how.eps), how.atol, how.rtol):
                return "%the message of gradcheck about forward mode"
    return None


def _batched(_func, _ins, tensors, outs, how):
    if all(agrees_in_batches(o, tensors) for _, o in (outs if how.batched else ())):
        return None
    return "%the message of gradcheck about batches"


def _after(func, ins, tensors, outs, how):
    """What torch looks at where the slopes agree."""
    found = ignores([o for _, o in outs], tensors)
    return found or (undefined(func, ins, tensors) if how.undefined else None)


def numerical(func, ins, t, oi, eps):
    """The slopes of one output, or of all, in each entry of an input, by small steps."""
    rows = []
    for p in t.places():
        keep, got = t._d[p], []
        before, Mode.grad = Mode.grad, False
        try:
            for step in (-eps, eps):
                t._d[p] = keep + step
                r = func(*ins)
                parts = [r] if isinstance(r, Tensor) else list(r)
                got.append([v for o in (parts if oi is None else [parts[oi]]) for v in o.vals()])
        finally:
            t._d[p] = keep
            Mode.grad = before
        rows.append([(b - a) / (2 * eps) for a, b in zip(*got, strict=True)])
    return rows


def analytical(o, t):
    """The same by walks back."""
    rows = [[0.0] * o.numel() for _ in range(t.numel())]
    for j in range(o.numel()):
        e = new([1.0 if i == j else 0.0 for i in range(o.numel())], o.shape, o.dtype)
        (g,) = grad(o, t, e, retain_graph=True, allow_unused=True)
        for k, v in enumerate(g.vals() if g is not None else [0.0] * t.numel()):
            rows[k][j] = v
    return rows


def near(ana, num, atol, rtol):
    pairs = [(p, q) for a, n in zip(ana, num, strict=True) for p, q in zip(a, n, strict=True)]
    return all(abs(p - q) <= atol + rtol * abs(q) for p, q in pairs)


def gradgradcheck(
    func,
    inputs,
    grad_outputs=None,
    *,
    eps=1e-6,
    atol=1e-5,
    rtol=1e-3,
    raise_exception=True,
    **other,
):
    ins = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    if grad_outputs is not None or other or any(t.dtype is not float64 for t in ins):
        refuse("this call of gradgradcheck")
    y = func(*ins)
    if not isinstance(y, Tensor) or not y.requires_grad:
        refuse("gradgradcheck of such a function")
    vector = [0.5 + 0.125 * k for k in range(y.numel())]  # any will do, where all is well
    g = new(vector, y.shape, y.dtype).requires_grad_()
    first = [t.requires_grad for t in ins]

    def gradients(*given):
        *xs, v = given
        asked = [x for x, asks in zip(xs, first, strict=True) if asks]
        before, Mode.grad = Mode.grad, True
        try:
            return grad(func(*xs), asked, v, create_graph=True)
        finally:
            Mode.grad = before

    try:
        ask = {"eps": eps, "atol": atol, "rtol": rtol, "raise_exception": raise_exception}
        return gradcheck(gradients, (*ins, g), **ask)
    except GradcheckError:
        refuse("the message of gradgradcheck")
