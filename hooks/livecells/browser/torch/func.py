"""torch.func, by loops: the results, not the speed."""

import contextlib

from ._captured import captures, outside_of
from ._gradients import depth, row_of
from ._gradients import grad as _grad
from ._graph import Mode, dual
from ._guard import guarded
from ._hidden import hide
from ._join import stack
from ._missing import missing
from ._names_below import FUNC
from ._once import Once
from ._places import variables
from ._saved_first import without_hooks
from ._sloped import asked, called_as, sloped
from ._stateless import functional_call as functional_call
from ._stateless import stack_module_state as stack_module_state
from ._sums import ROWS
from ._tensor import Tensor
from ._tree import leaves, mapped
from ._types import fault, refuse
from ._vmap import vmap as vmap
from .autograd.forward_ad import enter, of_fractions


def _leaf(x, level=True):
    t = _cut(x) if not x.requires_grad else x.view_as(x)
    if not (x.dtype.is_floating_point or x.dtype.is_complex):
        fault(RuntimeError, "only Tensors of floating point dtype can require gradients")
    if not t.requires_grad:
        t._rg = True
    t._level = Mode.transform + 1 if not Mode.vmap else -1
    if getattr(x, "_batched", False):
        t._batched = True
    return t


def _outside(value):
    """A value that a transform hands out."""
    if not isinstance(value, Tensor) or depth[0]:
        return value
    if any(0 <= leaf._level <= Mode.transform for leaf in variables(value)):
        refuse("another result of a function that uses a tensor that records")
    return value.detach()


def inside(f, *args, **kwargs):
    """A function called as part of a transform."""
    Mode.transform += 1
    try:
        return f(*args, **kwargs)
    finally:
        Mode.transform -= 1


def grad_and_value(f, argnums=0, has_aux=False):
    def inner(*args, **kw):
        without_hooks()
        args = list(args)
        nums = [argnums] if isinstance(argnums, int) else list(argnums)
        outer = any(asked(t).requires_grad for i in nums for t in leaves(args[i]))
        before = Mode.grad
        Mode.grad = True
        try:
            for i in nums:
                args[i] = mapped(args[i], _leaf)
            into = [t for i in nums for t in leaves(args[i])]
            out = inside(f, *args, **kw)
            aux = None
            if has_aux:
                out, aux = out
                aux = mapped(aux, _outside)
            if not isinstance(out, Tensor):
                fault(
                    RuntimeError,
                    f"grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got {type(out)}",
                )
            if out.dim():
                fault(
                    RuntimeError,
                    "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with %d dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
                    % out.dim(),
                )
            nested = outer or depth[0] > 0
            captured = before and not nested and captures([out], into)
            keep = nested or captured
            depth[0] += 1
            try:
                gs = (
                    _grad(out, into, create_graph=keep, allow_unused=True)
                    if out.requires_grad
                    else [None] * len(into)
                )
            finally:
                depth[0] -= 1
        finally:
            Mode.grad = before
        gs = [
            g if g is not None else t.detach().new_zeros(t.shape)
            for g, t in zip(gs, into, strict=True)
        ]
        if captured:
            *gs, out = outside_of([*gs, out], into)
        gs = gs if keep else [_cut(g) for g in gs]
        value = out if keep else _cut(out)
        for g in gs:
            if Mode.vmap:
                g._batched = True
        each = iter(gs)
        trees = [mapped(args[i], lambda _: next(each)) for i in nums]
        g = trees[0] if isinstance(argnums, int) else tuple(trees)
        return (g, (value, aux)) if has_aux else (g, value)

    return called_as(inner, f)


def grad(f, argnums=0, has_aux=False):
    def inner(*args, **kw):
        depth[0] += 0
        getattr(f, "_grads", False)
        g, v = grad_and_value(_nested(f), argnums, has_aux)(*args, **kw)
        return (g, v[1]) if has_aux else g

    inner._grads = True
    return called_as(inner, f)


def _nested(f):
    if not getattr(f, "_grads", False):
        return f

    def inner(*a, **k):
        depth[0] += 1
        try:
            return f(*a, **k)
        finally:
            depth[0] -= 1

    return inner


def vjp(f, *primals):
    without_hooks()
    before = Mode.grad
    Mode.grad = True
    try:
        xs = [_leaf(asked(p)) for p in primals]
        out = sloped(inside(f, *xs))
    finally:
        Mode.grad = before
    if before and not any(p.requires_grad for p in primals) and captures([out], xs):
        refuse("vjp of a function that uses tensors that record")

    def pull(v, retain_graph=True):
        gs = _grad(out, xs, v, retain_graph=True, allow_unused=True)
        return tuple(
            [
                g if g is not None else x.detach().new_zeros(x.shape)
                for g, x in zip(gs, xs, strict=False)
            ]
        )

    return out.detach(), guarded(pull, "torch.func.vjp")


