"""torch.autograd.functional."""

import contextlib

from .._gradients import grad, row_of
from .._graph import Mode
from .._join import stack
from .._missing import missing
from .._mode import seen_roughly
from .._names_below import AUTOGRAD_FUNCTIONAL
from .._once import Once
from .._tensor import Tensor
from .._types import fault, refuse

SINGLE = "The Tensor returned by the function given to hessian should contain a single element"


NOT_RECORDED = (
    "Output %d of the user-provided function does not require gradients. The outputs must be "
    "computed in a differentiable manner from the input when running in strict mode."
)


NO_TENSORS = (
    "The %s given to %s must be either a Tensor or a tuple of Tensors but the %s has type %s."
)
OUTPUTS = "outputs of the user-provided function"
SIZE = "%sv has invalid size: should be %r but got %r."


def _many(x, what, fn):
    """The tensors, and whether there was one without a tuple."""
    if isinstance(x, Tensor):
        return [x], True
    if not isinstance(x, tuple):
        fault(TypeError, NO_TENSORS % (what, fn, f"given {what}", type(x)))
    for i, each in enumerate(x):
        if not isinstance(each, Tensor):
            fault(TypeError, NO_TENSORS % (what, fn, f"value at index {i}", type(each)))
    return list(x), False


def _inside(x, create_graph):
    """An input as the function sees it: with `create_graph`, what records stays in its graph."""
    follows = create_graph and x.requires_grad
    return x.view_as(x) if follows else x.detach().requires_grad_()


def _all_record(outs, create_graph):
    """What strict mode asks of the results."""
    if create_graph:
        refuse("strict with create_graph")
    for i, o in enumerate(outs):
        if not o.requires_grad:
            fault(RuntimeError, NOT_RECORDED % i)


def _depends(gs, strict):
    if strict and any(g is None for g in gs):
        refuse("strict where a result does not depend on an input")
    return gs


def jacobian(
    func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"
):
    if strategy != "reverse-mode" or (vectorize and (create_graph or strict)):
        refuse("jacobian with these settings")
    xs, single = _many(inputs, "inputs", "jacobian")
    before = Mode.grad
    Mode.grad = True
    try:
        xs = [_inside(x, create_graph) for x in xs]
        ys, one = _many(func(*xs), OUTPUTS, "jacobian")
        rows = []
        if strict:
            _all_record(ys, create_graph)
        for o in ys:
            made = [[] for _ in xs]
            flat, once = o.reshape(-1), Once(None) if vectorize else None
            for i in range(o.numel()):
                with once.call() if once else contextlib.nullcontext():
                    gs = row_of(flat[i], xs, create_graph)
                for m, g, x in zip(made, _depends(gs, strict), xs, strict=False):
                    m.append(g if g is not None else x.detach().new_zeros(x.shape))
            rows.append(
                [
                    stack(m).view(tuple(o.shape) + tuple(x.shape))
                    for m, x in zip(made, xs, strict=False)
                ]
            )
    finally:
        Mode.grad = before
    if not create_graph:
        rows = [[j.detach() for j in r] for r in rows]
    rows = [r[0] if single else tuple(r) for r in rows]
    return rows[0] if one else tuple(rows)


def hessian(
    func,
    inputs,
    create_graph=False,
    strict=False,
    vectorize=False,
    outer_jacobian_strategy="reverse-mode",
):
    if strict or vectorize or outer_jacobian_strategy != "reverse-mode":
        refuse("hessian with these settings")
    seen_roughly("hessian")
    _xs, single = _many(inputs, "inputs", "hessian")
    if not single and create_graph:
        refuse("the graph of a hessian of several inputs")

    def gradient(*xs):
        # torch takes the jacobian of a jacobian
        xs = tuple(x.view_as(x) if create_graph else x for x in xs)
        y = func(*xs)
        if not _many(y, OUTPUTS, "hessian")[1]:
            fault(RuntimeError, "The function given to hessian should return a single Tensor")
        if y.numel() != 1:
            fault(RuntimeError, SINGLE)
        if y.dim() or not y.requires_grad:
            refuse("the hessian of such a function")
        found = grad(y, xs, create_graph=True, allow_unused=not single)
        made = [x.new_zeros(x.shape) if g is None else g for g, x in zip(found, xs, strict=True)]
        return made[0] if single else tuple(made)

    return jacobian(gradient, inputs, create_graph)


class _Recording:
    """Recording is on, whatever the switch says outside."""

    def __enter__(self):
        self.before = Mode.grad
        Mode.grad = True

    def __exit__(self, *_):
        Mode.grad = self.before


def _fits(v, others, single):
    """The vector, one of the size of the result or of the input."""
    if v is None:
        return
    if not isinstance(v, Tensor):
        refuse("a vector that is no single tensor")
    if len(others) == 1 and tuple(v.shape) != tuple(others[0].shape):
        fault(RuntimeError, SIZE % ("" if single else "Entry 0 in ", others[0].shape, v.shape))


def _plain_call(func, inputs, v, create_graph, strict, fn):
    """The inputs as fresh leaves, and what the function gives of them."""
    if create_graph or strict:
        refuse("create_graph or strict here")
    xs, single = _many(inputs, "inputs", fn)
    _fits(v, xs if fn != "vjp" else (), single)
    xs = [x.detach().requires_grad_() for x in xs]
    y = func(*xs)
    if not isinstance(y, Tensor) or not y.requires_grad:
        refuse("a function that gives no tensor that records")
    return xs, single, y


def _some(gs, xs):
    return [
        g if g is not None else x.detach().new_zeros(x.shape) for g, x in zip(gs, xs, strict=True)
    ]


def vjp(func, inputs, v=None, create_graph=False, strict=False):
    with _Recording():
        xs, single, y = _plain_call(func, inputs, v, create_graph, strict, "vjp")
        _fits(v, [y], True)
        if v is None and y.numel() != 1:
            refuse("vjp without a vector")
        gs = _some(grad(y, xs, v, allow_unused=True), xs)
    return y.detach(), gs[0].detach() if single else tuple(g.detach() for g in gs)


def jvp(func, inputs, v=None, create_graph=False, strict=False):
    with _Recording():
        xs, single, y = _plain_call(func, inputs, v, create_graph, strict, "jvp")
        if not single or v is None:
            refuse("jvp of several inputs")
        u = y.detach().new_zeros(y.shape).requires_grad_()
        (g,) = grad(y, xs, u, create_graph=True)
        if not g.requires_grad:
            refuse("jvp of a constant")
        (out,) = grad(g, u, v)
    return y.detach(), out.detach()


def vhp(func, inputs, v=None, create_graph=False, strict=False):
    with _Recording():
        xs, single, y = _plain_call(func, inputs, v, create_graph, strict, "vhp")
        if not single or v is None or y.numel() != 1:
            refuse("vhp of several inputs")
        (g,) = grad(y, xs, create_graph=True)
        if not g.requires_grad:
            refuse("vhp of a function without a second derivative")
        (out,) = grad(g, xs, v)
    return y.detach(), out.detach()


def hvp(func, inputs, v=None, create_graph=False, strict=False):
    _many(inputs, "inputs", "hvp")
    return vhp(func, inputs, v, create_graph, strict)


def __getattr__(name):
    missing("torch.autograd.functional", name, AUTOGRAD_FUNCTIONAL)
