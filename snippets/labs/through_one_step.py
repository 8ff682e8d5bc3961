r"""Lab: slopes through a step of gradient descent.

Level: deep. Minutes: 15.
Other numbers: w = torch.tensor([0.5, -2.0], requires_grad=True)
"""
# %% start
import torch

w = torch.tensor([2.0, -1.0], requires_grad=True)
rate = torch.tensor(0.1, requires_grad=True)


def loss(w):
    return (w**4).sum() / 4


# One step: w goes to w - rate * (the gradient of the loss at w).
# How does the loss after this step change with the rate, and with the w before it?
# 1. for_rate: the slope of the loss after the step along `rate`.
# 2. for_w: the same along `w`, with the shape of w.
# TODO: for_rate = ..., for_w = ...

# %% solution
(slope,) = torch.autograd.grad(loss(w), w, create_graph=True)
stepped = w - rate * slope
for_rate, for_w = torch.autograd.grad(loss(stepped), (rate, w))
print(for_rate, for_w)

# %% check
made = globals()
for name in ("for_rate", "for_w"):
    assert isinstance(made.get(name), torch.Tensor), f"There is no tensor `{name}` yet."
v, r = w.detach(), rate.detach()
after = v - r * v**3
assert for_rate.shape == (), "`for_rate` should be one number."
assert not torch.allclose(for_rate, (v**3 * after**3).sum()), "The sign is wrong: a step goes down."
assert torch.allclose(for_rate, -(v**3 * after**3).sum()), (
    "for_rate: the step changes with the rate by minus the slope before it."
)
assert for_w.shape == (2,), f"`for_w` should have the shape (2,), not {tuple(for_w.shape)}."
assert not torch.allclose(for_w, after**3), (
    "for_w: the slope in the step counted as a constant. Record the first walk too."
)
assert not torch.allclose(for_w, v**3), "for_w: that is the slope of the loss before the step."
assert torch.allclose(for_w, (1 - 3 * r * v**2) * after**3), "for_w is not right yet."
print("All checks passed.")
