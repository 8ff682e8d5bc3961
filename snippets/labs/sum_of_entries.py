r"""Lab: sum a 5 by 5 tensor and look at the gradient of the sum.

Level: core. Minutes: 8.
"""
# %% start
import torch

# 1. Make a tensor `x` of size (5, 5) that requires grad.
# TODO: x = ...

# 2. Add up all its entries.
# TODO: total = ...

# 3. Run backward from the sum, then print `x.grad`.
# TODO

# %% solution
x = torch.full((5, 5), 0.5, requires_grad=True)
total = x.sum()
print(total)
total.backward()
print(x.grad)

# %% check
made = globals()
assert "x" in made, "There is no `x` yet: start with step 1."
assert isinstance(x, torch.Tensor), "`x` should be a torch tensor."
assert x.shape == (5, 5), f"`x` should be 5 by 5, not {tuple(x.shape)}."
assert x.requires_grad, "`x` does not record: pass requires_grad=True."
assert x.is_leaf, "`x` is a result: give results a name of their own."
assert "total" in made, "There is no `total` yet: add up `x` in step 2."
assert isinstance(total, torch.Tensor), (
    "`total` is not a tensor: .item() and .tolist() end the record."
)
assert total.requires_grad, "`total` was not recorded: compute it from `x`."
assert total.numel() == 1, (
    f"`total` has {total.numel()} entries: add up all of `x`."
)
assert torch.allclose(total.detach().to(x.dtype), x.detach().sum(), atol=1e-4), (
    "`total` is not the sum of the entries of `x`."
)
assert x.grad is not None, "`x.grad` is empty: call total.backward()."
assert (x.grad == 1).all(), (
    "Each entry of `x.grad` should be 1. Run it all afresh: "
    "a second backward adds to the first."
)
print("All checks passed.")
