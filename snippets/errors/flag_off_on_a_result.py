r"""The flag of a result cannot be switched off; cut the record with detach()."""
# %% detach
import torch

x = torch.ones(3, requires_grad=True)
y = x * 2
y.requires_grad_(True)
print("True again:", y.requires_grad, y.is_leaf)
cut = y.detach()
print("detached:  ", cut.requires_grad, cut.is_leaf)

# %% flag-off raises="RuntimeError: you can only change requires_grad flags of leaf variables"
y.requires_grad_(False)