def jacrev(f, argnums=0, has_aux=False, chunk_size=None):
    if not isinstance(argnums, int) or has_aux:
        refuse("this call of jacrev")
    if not isinstance(chunk_size, (int, type(None))):
        refuse("jacrev with this chunk_size")
    if chunk_size is not None and chunk_size <= 0:
        fault(ValueError, "jacrev: `chunk_size` should be greater than 0.")

    def inner(*args):
        without_hooks()
        before, many = Mode.grad, Mode.rows
        Mode.grad = True
        try:
            args = list(args)
            x = _leaf(asked(args[argnums]))
            outer = args[argnums].requires_grad or depth[0]
            args[argnums] = x
            depth[0] += 1
            try:
                y = sloped(inside(f, *args))
            finally:
                depth[0] -= 1
            captured = before and not outer and captures([y], [x])
            flat = y.reshape(-1)
            rows, once = [], Once(None)
            Mode.rows += chunk_size != 1
            for i in range(y.numel()):
                with once.call() if chunk_size != 1 else contextlib.nullcontext():
                    g = row_of(flat[i], [x], create_graph=bool(outer or captured))[0]
                rows.append(g if g is not None else x.detach().new_zeros(x.shape))
            r = stack(rows).reshape(tuple(y.shape) + tuple(x.shape))
        finally:
            Mode.grad, Mode.rows = before, many
        if captured:
            (r,) = outside_of([r], [x])
            if r._gf is not None:
                r._gf._deep = ROWS
            for node, _ in r._gf.edges if r._gf is not None else ():
                hide(node)  # torch has walked back once, with all rows
            r._multi = "multi"  # and cut its rows into those of each result
            return r
        return r if outer else _cut(r)

    inner._grads = True
    return called_as(inner, f)


def jacfwd(f, argnums=0, has_aux=False, chunk_size=None, *, randomness="error"):
    if not isinstance(argnums, int) or has_aux or randomness != "error":
        refuse("this call of jacfwd")
    if chunk_size is not None:
        refuse("jacfwd(chunk_size=)")

    def inner(*args):
        args = list(args)
        x = args[argnums]
        if not x.numel():
            refuse("jacfwd by nothing")

        def of(t):
            return f(*args[:argnums], t, *args[argnums + 1 :])

        columns, once = [], Once(f)
        for k in range(x.numel()):
            e = x.detach().new_zeros(x.numel())
            e.write([float(i == k) for i in range(x.numel())])
            with once.call():
                columns.append(jvp(of, (x,), (e.reshape(x.shape),))[1])
        out = stack(columns, -1)
        return out.reshape(tuple(out.shape[:-1]) + tuple(x.shape))

    inner._grads = True
    return called_as(inner, f)


def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    tuples = isinstance(primals, tuple) and isinstance(tangents, tuple)
    if has_aux or strict or not tuples or not all(isinstance(p, Tensor) for p in primals):
        refuse("this call of jvp")
    if any(t.requires_grad for t in tangents) or Mode.duals:
        refuse("jvp of tensors that record, or in another one")
    for p, t in zip(primals, tangents, strict=True):
        of_fractions(p, t)
        if tuple(p.shape) != tuple(t.shape) or p.dtype is not t.dtype:
            refuse("jvp with a tangent of another size")
    before = enter()
    try:
        xs = [_dual(p, t) for p, t in zip(primals, tangents, strict=True)]
        out = inside(func, *xs)
        if not isinstance(out, Tensor):
            refuse("jvp of a function that gives no single tensor")
        tangent = out._tangent[1] if dual(out) else out.detach().new_zeros(out.shape)
    finally:
        Mode.duals = before
    if out.requires_grad and not any(p.requires_grad for p in primals):
        refuse("jvp of a function that uses tensors that record")
    return _outer(out), _outer(tangent)


def _dual(p, t):
    made = p.view_as(p) if p.requires_grad else p.detach()
    made._level, made._tangent = Mode.transform + 1 if not Mode.vmap else -1, (Mode.duals, t)
    if getattr(p, "_batched", False):
        made._batched = True
    return made


def _outer(t):
    """A result as what is outside sees it."""
    made = t.view_as(t) if t.requires_grad else t.detach()
    if Mode.vmap:
        made._batched = True
    return made


def _cut(t):
    """Without its graph, and with its tangent."""
    made = t.detach()
    made._tangent = t._tangent
    return made


def hessian(f, argnums=0):
    return jacfwd(jacrev(f, argnums), argnums)


def __getattr__(name):
    missing("torch.func", name, FUNC)
