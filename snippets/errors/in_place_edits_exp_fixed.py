r"""A new tensor instead of an edit leaves alone what exp has saved."""
# %% new-tensor
import torch

x = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
y = x.exp()
shifted = y + 1
shifted.sum().backward()
print(x.grad)

# %% clone-first
x_cloned = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
copy = x_cloned.exp().clone()
copy.add_(1)
copy.sum().backward()
print(x_cloned.grad)
