r"""A gradient is asked for along a tensor that took no part."""
# %% cause
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([3.0, 4.0], requires_grad=True)
y = (x**2).sum()

# %% raise raises="RuntimeError: index 0 appears to not have been used in the graph"
torch.autograd.grad(y, w)
