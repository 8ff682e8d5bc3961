r"""Lab: the largest curvature of a loss, and the learning rate that it allows.

Level: deep. Minutes: 20.
Other numbers: w = torch.tensor([2.0, 0.0, -0.5])
"""
# %% start
import torch
from torch.func import grad, jvp

w = torch.tensor([1.0, -2.0, 0.5])


def loss(w):
    return (w**4).sum() / 12 + w.sum() ** 2 / 2


# 1. times_hessian(v): the Hessian of the loss at w, times the vector v: one jvp of the gradient.
# 2. curvature: its largest eigenvalue. Begin with v of ones and repeat 50 times:
#    v becomes the Hessian times v, divided by the length of that.
#    Then the eigenvalue is the product of v with the Hessian times v.
# 3. rate: the learning rate above which gradient descent goes up and down ever more
#    along this direction, 2 divided by the curvature.
# TODO: def times_hessian(v): ..., curvature = ..., rate = ...

# %% solution
def times_hessian(v):
    return jvp(grad(loss), (w,), (v,))[1]


v = torch.ones(3)
for _ in range(50):
    v = times_hessian(v)
    v = v / v.norm()
curvature = v @ times_hessian(v)
rate = 2 / curvature
print(curvature, rate)

# %% check
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


def number(value, name):
    """A plain number, whether it came as such, in a tensor or in an array."""
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be one number.") from None


as_started = {"w": getattr(w, "shape", None) == (3,), "loss": callable(loss)}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def close(a, b):
    return torch.allclose(torch.as_tensor(a, dtype=b.dtype), b, atol=1e-3)


made = globals()
assert callable(made.get("times_hessian")), "There is no `times_hessian` yet."
full = torch.diag(w**2) + 1  # from the formula of the loss
for unit in (*torch.eye(3), torch.tensor([-2.0, 0.5, 3.0])):
    before = unit.clone()
    found = times_hessian(unit)
    assert torch.equal(unit, before), "times_hessian(v) has changed v."
    assert isinstance(found, torch.Tensor), "times_hessian(v) returns a tensor."
    assert found.shape == (3,), (
        f"times_hessian(v) should have three entries, not the shape {tuple(found.shape)}: "
        "the function under jvp is the gradient."
    )
    assert not close(found, grad(loss)(w)), "That is the gradient: take the tangent of jvp."
    assert not close(found, grad(loss)(w) * unit), "That is the gradient times v, not its slope."
    found = like(unit, found, "times_hessian(v)")
    assert close(found, full @ unit), (
        f"The Hessian times {unit.tolist()} is {(full @ unit).tolist()}, not {found.tolist()}."
    )
kept = w.clone()
w.copy_(torch.tensor([0.5, 1.0, 3.0]))  # another w, for one more product
found, right = times_hessian(torch.ones(3)), (torch.diag(w**2) + 1) @ torch.ones(3)
w.copy_(kept)
assert close(found, right), (
    f"With another w the Hessian times (1, 1, 1) is {right.tolist()}, not {found.tolist()}: "
    "compute it at the w that is there."
)
power = torch.ones(3)
for _ in range(50):
    power = full @ power
    power = power / power.norm()
largest = power @ full @ power
assert "curvature" in made, "There is no `curvature` yet: step 2."
curved = number(curvature, "`curvature`")
assert not close(curved, full.diagonal().sum()), "That is the sum of all eigenvalues."
assert not close(curved, full.diagonal().max()), (
    "That is the largest entry of the diagonal: directions between the axes are steeper."
)
assert not close(curved, torch.ones(3) @ full @ torch.ones(3) / 3), (
    "That is the curvature along (1, 1, 1), where v began: repeat."
)
assert close(curved, largest), f"The largest curvature is {largest:.3f}, not {curved:.3f}."
assert "rate" in made, "There is no `rate` yet: step 3."
limit = number(rate, "`rate`")
assert not close(limit, 1 / largest), (
    "One over the curvature goes straight to the lowest point. Twice that is the limit."
)
assert close(limit, 2 / largest), f"The rate should be {2 / largest:.4f}, not {limit:.4f}."
print("All checks passed.")
