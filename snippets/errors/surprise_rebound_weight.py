r"""An update that makes a new tensor loses the leaf; an update in place keeps it."""
# %% rebound stderr="show"
import torch

w = torch.tensor(1.0, requires_grad=True)
leaf = w
(w * w).backward()
w = w - 0.1 * w.grad
print("is_leaf:", w.is_leaf)
(w * w).backward()
print("w.grad:   ", w.grad)
print("leaf.grad:", leaf.grad)

# %% unrecorded
v = torch.tensor(1.0, requires_grad=True)
(v * v).backward()
with torch.no_grad():
    v = v - 0.1 * v.grad
print("is_leaf:", v.is_leaf, " requires_grad:", v.requires_grad)

# %% in-place
u = torch.tensor(1.0, requires_grad=True)
for _ in range(3):
    (u * u).backward()
    with torch.no_grad():
        u -= 0.1 * u.grad
    u.grad = None
print(f"{u.item():.4f}", "is_leaf:", u.is_leaf)

# %% find
print("w:", w.is_leaf and w.requires_grad)
print("v:", v.is_leaf and v.requires_grad)
print("u:", u.is_leaf and u.requires_grad)
