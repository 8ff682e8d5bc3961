"""torch.func, by loops: the results, not the speed."""

from ._gradients import depth
from ._gradients import grad as _grad
from ._graph import Mode, variables
from ._join import stack
from ._missing import missing
from ._names_below import FUNC
from ._tensor import Tensor
from ._tree import leaves, mapped
from ._types import fault, refuse
from ._vmap import vmap as vmap


def _leaf(x, level=True):
    t = x.detach() if not x.requires_grad else x.view_as(x)
    if not t.requires_grad:
        t.requires_grad_()
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
        args = list(args)
        nums = [argnums] if isinstance(argnums, int) else list(argnums)
        outer = any(t.requires_grad for i in nums for t in leaves(args[i]))
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
                    f"grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got {type(out).__name__}",
                )
            if out.dim():
                fault(
                    RuntimeError,
                    "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with %d dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
                    % out.dim(),
                )
            keep = outer or depth[0] > 0
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
        gs = gs if keep else [g.detach() for g in gs]
        value = out if keep else out.detach()
        for g in gs:
            if Mode.vmap:
                g._batched = True
        each = iter(gs)
        trees = [mapped(args[i], lambda _: next(each)) for i in nums]
        g = trees[0] if isinstance(argnums, int) else tuple(trees)
        return (g, (value, aux)) if has_aux else (g, value)

    return inner


def grad(f, argnums=0, has_aux=False):
    def inner(*args, **kw):
        depth[0] += 0
        getattr(f, "_grads", False)
        g, v = grad_and_value(_nested(f), argnums, has_aux)(*args, **kw)
        return (g, v[1]) if has_aux else g

    inner._grads = True
    return inner


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
    before = Mode.grad
    Mode.grad = True
    try:
        xs = [_leaf(p) for p in primals]
        out = inside(f, *xs)
    finally:
        Mode.grad = before

    def pull(v, retain_graph=True):
        gs = _grad(out, xs, v, retain_graph=True, allow_unused=True)
        return tuple(
            [
                g if g is not None else x.detach().new_zeros(x.shape)
                for g, x in zip(gs, xs, strict=False)
            ]
        )

    return out.detach(), pull


def jacrev(f, argnums=0, has_aux=False, chunk_size=None):
    if not isinstance(argnums, int) or has_aux:
        refuse("this call of jacrev")

    def inner(*args):
        before, many = Mode.grad, Mode.rows
        Mode.grad = True
        try:
            args = list(args)
            x = _leaf(args[argnums])
            outer = args[argnums].requires_grad or depth[0]
            args[argnums] = x
            depth[0] += 1
            try:
                y = inside(f, *args)
            finally:
                depth[0] -= 1
            flat = y.reshape(-1)
            rows = []
            Mode.rows += chunk_size != 1
            for i in range(y.numel()):
                g = (
                    _grad(
                        flat[i],
                        x,
                        retain_graph=True,
                        create_graph=bool(outer),
                        allow_unused=True,
                    )[0]
                    if y.requires_grad
                    else None
                )
                rows.append(g if g is not None else x.detach().new_zeros(x.shape))
            r = stack(rows).reshape(tuple(y.shape) + tuple(x.shape))
        finally:
            Mode.grad, Mode.rows = before, many
        return r if outer else r.detach()

    inner._grads = True
    return inner


def jacfwd(f, argnums=0, has_aux=False, chunk_size=None, *, randomness="error"):
    backward = jacrev(f, argnums, has_aux)

    def inner(*args):
        Mode.forward += 1
        try:
            return _signed(backward(*args))
        finally:
            Mode.forward -= 1

    inner._grads = True
    return inner


def _signed(t):
    """Forward mode gives a zero a sign of its own, and it is not followed here."""
    if any(v == 0 for v in t.vals()):
        refuse("a zero in forward mode")
    return t


def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    """By two passes backward: the first is linear in what it is given."""
    if has_aux or strict or not all(isinstance(p, Tensor) for p in primals):
        refuse("this call of jvp")
    if any(p.requires_grad for p in (*primals, *tangents)):
        refuse("jvp of tensors that record")
    for p, t in zip(primals, tangents, strict=True):
        if tuple(p.shape) != tuple(t.shape) or p.dtype is not t.dtype:
            refuse("jvp with a tangent of another size")
    before = Mode.grad
    Mode.grad = True
    depth[0] += 1
    Mode.forward += 1
    try:
        xs = [_leaf(p) for p in primals]
        out = inside(func, *xs)
        if not isinstance(out, Tensor):
            refuse("jvp of a function that gives no single tensor")
        if not out.requires_grad:
            return out, out.new_zeros(out.shape)
        v = out.detach().new_ones(out.shape).requires_grad_()
        gs = _grad(out, xs, v, create_graph=True, allow_unused=True)
        pairs = [(g, t) for g, t in zip(gs, tangents, strict=True) if g is not None]
        pairs = [(g, t) for g, t in pairs if g.requires_grad]
        if not pairs:
            return out.detach(), out.detach().new_zeros(out.shape)
        (turned,) = _grad([g for g, _ in pairs], v, [t for _, t in pairs], allow_unused=True)
    finally:
        depth[0] -= 1
        Mode.forward -= 1
        Mode.grad = before
    return out.detach(), _signed(turned.detach())


def hessian(f, argnums=0):
    return jacfwd(jacrev(f, argnums), argnums)


def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None):
    given = parameter_and_buffer_dicts
    if isinstance(given, (tuple, list)):
        if len(set().union(*given)) != sum(map(len, given)):
            refuse("functional_call with a name in two dicts")
        given = {name: t for part in given for name, t in part.items()}
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    owners = dict(module.named_modules())
    places = []
    for name, tensor in given.items():
        path, _, last = name.rpartition(".")
        owner = owners.get(path)
        if owner is None or last not in {**owner._parameters, **owner._buffers}:
            refuse("functional_call with other names")
        kind = owner._parameters if last in owner._parameters else owner._buffers
        places.append((kind, last, kind[last], tensor))
    try:
        for kind, last, _, tensor in places:
            kind[last] = tensor
        return module(*args, **(kwargs or {}))
    finally:
        for kind, last, before, _ in places:
            kind[last] = before


def stack_module_state(models):
    models = list(models)
    if not models or len({type(m) for m in models}) > 1 or any(not m.training for m in models):
        refuse("stack_module_state of these modules")

    def stacked(states):
        states = [dict(state) for state in states]
        made = {k: stack([s[k] for s in states]).detach() for k in states[0]}
        recording = {k: states[0][k].requires_grad for k in made}
        return {k: t.requires_grad_(recording[k]) for k, t in made.items()}

    return (
        stacked([m.named_parameters() for m in models]),
        stacked([m.named_buffers() for m in models]),
    )


def __getattr__(name):
    missing("torch.func", name, FUNC)
