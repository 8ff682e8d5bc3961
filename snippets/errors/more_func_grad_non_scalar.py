r"""torch.func.grad wants a function whose result has no axes."""
# %% vector raises="RuntimeError: to return a scalar Tensor, got tensor with 1 dims"
import torch

x = torch.tensor([1.0, 2.0, 3.0])
torch.func.grad(lambda t: t * t)(x)
