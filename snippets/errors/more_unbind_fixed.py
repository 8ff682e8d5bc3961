r"""Make new rows and stack them, or edit one row by its index."""
# %% fixed
import torch

x = torch.ones(2, 3, requires_grad=True)
rows = [row * 10 for row in 2 * x]
torch.stack(rows).sum().backward()
print(x.grad)

# %% by-index
t = torch.ones(2, 3, requires_grad=True)
doubled = 2 * t
for i in range(len(doubled)):
    doubled[i].mul_(10)
doubled.sum().backward()
print(t.grad)

# %% whole
print(torch.equal(torch.stack(rows), 10 * (2 * x)))
