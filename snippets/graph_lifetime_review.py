r"""Test yourself: switching off, edits in place and lifetime."""
# %% cut
import torch

x = torch.tensor(3.0, requires_grad=True)
square = x * x
fixed = square.detach()
(fixed * x).backward()
print(x.grad)

# %% edited-square
y = torch.ones(2, requires_grad=True)
z = y**2
z.add_(1)
z.sum().backward()
print(y.grad)

# %% two-walks
a = torch.ones(2, requires_grad=True)
total = (a + 2).sum()
total.backward()
total.backward()
print(a.grad)

# %% pile
w = torch.tensor(1.0, requires_grad=True)
history = 0.0
for _ in range(3):
    loss = (w - 3) ** 2
    history = history + loss
    loss.backward()
    w.grad = None
print(history.requires_grad)

# %% untouched
u = torch.ones(2, requires_grad=True)
v = torch.ones(2, requires_grad=True)
(u * 2 + v * 0).sum().backward()
print(u.grad, v.grad)

# %% weighed
p = torch.tensor([1.0, 2.0], requires_grad=True)
(3 * p).backward(torch.tensor([0.0, 1.0]))
print(p.grad)
