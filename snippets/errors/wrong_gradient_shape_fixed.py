r"""ones_like() takes shape, dtype and device from the output."""
# %% ones-like
import torch

x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = 3 * y * y
out = z.mean()
out.backward(torch.ones_like(out))
print(x.grad)
