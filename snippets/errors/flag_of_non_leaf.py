r"""The flag of a result says that it was recorded, which cannot be undone."""
# %% cause
import torch

x = torch.ones(3, requires_grad=True)
y = x * 2
print("requires_grad:", y.requires_grad, "is_leaf:", y.is_leaf)

# %% raise raises="RuntimeError: you can only change requires_grad flags of leaf variables"
y.requires_grad_(False)
