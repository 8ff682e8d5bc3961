r"""Lab: forward mode by hand, a value and its slope side by side.

Level: more. Minutes: 10.
Other numbers: x = torch.tensor(1.5)
"""
# %% start
import torch

# For y = exp(x * x) + x, carry the slope along with each step, by the chain rule.
# Begin with this x and this dx. No autograd, no torch.func.
x = torch.tensor(0.5)
dx = torch.tensor(1.0)
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
along = float(x * dx)
assert abs(float(dsquare) - along) > 1e-6, "A product has two terms: x stands on both sides of it."
assert abs(float(dsquare) - 2 * along) < 1e-6, (
    f"dsquare should be {2 * along:g}, not {float(dsquare):.4f}."
)
assert "dgrown" in made, "There is no `dgrown` yet: the slope of exp times what came before."
e = (x * x).exp().item() * 2 * along
assert abs(float(dgrown) - e) < 1e-4, (
    f"dgrown should be exp({float(x * x):g}) * {2 * along:g}, not {float(dgrown):.4f}."
)
assert "dy" in made, "There is no `dy` yet."
assert abs(float(dy) - e) > 1e-4, "The slope of the `+ x` is missing: add dx."
assert abs(float(dy) - e - float(dx)) < 1e-4, (
    f"dy should be {e + float(dx):.4f}, not {float(dy):.4f}."
)
print("All checks passed.")
