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


def like(right, value, name):
    """The numbers of `value` in the type of `right`, however they were typed."""
    try:
        found = torch.as_tensor(value, dtype=right.dtype)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be a tensor of numbers.") from None
    assert found.shape == right.shape, (
        f"{name} should have the shape {tuple(right.shape)}, not {tuple(found.shape)}."
    )
    return found


as_started = {"w": getattr(w, "shape", None) == (2,), "rate": getattr(rate, "shape", None) == ()}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
for name in ("for_rate", "for_w"):
    assert name in made, f"There is no `{name}` yet."
v, r = w.detach(), rate.detach()
after = v - r * v**3
by_rate = like(r, for_rate, "`for_rate`")
assert not torch.allclose(by_rate, (v**3 * after**3).sum()), "The sign is wrong: a step goes down."
assert torch.allclose(by_rate, -(v**3 * after**3).sum()), (
    "for_rate: the step changes with the rate by minus the slope before it."
)
by_w = like(v, for_w, "`for_w`")
assert not torch.allclose(by_w, after**3), (
    "for_w: the slope in the step counted as a constant. Record the first walk too."
)
assert not torch.allclose(by_w, v**3), "for_w: that is the slope of the loss before the step."
assert torch.allclose(by_w, (1 - 3 * r * v**2) * after**3), "for_w is not right yet."
print("All checks passed.")
