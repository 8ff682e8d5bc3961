r"""zero_grad() leaves None behind, and None has no entries."""
# %% cause
import torch

w = torch.ones(3, requires_grad=True)
sgd = torch.optim.SGD([w], lr=0.1)
(w**2).sum().backward()
sgd.step()
sgd.zero_grad()
print(w.grad)

# %% raise raises="TypeError: 'NoneType' object is not subscriptable"
print(w.grad[0])
