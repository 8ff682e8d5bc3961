r"""Complex numbers: what a gradient is there, and ten losses compared with nudges."""
# %% square
import warnings

import torch
from torch.autograd import gradcheck

z = torch.tensor(3 + 4j, requires_grad=True)
loss = (z * z.conj()).real
loss.backward()
print(loss)
print(z.grad)

# %% parts
a = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(4.0, requires_grad=True)
by_parts = a**2 + b**2
by_parts.backward()
print(a.grad, b.grad)

# %% nudge
def nudge(f, at, step=1e-6):
    """The slope along the real part, and i times that along the imaginary part."""
    w = torch.tensor(at, dtype=torch.complex128)
    along_real = (f(w + step) - f(w - step)) / (2 * step)
    along_imaginary = (f(w + step * 1j) - f(w - step * 1j)) / (2 * step)
    return complex(along_real, along_imaginary)


# %% ten
LOSSES = {
    "z.abs()**2": lambda z: z.abs() ** 2,
    "z.abs()": lambda z: z.abs(),
    "(z - 1).abs()**2": lambda z: (z - 1).abs() ** 2,
    "z.real": lambda z: z.real,
    "z.imag": lambda z: z.imag,
    "(z**2).real": lambda z: (z**2).real,
    "(z**2).imag": lambda z: (z**2).imag,
    "z.angle()": lambda z: z.angle(),
    "z.exp().abs()": lambda z: z.exp().abs(),
    "z.abs().log()": lambda z: z.abs().log(),
}
agree = {}
for name, f in LOSSES.items():
    (gradient,) = torch.autograd.grad(f(z), z)
    agree[name] = abs(gradient.item() - nudge(f, 3 + 4j)) < 1e-4
    print(f"{name:18}{gradient.item().real:8.2f} {gradient.item().imag:+8.2f}i  {agree[name]}")

# %% plot
import matplotlib.pyplot as plt

figure, plane = plt.subplots(figsize=(4, 3.6), layout="constrained")
angles = torch.linspace(0, 2 * torch.pi, 100)
plane.plot(5 * angles.cos(), 5 * angles.sin(), linewidth=1)
for label, picked in (("|z|", "z.abs()"), ("Re z", "z.real"), ("5 angle", "z.angle()")):
    (arrow,) = torch.autograd.grad((5 if label == "5 angle" else 1) * LOSSES[picked](z), z)
    plane.annotate(
        label,
        xytext=(3 + 1.5 * arrow.real.item(), 4 + 1.5 * arrow.imag.item()),
        xy=(3, 4),
        arrowprops={"arrowstyle": "<-"},
    )
plane.set(xlim=(-1, 6), ylim=(-1, 6), aspect="equal", xlabel="real part", ylabel="imaginary part")
plt.show()

# %% step
w = torch.tensor([3 + 4j], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
(w.abs() ** 2).sum().backward()
optimizer.step()
print(w)

# %% adam
v = torch.tensor([3 + 4j], requires_grad=True)
adam = torch.optim.Adam([v], lr=0.1)
(v.abs() ** 2).sum().backward()
adam.step()
print(v)

# %% of-a-complex-result
(by_one,) = torch.autograd.grad(z**2, z, torch.tensor(1 + 0j))
(by_i,) = torch.autograd.grad(z**2, z, torch.tensor(1j))
print(by_one, by_i)
print((2 * z).conj().resolve_conj().detach())

# %% pairs
pair = torch.tensor([3.0, 4.0], requires_grad=True)
(torch.view_as_complex(pair).abs() ** 2).backward()
print(pair.grad)
(as_real,) = torch.autograd.grad((torch.view_as_real(z) ** 2).sum(), z)
print(as_real)

# %% real-in-complex-out
t = torch.tensor(2.0, requires_grad=True)
wave = (t * 1j).exp()
wave.real.backward()
print(t.grad, -torch.sin(t.detach()))

# %% fourier
signal = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
power = (torch.fft.fft(signal).abs() ** 2).sum()
power.backward()
print(power)
print(signal.grad)

# %% at-zero
origin = torch.tensor(0j, requires_grad=True)
(by_abs,) = torch.autograd.grad(origin.abs(), origin)
(by_root,) = torch.autograd.grad((origin.real**2 + origin.imag**2).sqrt(), origin)
print(by_abs, by_root)

# %% casts
torch.set_warn_always(True)
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    plain = z.real
    assert not seen
    cast = z.to(torch.float32)
torch.set_warn_always(False)
print(torch.autograd.grad(plain, z)[0], torch.autograd.grad(cast, z)[0])
print([str(warning.message).split(" (")[0] for warning in seen])

# %% check
point = torch.tensor([1 + 2j], dtype=torch.complex128, requires_grad=True)
print(gradcheck(lambda z: z * z.conj(), point))
print(torch.func.grad(lambda z: z.abs() ** 2)(z.detach()))
