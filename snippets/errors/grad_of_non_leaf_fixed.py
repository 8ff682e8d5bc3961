r"""Convert first and switch recording on last, or ask before the walk."""
# %% flag-last
import torch

w = torch.ones(2).to(torch.float64).requires_grad_()
(w**2).sum().backward()
print("is_leaf:", w.is_leaf)
print(w.grad)

# %% retain
x = torch.ones(2, requires_grad=True)
y = x * 3
y.retain_grad()
(y**2).sum().backward()
print(y.grad)
