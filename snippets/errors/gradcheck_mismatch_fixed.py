r"""Give gradcheck float64."""
# %% float64
import torch

x = torch.tensor([3.0], dtype=torch.float64, requires_grad=True)
print(torch.autograd.gradcheck(lambda t: t**2, x))
