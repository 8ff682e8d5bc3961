r"""The first slope comes without a record of its own."""
# %% cause
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**3
(first,) = torch.autograd.grad(y, x)
print(first, first.requires_grad)

# %% raise raises="RuntimeError: element 0 of tensors does not require grad"
torch.autograd.grad(first, x)
