"""Backward passes that are operations of their own."""

from ._arithmetic import binary
from ._graph import record, recording
from ._types import bfloat16, f32, float16, float32, half


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


# How torch rounds on the way, by type.
SIGMOID_SLOPES = {
    float32: lambda p, q: p * f32(f32(1 - q) * q),
    float16: lambda p, q: half(p * half(1 - q)) * q,
    bfloat16: lambda p, q: f32(p * f32(1 - q)) * q,
}


def sigmoid_backward(g, r):
    def back(n, gg):
        go, res = n.get("grad_output"), n.get("result")
        return (
            sigmoid_backward(gg, res) if n.need(0) else None,
            gg * go * (-2 * res + 1) if n.need(1) else None,
        )

    fn = SIGMOID_SLOPES.get(r.dtype, lambda p, q: p * ((1 - q) * q))
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

    out = binary("", g.detach(), r.detach(), lambda p, q: 0.0 if q <= 0 else p)
    return record(out, "ThresholdBackwardBackward0", [g, r], back, [("self", r)])
