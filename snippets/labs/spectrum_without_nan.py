r"""Lab: a loss on the magnitudes of a spectrum, without a nan on the way back.

Level: more. Minutes: 10.
Other numbers: signal = torch.tensor([2.0, -1.0, 2.0, -1.0])
"""
# %% start
import torch

signal = torch.tensor([1.0, 3.0, 1.0, 3.0])
aims = torch.tensor([5.0, 1.0, 2.0, 1.0])


def spectral_loss(s):
    z = torch.fft.fft(s)
    size = (z.real**2 + z.imag**2).sqrt()
    return ((size - aims) ** 2).sum()


# Some frequencies are missing in the signal, and the gradient of this loss is nan in every entry.
# Write mended(s): the same loss, whose gradient has the value 0 where a magnitude is 0,
# and is right everywhere else.
# TODO: def mended(s): ...

# %% solution
def mended(s):
    size = torch.fft.fft(s).abs()
    return ((size - aims) ** 2).sum()


given = signal.clone().requires_grad_()
mended(given).backward()
print(given.grad)

# %% check
as_started = {
    "signal": getattr(signal, "shape", None) == (4,),
    "aims": getattr(aims, "shape", None) == (4,),
    "spectral_loss": callable(spectral_loss),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def slopes(loss, s):
    at = s.clone().requires_grad_()
    value = loss(at)
    assert isinstance(value, torch.Tensor), "mended(s) returns the loss, a tensor."
    assert value.numel() == 1, f"A loss is one number, not {value.numel()}."
    assert value.requires_grad, "The loss does not record."
    assert not value.is_complex(), "A loss is a real number: take the magnitudes."
    assert torch.equal(at, s), "The signal was changed by the call."
    (gradient,) = torch.autograd.grad(-2 * value, at, allow_unused=True)
    assert gradient is not None, "No gradient goes back to the signal."
    return value.detach().to(s.dtype), gradient / -2


assert callable(globals().get("mended")), "There is no `mended` yet."
everywhere = torch.tensor([1.0, 2.0, -1.0, 0.5])  # no frequency is missing here
others = [[-2.0, -2.0, -2.0, -2.0], [0.0, 3.0, 0.0, -3.0], [0.1, 0.0, 0.1, 0.0], [0.0] * 4]
for s in (everywhere, signal, *map(torch.tensor, others)):
    value, gradient = slopes(mended, s)
    assert torch.allclose(value, spectral_loss(s), atol=1e-3), (
        f"The loss of {s.tolist()} should be {spectral_loss(s):.4f}, not {value:.4f}."
    )
    assert not gradient.isnan().any(), (
        "The gradient is still nan: a root has an infinite slope at 0, whatever comes after it."
    )
    z = torch.fft.fft(s)
    there = z.abs() > 1e-6
    unit = torch.where(there, z, 0) / torch.where(there, z.abs(), 1)
    right = torch.fft.ifft(2 * (z.abs() - aims) * unit).real * len(s)
    assert gradient.any() or not right.any(), "The gradient is 0: what was right is lost too."
    assert torch.allclose(gradient, right, atol=1e-2), (
        f"The gradient of {s.tolist()} should be {right.tolist()}, not {gradient.tolist()}."
    )
print("All checks passed.")
