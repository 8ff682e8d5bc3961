r"""backward() fills `.grad` of leaves; a transform of torch.func returns what it finds."""
# %% fixed
import torch

x = torch.tensor([1.0, 2.0])
slope = torch.func.grad(lambda t: (t**2).sum())(x)
print(slope)

# %% inside raises="RuntimeError: backward() called inside a functorch transform"
torch.func.grad(lambda t: (t**2).sum().backward())(x)
