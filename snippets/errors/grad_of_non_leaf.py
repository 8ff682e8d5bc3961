r"""A tensor that was computed keeps no gradient, and a conversion computes."""
# %% cause
import torch

w = torch.ones(2, requires_grad=True).to(torch.float64)
(w**2).sum().backward()
print("is_leaf:", w.is_leaf)

# %% read stderr="show"
print(w.grad)
