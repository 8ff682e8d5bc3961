r"""Test yourself: records, the chain rule, forks and a first loop."""
# %% plain-factor
import torch

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0)
(a * b).backward()
print(a.grad, b.grad)

# %% two-uses
c = torch.tensor(2.0, requires_grad=True)
d = torch.tensor(3.0)
(c * d + c).backward()
print(c.grad)

# %% uphill
w = torch.tensor(1.0, requires_grad=True)
losses = []
for _ in range(3):
    loss = (w - 3) ** 2
    losses.append(loss.item())
    loss.backward()
    with torch.no_grad():
        w += 0.1 * w.grad
    w.grad = None
print([round(value, 2) for value in losses])

# %% piled-up
v = torch.tensor(1.0, requires_grad=True)
slopes = []
for _ in range(3):
    (2 * v).backward()
    slopes.append(v.grad.item())
    with torch.no_grad():
        v -= 0.1 * v.grad
print(slopes)

# %% outside
u = torch.tensor([1.0, 4.0], requires_grad=True)
best = u.max()
place = u.argmax()
print(best.requires_grad, place.requires_grad)
