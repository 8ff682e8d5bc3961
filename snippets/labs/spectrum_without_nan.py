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
def slopes(loss, s):
    at = s.clone().requires_grad_()
    value = loss(at)
    assert isinstance(value, torch.Tensor), "mended(s) returns the loss, a tensor."
    assert value.requires_grad, "The loss does not record."
    assert not value.is_complex(), "A loss is a real number: take the magnitudes."
    assert torch.equal(at, s), "The signal was changed by the call."
    (gradient,) = torch.autograd.grad(-2 * value, at)
    return value.detach(), gradient / -2


assert "mended" in globals(), "There is no `mended` yet."
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
