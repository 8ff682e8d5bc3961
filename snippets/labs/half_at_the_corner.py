r"""Lab: a relu with the slope that you choose at its corner.

Level: more. Minutes: 10.
"""
# %% start
import torch

# Write half_relu(x): the values of torch.relu, and the slope one half where x is 0.
# Elsewhere the slope is that of relu: 0 on the left, 1 on the right.
# TODO: def half_relu(x): ...

# %% solution
def half_relu(x):
    return torch.maximum(x, torch.zeros(()))


x = torch.tensor([-1.0, 0.0, 2.0], requires_grad=True)
half_relu(x).sum().backward()
print(x.grad)

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


assert callable(made.get("half_relu")), "There is no `half_relu` yet: write the function."
probe = torch.tensor([-2.0, -0.5, 0.0, 0.5, 3.0], requires_grad=True)
result = like(probe, half_relu(probe), "The result")
assert torch.equal(result, torch.relu(probe)), "The values should be those of relu."
assert result.requires_grad, "The result does not record."
(slope,) = torch.autograd.grad(result.sum(), probe, allow_unused=True)
assert slope is not None, "No gradient goes back to x: compute the result from it."
assert slope[2] != 0, "At 0 the slope is 0, that of relu: choose an operation with another answer."
assert slope[2] != 1, "At 0 the slope is 1, that of clamp: choose an operation with another answer."
assert slope[2] == 0.5, f"At 0 the slope should be 0.5, not {slope[2].item()}."
assert slope.tolist() == [0, 0, 0.5, 1, 1], f"Away from 0 the slopes are off: {slope.tolist()}."
table = torch.tensor([[0.0, -3.0, 0.0], [4.0, 0.0, 0.1]], requires_grad=True)
arrives = torch.tensor([[2.0, 5.0, -8.0], [-0.5, 0.0, 3.0]])
before = table.detach().clone()
result = like(table, half_relu(table), "The result")
assert torch.equal(table, before), "half_relu has changed the x that it was given."
assert torch.equal(result, torch.relu(before)), "In a table the values should be those of relu."
(slope,) = torch.autograd.grad(result, table, arrives)
right = arrives * ((before > 0) + 0.5 * (before == 0))
assert torch.allclose(slope, right), (
    f"Where {arrives.tolist()} arrives, {right.tolist()} should go on, not {slope.tolist()}: "
    "each slope is multiplied by what arrives at its entry."
)
print("All checks passed.")
