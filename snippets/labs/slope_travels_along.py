r"""Lab: forward mode by hand, a value and its slope side by side.

Level: more. Minutes: 10.
"""
# %% start
import torch

# For y = exp(x * x) + x, carry the slope along with each step, by the chain rule.
# Begin with x = 0.5 and dx = 1. No autograd, no torch.func.
x, dx = torch.tensor(0.5), torch.tensor(1.0)
# TODO: square, dsquare = x * x, ...
# TODO: grown, dgrown = square.exp(), ...
# TODO: y, dy = grown + x, ...

# %% solution
square, dsquare = x * x, dx * x + x * dx
grown, dgrown = square.exp(), square.exp() * dsquare
y, dy = grown + x, dgrown + dx
print(y, dy)

# %% check
made = globals()
assert "dsquare" in made, "There is no `dsquare` yet: the slope of x * x."
assert abs(float(dsquare) - 0.5) > 1e-6, "A product has two terms: x stands on both sides of it."
assert abs(float(dsquare) - 1.0) < 1e-6, f"dsquare should be 1, not {float(dsquare):.4f}."
assert "dgrown" in made, "There is no `dgrown` yet: the slope of exp times what came before."
e = torch.tensor(0.25).exp().item()
assert abs(float(dgrown) - e) < 1e-4, f"dgrown should be exp(0.25) * 1, not {float(dgrown):.4f}."
assert "dy" in made, "There is no `dy` yet."
assert abs(float(dy) - e) > 1e-4, "The slope of the `+ x` is missing: add dx."
assert abs(float(dy) - e - 1) < 1e-4, f"dy should be {e + 1:.4f}, not {float(dy):.4f}."
print("All checks passed.")
