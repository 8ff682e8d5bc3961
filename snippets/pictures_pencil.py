r"""A graph of five nodes to fill in: a product that is used twice."""
# %% forward
import torch

a = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(-2.0, requires_grad=True)
s = a * b
t = s + a
out = s * t
print(out.item())

# %% backward
for each in (s, t, out):
    each.retain_grad()
out.backward()
print("t:", t.grad.item())
print("s:", s.grad.item())
print("a:", a.grad.item())
print("b:", b.grad.item())
