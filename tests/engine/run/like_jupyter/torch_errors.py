"""Errors and warnings of autograd."""

# %% twice
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x**2).sum()
y.backward()

# %% backward-again tags=["raises-exception"]
y.backward()

# %% no-graph tags=["raises-exception"]
torch.ones(2).sum().backward()

# %% not-a-number tags=["raises-exception"]
(x * 2).backward()

# %% integers tags=["raises-exception"]
torch.tensor([1, 2], requires_grad=True)

# %% in-place tags=["raises-exception"]
x += 1

# %% non-leaf-grad
z = x * 2
z.grad

# %% non-leaf-grad-again
for _ in range(2):
    print((x * 3).grad)

# %% retained
w = x * 2
w.retain_grad()
w.sum().backward()
w.grad

# %% retain-on-plain tags=["raises-exception"]
torch.ones(1).retain_grad()

# %% copy-warning
torch.tensor(x)

# %% wrong-shape tags=["raises-exception"]
(x * 2).backward(torch.ones(3))

# %% matmul tags=["raises-exception"]
torch.ones(2, 3) @ torch.ones(2, 3)
