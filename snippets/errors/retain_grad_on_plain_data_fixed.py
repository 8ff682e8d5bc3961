r"""Switch recording on first, then ask a result to keep its gradient."""
# %% record-first
import torch

x = torch.ones(3, requires_grad=True)
y = x * 2
y.retain_grad()
(y**2).sum().backward()
print(y.grad)
