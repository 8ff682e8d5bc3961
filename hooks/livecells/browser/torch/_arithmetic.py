"""Sums, products and quotients."""

from ._broadcast import _num, batched, bshape, nan, spread, tensor_of
from ._elementary import _div
from ._graph import Mode, record, recording
from ._promotion import result_type
from ._tensor import Tensor, new
from ._types import bool_, default, f32, fault, float32, kind, refuse


def binary(name, a, b, fn, back=None, save="", dt=None, plain=None, inputs=None):
    a, b = tensor_of(a), tensor_of(b)
    shape = bshape(a.shape, b.shape)
    common = result_type(a, b)
    out_dt = dt or common
    work = common if dt is None or kind(dt) == 0 else dt
    x, y = spread(a, shape, work), spread(b, shape, work)
    out = new([fn(p, q) for p, q in zip(x, y, strict=False)], shape, out_dt)
    if batched(a, b):
        out._batched = True
    if back is None:
        if Mode.inference:
            out._inf = True
        return out
    ins = [a, b] if inputs is None else inputs
    saved = []
    if save and (recording(ins)):
        if "a" in save:
            saved.append(("self", a if (b.requires_grad or save[0] == "!") else None))
        if "b" in save:
            saved.append(("other", b if (a.requires_grad or "?" in save) else None))
    return record(out, name, ins, back, saved, plain=plain)


def mul_back(n, g):
    return (g * n.get("other") if n.need(0) else None, g * n.get("self") if n.need(1) else None)


def add(a, b, alpha=1, out=None):
    if not _num(b) or not _num(a):
        return NotImplemented
    if alpha == 1:
        return binary("AddBackward0", a, b, lambda p, q: p + q, lambda n, g: (g, g))
    dt = result_type(tensor_of(a), tensor_of(b))
    if dt is float32:
        al = f32(alpha)
        fn = lambda p, q: p + al * q
    else:
        fn = lambda p, q: p + alpha * q
    return binary("AddBackward0", a, b, fn, lambda n, g: (g, g * alpha))


def sub(a, b, alpha=1):
    if not _num(b) or not _num(a):
        return NotImplemented
    ta, tb = tensor_of(a), tensor_of(b)
    if ta.dtype is bool_ or (tb.dtype is bool_ and not getattr(tb, "_wrapped", False)):
        if ta.dtype is bool_ and tb.dtype is bool_:
            fault(
                RuntimeError,
                "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.",
            )
        fault(
            RuntimeError,
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.",
        )
    if alpha == 1:
        return binary("SubBackward0", a, b, lambda p, q: p - q, lambda n, g: (g, -g))
    al = f32(alpha) if result_type(ta, tb) is float32 else alpha
    return binary("SubBackward0", a, b, lambda p, q: p - al * q, lambda n, g: (g, -g * alpha))


def rsub(a, b):
    if isinstance(a, Tensor) and a.dtype is bool_:
        return sub(b, a)
    t, o = tensor_of(a), tensor_of(b)
    return binary("RsubBackward1", t, o, lambda p, q: q - p, lambda n, g: (-g,), inputs=[t])


def mul(a, b):
    if not _num(b) or not _num(a):
        return NotImplemented
    dt = result_type(tensor_of(a), tensor_of(b))
    fn = (lambda p, q: p and q) if dt is bool_ else (lambda p, q: p * q)
    if dt.is_complex:
        return binary(
            "MulBackward0",
            a,
            b,
            fn,
            lambda n, g: (
                g * n.get("other").conj() if n.need(0) else None,
                g * n.get("self").conj() if n.need(1) else None,
            ),
            "ab",
        )
    return binary("MulBackward0", a, b, fn, mul_back, "ab")


def div(a, b, rounding_mode=None):
    if not _num(b) or not _num(a):
        return NotImplemented
    if rounding_mode == "floor":
        return floor_divide(a, b)
    if rounding_mode is not None:
        refuse(f"div(rounding_mode='{rounding_mode}')")
    common = result_type(tensor_of(a), tensor_of(b))
    dt = default[0] if kind(common) < 2 else None
    fn = (lambda p, q: p / q) if common.is_complex else _div

    def back(n, g):
        o = n.get("other")
        ga = g / o if n.need(0) else None
        gb = -g * ((n.get("self") / o) / o) if n.need(1) else None
        return (ga, gb)

    return binary("DivBackward0", a, b, fn, back, "?ab", dt=dt)


def rdiv(a, b):
    if not _num(b):
        return NotImplemented
    return a.reciprocal() * b


def _undivided(out, ins):
    """What cannot be differentiated records a step that says so."""
    return record(out, "NotImplemented", ins, no_derivative)


def no_derivative(n, g):
    fault(RuntimeError, "derivative for aten::floor_divide is not implemented")


def floor_divide(a, b):
    if not _num(b) or not _num(a):
        return NotImplemented
    dt = result_type(tensor_of(a), tensor_of(b))
    if kind(dt) < 2 and any(v == 0 for v in tensor_of(b).vals()):
        fault(RuntimeError, "ZeroDivisionError")
    ins = [tensor_of(a), tensor_of(b)]
    return _undivided(binary("", a, b, lambda p, q: p // q if q else _div(p, q)), ins)


def remainder(a, b):
    if not _num(b) or not _num(a):
        return NotImplemented
    dt = result_type(tensor_of(a), tensor_of(b))
    if kind(dt) < 2 and any(v == 0 for v in tensor_of(b).vals()):
        fault(RuntimeError, "ZeroDivisionError")
    if isinstance(b, Tensor) and b.requires_grad:
        refuse("the gradient of a divisor of %")
    return binary(
        "RemainderBackward0",
        a,
        b,
        lambda p, q: p % q if q else nan,
        lambda n, g: (g,) + ((None,) if isinstance(b, Tensor) else ()),
        inputs=[tensor_of(a)] if not isinstance(b, Tensor) else None,
    )


def lerp(a, end, weight):
    return add(a, mul(sub(end, a), weight))
