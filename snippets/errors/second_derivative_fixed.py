r"""create_graph=True records the walk back, so that it can be walked back in turn."""
# %% create-graph
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**3
(first,) = torch.autograd.grad(y, x, create_graph=True)
(second,) = torch.autograd.grad(first, x)
print(first.detach(), second)
