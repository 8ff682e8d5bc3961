r"""A decimal point makes numbers that can record."""
# %% decimal-point
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
(x**2).sum().backward()
print(x.dtype, x.grad)

# %% convert-first
whole = torch.tensor([1, 2])
w = whole.to(torch.float32).requires_grad_()
(w**2).sum().backward()
print(w.dtype, w.grad)
