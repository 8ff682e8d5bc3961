r"""Test yourself: leaves, the argument of backward, vectors and accumulation."""
# %% converted
import torch

x = torch.ones(2, requires_grad=True)
y = x.to(torch.float64)
y.sum().backward()
print("x:", x.is_leaf, x.grad)
print("y:", y.is_leaf)

# %% weights
p = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
(p * p).backward(torch.tensor([1.0, 1.0, 1.0]))
print(p.grad)

# %% shares
rows = torch.tensor([1.0, 2.0, 3.0, 6.0])
w = torch.tensor(1.0, requires_grad=True)
for part in (rows[:3], rows[3:]):
    loss = (w * part).mean()
    (loss * 0.5).backward()
print("in parts:", w.grad.item())
print("at once: ", rows.mean().item())

# %% twice
q = torch.tensor(3.0, requires_grad=True)
for _ in range(2):
    (q * q).backward()
print(q.grad)

# %% meeting
s = torch.tensor(1.0, requires_grad=True)
t = s.exp()
(t * t * t).backward()
links = t.grad_fn.next_functions
print(s.grad / t.detach() ** 3)

# %% quiet-step
u = torch.tensor(1.0, requires_grad=True)
(u * u).backward()
with torch.no_grad():
    u -= 0.1 * u.grad
print(u.is_leaf, u.requires_grad)
