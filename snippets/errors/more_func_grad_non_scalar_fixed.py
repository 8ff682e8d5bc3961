r"""Add up for the gradient of the sum, or ask for the Jacobian."""
# %% fixed
import torch

x = torch.tensor([1.0, 2.0, 3.0])
print(torch.func.grad(lambda t: (t * t).sum())(x))
print(torch.func.jacrev(lambda t: t * t)(x))

# %% weights
_, pull = torch.func.vjp(lambda t: t * t, x)
weights = torch.tensor([1.0, 0.0, 10.0])
print(pull(weights)[0])

# %% each-entry
print(torch.func.vmap(torch.func.grad(lambda t: t * t))(x))

# %% find
print((x * x).shape, (x * x).sum().shape)
