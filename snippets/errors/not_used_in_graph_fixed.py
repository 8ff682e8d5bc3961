r"""Let the tensor take part, or say that None or zeros are all right."""
# %% take-part
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([3.0, 4.0], requires_grad=True)
y = (w * x**2).sum()
(slope,) = torch.autograd.grad(y, w)
print(slope)

# %% allow
apart = (x**2).sum()
nothing = torch.autograd.grad(apart, w, allow_unused=True)
print(nothing)

# %% zeros
also = (x**2).sum()
zeros = torch.autograd.grad(also, w, materialize_grads=True)
print(zeros)
