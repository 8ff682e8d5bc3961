"""Tensors as values and as text."""

# %% values
import torch

torch.arange(6.0).reshape(2, 3)

# %% grad
x = torch.tensor([1.0, 2.0], requires_grad=True)
x

# %% function
y = (x**2).sum()
print(y, y.grad_fn is not None)
y

# %% backward
y.backward()
x.grad

# %% containers
{"x": x, "parts": [x[0], x[1]]}, x.shape, x.dtype

# %% parameter
torch.nn.Parameter(torch.zeros(2))

# %% module
torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU())

# %% seeded
torch.manual_seed(0)

# %% random
torch.rand(3)

# %% no-grad
with torch.no_grad():
    print(x * 2)

# %% large
torch.zeros(100, 100)

# %% numpy
x.detach().numpy()
