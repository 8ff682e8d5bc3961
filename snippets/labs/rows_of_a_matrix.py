r"""Lab: read a matrix out of a function, one gradient at a time.

Level: core. Minutes: 8.
Other numbers: A = torch.tensor([[2.0, 0.0, -1.0], [-3.0, 1.5, 4.0]])
"""
# %% start
import torch

A = torch.tensor([[1.0, -2.0, 0.5], [4.0, 0.0, 3.0]])


def apply(x):
    return A @ x


x = torch.zeros(3, requires_grad=True)

# 1. Which v makes v^T J the top row of the Jacobian of `apply`?
#    Get that row by walking back from apply(x).
# TODO: top = ...

# 2. The same for the bottom row.
# TODO: bottom = ...

# %% solution
(top,) = torch.autograd.grad(apply(x), x, torch.tensor([1.0, 0.0]))
(bottom,) = torch.autograd.grad(apply(x), x, torch.tensor([0.0, 1.0]))
print(top)
print(bottom)

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


as_started = {"A": getattr(A, "shape", None) == (2, 3)}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
for name, row in {"top": A[0], "bottom": A[1]}.items():
    assert name in made, f"There is no `{name}` yet."
    found = made[name]
    assert isinstance(found, torch.Tensor), (
        f"`{name}` should be a tensor; torch.autograd.grad returns a tuple, "
        "take its first entry."
    )
    assert found.shape == (3,), (
        f"`{name}` has shape {tuple(found.shape)}, a row has shape (3,)."
    )
    found = like(row, found, f"`{name}`")
    assert not torch.equal(found, A.sum(0)), (
        f"`{name}` is the sum of both rows: v should pick out one of them."
    )
    assert torch.equal(found, row), (
        f"`{name}` is {found.tolist()}, not {row.tolist()}. "
        "Gradients in x.grad add up: clear them between two passes."
    )
print("All checks passed.")
