r"""The first backward() frees what the second one would need."""
# %% first-backward
import torch

x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = 3 * y * y
out = z.mean()
out.backward()
print(x.grad)

# %% nothing-saved
x_sum = torch.ones(2, 2, requires_grad=True)
total = (x_sum + 2).sum()
total.backward()
total.backward()
print(x_sum.grad)

# %% second-backward raises="RuntimeError: Trying to backward through the graph a second time"
out.backward()
