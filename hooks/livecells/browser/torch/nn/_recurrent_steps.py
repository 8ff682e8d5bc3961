"""One layer of a recurrent network in one direction, by torch's operations in their order."""

from .._engine import listeners
from .._gradients import grad
from .._graph import Mode, record, recording, renamed, watch
from .._join import stack
from .._modes import enable_grad, no_grad
from .._types import float32, refuse
from . import functional


def _gates(t, count):
    """The rows of the gates, as the two cells of torch cut them."""
    parts = t.chunk(count, 1)
    for part in parts:
        if part._gf is not None:
            part._gf = renamed(part._gf, "UnsafeSplitBackward0")
        part._multi = None
    return parts


def rnn_cell(activation):
    def cell(x, state, weights):
        (h,) = state
        return (activation(functional.linear(h, weights[1], weights[3]) + x),)

    return cell


def gru_cell(x, state, weights):
    (h,) = state
    given = _gates(x, 3)
    before = _gates(functional.linear(h, weights[1], weights[3]), 3)
    reset = (before[0] + given[0]).sigmoid()
    keep = (before[1] + given[1]).sigmoid()
    new = (given[2] + before[2] * reset).tanh()
    return ((h - new) * keep + new,)


def lstm_cell(x, state, weights):
    h, c = state
    gates = _gates(functional.linear(h, weights[1], weights[3]) + x, 4)
    take, keep, out = gates[0].sigmoid(), gates[1].sigmoid(), gates[3].sigmoid()
    c = keep * c + take * gates[2].tanh()
    return out * c.tanh(), c


CELLS = {
    "RNN_TANH": rnn_cell(lambda t: t.tanh()),
    "RNN_RELU": rnn_cell(lambda t: t.relu()),
    "GRU": gru_cell,
    "LSTM": lstm_cell,
}


def undrawn():
    if watch or listeners:
        refuse("a drawing of a recurrent layer")


def layer(mode, x, state, weights, reverse):
    """All steps of a sequence: the results of each, and the last state."""
    undrawn()
    if mode == "LSTM" and x.dtype is float32:
        return _in_one(x, state, weights, reverse)
    return _in_steps(mode, x, state, weights, reverse)


def _in_steps(mode, x, state, weights, reverse):
    given = list(functional.linear(x, weights[0], weights[2]).unbind(0))
    outs = []
    for row in reversed(given) if reverse else given:
        state = CELLS[mode](row, state, weights)
        outs.append(state[0])
    return stack(outs[::-1] if reverse else outs, 0), state


def _in_one(x, state, weights, reverse):
    """An LSTM of float32 is one step of the graph, which torch leaves to a library."""
    inputs = [x, *weights, *state]
    if not recording(inputs):
        out, (h, c) = _in_steps("LSTM", x, state, weights, reverse)
        return out, (h, c)
    if Mode.duals or Mode.transform or Mode.vmap:
        refuse("an LSTM in a transform")
    leaves = [None if t is None else t.detach().requires_grad_(t.requires_grad) for t in inputs]
    hooks, Mode.hooks = Mode.hooks, []
    try:
        with enable_grad():
            out, (h, c) = _in_steps("LSTM", leaves[0], leaves[5:], leaves[1:5], reverse)
    finally:
        Mode.hooks = hooks
    return _one_node(inputs, leaves, [out, h, c])


def _one_node(inputs, leaves, outs):
    def back(node, *gs):
        for name in list(node.saved):
            node.get(name)
        if Mode.grad:
            refuse("a second derivative through an LSTM")
        pairs = [(o, g) for o, g in zip(outs, gs, strict=True) if g is not None]
        wanted = [t for t in leaves if t is not None and t.requires_grad]
        with enable_grad():
            found = grad(
                [o for o, _ in pairs],
                wanted,
                [g for _, g in pairs],
                retain_graph=True,
                allow_unused=True,
            )
        found = iter(found)
        return tuple(next(found) if t is not None and t.requires_grad else None for t in leaves)

    with no_grad():
        made = [o.detach() for o in outs]
    first = record(made[0], "MkldnnRnnLayerBackward0", inputs, back, _saved(inputs))
    node = first._gf
    node.n_out = 3
    for place, t in enumerate(made[1:], 1):
        t._gf, t._nr = node, place
        node.out_meta[place] = (t.shape, t.dtype)
    return first, tuple(made[1:])


def _saved(inputs):
    names = ("input", "weight0", "weight1", "weight2", "weight3", "hx_", "cx_tmp_")
    return [pair for pair in zip(names, inputs, strict=True) if pair[1] is not None]
