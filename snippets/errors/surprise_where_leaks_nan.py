r"""A mask after a square root does not keep nan out of the gradient; a mask before it does."""
# %% leak
import torch

x = torch.tensor([4.0, 0.0, -1.0], requires_grad=True)
roots = torch.where(x > 0, x.sqrt(), 0.0)
roots.sum().backward()
print("result:  ", roots.detach())
print("gradient:", x.grad)

# %% zero-times
print("at  0:", 0.0 * float("inf"))
print("at -1:", 0.0 * float("nan"))

# %% double-where
z = torch.tensor([4.0, 0.0, -1.0], requires_grad=True)
inside = torch.where(z > 0, z, 1.0)
safe_roots = torch.where(z > 0, inside.sqrt(), 0.0)
safe_roots.sum().backward()
print("result:  ", safe_roots.detach())
print("gradient:", z.grad)

# %% other-ways
def gradient(function, *values):
    t = torch.tensor(values, requires_grad=True)
    function(t).sum().backward()
    return t.grad


WAYS = {
    "mask times result": lambda t: (t > 0) * t.sqrt(),
    "clamp, then root": lambda t: t.clamp(min=0.0).sqrt(),
    "clamp to 1e-6": lambda t: t.clamp(min=1e-6).sqrt(),
    "pick, then root": lambda t: t[t > 0].sqrt(),
}
gradients = {way: gradient(f, 4.0, 0.0, -1.0) for way, f in WAYS.items()}
for way, slopes in gradients.items():
    print(f"{way:20}{slopes.tolist()}")

# %% find
named = {"x": x, "z": z}
print([name for name, p in named.items() if not p.grad.isfinite().all()])
