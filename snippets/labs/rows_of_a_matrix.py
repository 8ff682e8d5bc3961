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
#    Get that row without looking at A.
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
    assert not torch.equal(found, A.sum(0)), (
        f"`{name}` is the sum of both rows: v should pick out one of them."
    )
    assert torch.equal(found, row), (
        f"`{name}` is {found.tolist()}, not {row.tolist()}. "
        "Gradients in x.grad add up: clear them between two passes."
    )
print("All checks passed.")
