"""What backward() and grad() check before and after a walk back."""

from ._engine import RUN_BACKWARD, run
from ._graph import Mode, record
from ._join import stack
from ._once import Once
from ._places import GradientEdge
from ._returned import type_name
from ._storage import said_before, warn_inside
from ._tensor import Tensor
from ._types import fault, refuse

SHAPE = "Mismatch in shape: grad_output[%d] has a shape of %r and output[%d] has a shape of %r."


UNUSED = (
    "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the "
    "desired behavior."
)


UNUSED_AT = (
    "The differentiated Tensor at index %d appears to not have been used in the graph. Set allow_unused=True if this "
    "is the desired behavior."
)


CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient which "
    "can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you have to use "
    "this function, make sure to reset the .grad fields of your parameters to None after use to break the cycle and avoid "
    "the leak. (Triggered internally at /__w/pytorch/pytorch/torch/csrc/autograd/engine.cpp:1307.)"
)

IN_TRANSFORM = (
    "backward() called inside a functorch transform. This is not supported, please use "
    "functorch.grad or functorch.vjp instead or call backward() outside of functorch transforms."
)
depth = [0]  # how deep transforms of torch.func are nested


def delayed(t, text):
    """The same numbers behind a step that cannot be walked through."""

    def back(node, g):
        fault(RuntimeError, text)

    return record(t.detach(), "Error", [t.detach().requires_grad_()], back)


def first_gradients(outs, grads):
    made = []
    for i, (t, g) in enumerate(zip(outs, grads, strict=False)):
        if g is None:
            if t.requires_grad:
                if t.numel() != 1:
                    fault(RuntimeError, "grad can be implicitly created only for scalar outputs")
                if not t.dtype.is_floating_point:
                    fault(
                        RuntimeError,
                        f"grad can be implicitly created only for real scalar outputs but got {t.dtype!r}",
                    )
                g = t.detach().new_ones(t.shape)
        else:
            if not isinstance(g, Tensor):
                fault(
                    TypeError,
                    "gradients can be either Tensors or None, but got " + type_name(g),
                )
            if tuple(g.shape) != tuple(t.shape):
                fault(RuntimeError, SHAPE % (i, g.shape, i, t.shape))
            if t.dtype.is_complex and g.dtype is not t.dtype:
                refuse("a gradient of another type than the complex one it is for")
        made.append(g)
    return made


def _tuple(x, n=None):
    if x is None:
        return [None] * n
    return [x] if isinstance(x, (Tensor, GradientEdge)) else list(x)


def backward(tensors, grads=None, retain=None, create=False, inputs=None):
    if Mode.transform or Mode.vmap:
        fault(RuntimeError, IN_TRANSFORM)
    outs = _tuple(tensors)
    grads = first_gradients(outs, _tuple(grads, len(outs)))
    ins = None
    if inputs is not None:
        ins = _tuple(inputs)
        if not ins:
            fault(RuntimeError, "`inputs` argument to `backward()` cannot be empty.")
    if create and all(t.requires_grad for t in outs) and not said_before(CYCLE):
        warn_inside(CYCLE, *RUN_BACKWARD)
    if ins and any(isinstance(t, GradientEdge) for t in ins):
        refuse("backward() into a place of the graph")
    run(outs, grads, create if retain is None else retain, create, ins, True)


def _by_rows(outputs, inputs, grads, retain, create, unused, zeros):
    """One walk for each row of the gradients that are given, and the results as rows."""
    outs, rows = _tuple(outputs), _tuple(grads, len(_tuple(outputs)))
    for t, g in zip(outs, rows, strict=True):
        if not isinstance(g, Tensor) or tuple(g.shape[1:]) != tuple(t.shape):
            refuse("is_grads_batched with these gradients")
    count = {g.shape[0] for g in rows}
    if len(count) != 1 or not min(count):
        refuse("is_grads_batched with these gradients")
    keep = create if retain is None else retain
    found, last, once = [], min(count) - 1, Once(None)
    Mode.rows += 1
    try:
        for i in range(last + 1):
            row = [g[i] for g in rows]
            options = (keep or i < last, create, True, unused, False, zeros)
            with once.call():
                found.append(grad(outs, inputs, row, *options))
    finally:
        Mode.rows -= 1
    columns = zip(*found, strict=True)
    return tuple(None if column[0] is None else stack(list(column)) for column in columns)


def grad(
    outputs,
    inputs,
    grad_outputs=None,
    retain_graph=None,
    create_graph=False,
    only_inputs=True,
    allow_unused=None,
    is_grads_batched=False,
    materialize_grads=False,
):
    if not only_inputs:
        refuse("grad(only_inputs=False)")
    if is_grads_batched and create_graph:
        refuse("is_grads_batched with create_graph")
    if is_grads_batched:
        given = (outputs, inputs, grad_outputs, retain_graph, create_graph)
        return _by_rows(*given, allow_unused, materialize_grads)
    if materialize_grads and allow_unused is False:
        fault(
            ValueError,
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.",
        )
    allow_unused = materialize_grads if allow_unused is None else allow_unused
    outs, ins = _tuple(outputs), _tuple(inputs)
    if not ins:
        fault(RuntimeError, "`inputs` argument to `grad()` cannot be empty.")
    grads = first_gradients(outs, _tuple(grad_outputs, len(outs)))
    found = run(
        outs,
        grads,
        create_graph if retain_graph is None else retain_graph,
        create_graph,
        ins,
        False,
    )
    out = []
    for i, t in enumerate(ins):
        g = found.get(i)
        if g is None and not allow_unused:
            fault(RuntimeError, UNUSED_AT % i)
        if g is None and materialize_grads:
            if isinstance(t, GradientEdge):
                refuse("zeros for a place of the graph")
            g = t.detach().new_zeros(t.shape)
            g.requires_grad_(create_graph)
        out.append(g)
    return tuple(out)


def row_of(entry, xs, create_graph):
    """The gradients of one entry of a result: a row of its Jacobian, for each input."""
    if not entry.requires_grad:
        return [None] * len(xs)
    return grad(entry, xs, retain_graph=True, create_graph=create_graph, allow_unused=True)
