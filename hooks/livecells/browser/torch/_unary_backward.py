"""Backward passes that are operations of their own."""

from ._arithmetic import binary
from ._graph import record, recording
from ._types import f32, float32


def tanh_backward(g, r):
    def back(n, gg):
        go, res = n.get("grad_output"), n.get("result")
        return (
            tanh_backward(gg, res) if n.need(0) else None,
            gg * (-2 * res * go) if n.need(1) else None,
        )

    return (
        binary("TanhBackwardBackward0", g, r, lambda p, q: p * (1 - q * q), back)
        if not recording([g, r])
        else record(
            binary("", g.detach(), r.detach(), lambda p, q: p * (1 - q * q)),
            "TanhBackwardBackward0",
            [g, r],
            back,
            [("grad_output", g), ("result", r)],
        )
    )


def sigmoid_backward(g, r):
    def back(n, gg):
        go, res = n.get("grad_output"), n.get("result")
        return (
            sigmoid_backward(gg, res) if n.need(0) else None,
            gg * go * (-2 * res + 1) if n.need(1) else None,
        )

    fn = (
        (lambda p, q: p * f32(f32(1 - q) * q))
        if r.dtype is float32
        else (lambda p, q: p * ((1 - q) * q))
    )
    return (
        binary("SigmoidBackwardBackward0", g, r, fn, back)
        if not recording([g, r])
        else record(
            binary("", g.detach(), r.detach(), fn),
            "SigmoidBackwardBackward0",
            [g, r],
            back,
            [("grad_output", g), ("result", r)],
        )
    )


def threshold_backward(g, r):
    def back(n, gg):
        kept = n.get("self")
        first = threshold_backward(gg, kept) if n.need(0) else None
        return first, kept.new_zeros(kept.shape) if n.need(1) else None

    out = binary("", g.detach(), r.detach(), lambda p, q: p if q > 0 else 0.0)
    return record(out, "ThresholdBackwardBackward0", [g, r], back, [("self", r)])
