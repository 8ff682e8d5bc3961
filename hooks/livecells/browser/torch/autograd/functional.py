"""torch.autograd.functional."""

from .._gradients import grad
from .._graph import Mode
from .._join import stack
from .._missing import missing
from .._names_below import AUTOGRAD_FUNCTIONAL
from .._tensor import Tensor
from .._types import fault, refuse

SINGLE = "The Tensor returned by the function given to hessian should contain a single element"


NOT_RECORDED = (
    "Output %d of the user-provided function does not require gradients. The outputs must be "
    "computed in a differentiable manner from the input when running in strict mode."
)


def _many(x):
    return ([x], True) if isinstance(x, Tensor) else (list(x), False)


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
    xs, single = _many(inputs)
    before = Mode.grad
    Mode.grad = True
    try:
        xs = [x.view_as(x) if create_graph else x.detach().requires_grad_() for x in xs]
        y = func(*xs)
        ys, one = _many(y)
        rows = []
        if strict:
            _all_record(ys, create_graph)
        for o in ys:
            made = [[] for _ in xs]
            flat = o.reshape(-1)
            for i in range(o.numel()):
                gs = (
                    grad(
                        flat[i], xs, retain_graph=True, create_graph=create_graph, allow_unused=True
                    )
                    if o.requires_grad
                    else [None] * len(xs)
                )
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
    _xs, single = _many(inputs)
    if not single:
        refuse("hessian of several inputs")

    def gradient(x):
        y = func(x)
        if not isinstance(y, Tensor) or y.numel() != 1:
            fault(RuntimeError, SINGLE)
        if y.dim() or not y.requires_grad:
            refuse("the hessian of such a function")
        return grad(y, x, create_graph=True)[0]

    return jacobian(gradient, inputs, create_graph)


class _Recording:
    """Recording is on, whatever the switch says outside."""

    def __enter__(self):
        self.before = Mode.grad
        Mode.grad = True

    def __exit__(self, *_):
        Mode.grad = self.before


def _plain_call(func, inputs, v, create_graph, strict):
    """The inputs as fresh leaves, and what the function gives of them."""
    if create_graph or strict:
        refuse("create_graph or strict here")
    xs, single = _many(inputs)
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
        xs, single, y = _plain_call(func, inputs, v, create_graph, strict)
        if v is None and y.numel() != 1:
            refuse("vjp without a vector")
        gs = _some(grad(y, xs, v, allow_unused=True), xs)
    return y.detach(), gs[0].detach() if single else tuple(g.detach() for g in gs)


def jvp(func, inputs, v=None, create_graph=False, strict=False):
    with _Recording():
        xs, single, y = _plain_call(func, inputs, v, create_graph, strict)
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
        xs, single, y = _plain_call(func, inputs, v, create_graph, strict)
        if not single or v is None or y.numel() != 1:
            refuse("vhp of several inputs")
        (g,) = grad(y, xs, create_graph=True)
        if not g.requires_grad:
            refuse("vhp of a function without a second derivative")
        (out,) = grad(g, xs, v)
    return y.detach(), out.detach()


def hvp(func, inputs, v=None, create_graph=False, strict=False):
    return vhp(func, inputs, v, create_graph, strict)


def __getattr__(name):
    missing("torch.autograd.functional", name, AUTOGRAD_FUNCTIONAL)
