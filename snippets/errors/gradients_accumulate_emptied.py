r"""zero_grad() leaves None in the place of a gradient, and None has no entries."""
# %% train
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
(w * w).sum().backward()
optimizer.step()
optimizer.zero_grad()
print(w.grad)

# %% look raises="TypeError: 'NoneType' object is not subscriptable"
print(w.grad[0])
