r"""A detached tensor shares memory and version counter, so torch notices an edit of it."""
# %% edit
import torch

z = torch.zeros(3, requires_grad=True)
e = z.exp()
e.detach().zero_()
print("version:", e._version)

# %% backward raises="RuntimeError: has been modified by an inplace operation"
e.sum().backward()
