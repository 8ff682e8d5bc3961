r"""exp keeps its result for the walk back, and an edit in place changes that result."""
# %% forward
import torch

x = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
y = x.exp()
print("version:", y._version)

# %% edit
y.add_(1)
print("version:", y._version)

# %% backward raises="RuntimeError: has been modified by an inplace operation"
y.sum().backward()
