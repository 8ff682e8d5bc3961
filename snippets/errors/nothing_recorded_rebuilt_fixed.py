r"""torch.stack() joins results and stays in the record."""
# %% stack
import torch

a = torch.tensor(1.0, requires_grad=True)
point = torch.stack([a.cos(), a.sin()])
loss = point.sum()
print(loss.requires_grad, loss.grad_fn.name())
loss.backward()
print(a.grad)

# %% soft-position
scores = torch.tensor([1.0, 5.0, 2.0], requires_grad=True)
weights = scores.softmax(dim=0)
position = (weights * torch.arange(3)).sum()
position.backward()
print(position)
print(scores.grad)
