r"""A gradient in five lines."""
# %% slope
import torch

x = torch.ones(2, 2, requires_grad=True)
out = (3 * (x + 2) ** 2).mean()
out.backward()
print(x.grad)
