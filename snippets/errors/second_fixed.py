r"""Formulas that have a second derivative."""
# %% distance
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

a = torch.tensor([[0.0, 1.0], [2.0, 3.0]], requires_grad=True)
b = 2 * a.detach() + 1
distance = (a[:, None] - b[None]).norm(dim=2)
(g,) = torch.autograd.grad(distance.sum(), a, create_graph=True)
(second,) = torch.autograd.grad((g**2).sum(), a)
print(torch.allclose(distance, torch.cdist(a, b)), second.shape)

# %% attention
q = torch.ones(1, 1, 3, 2, requires_grad=True)
with sdpa_kernel(SDPBackend.MATH):
    out = torch.nn.functional.scaled_dot_product_attention(q, q, q)
(gq,) = torch.autograd.grad(out.sum(), q, create_graph=True)
print(torch.autograd.grad((gq**2).sum(), q)[0].shape)

# %% compiled
def slope(x):
    return torch.func.grad(lambda t: (t**3).sum())(x)


x = torch.tensor([2.0], requires_grad=True)
(plain,) = torch.autograd.grad(slope(x).sum(), x)
print(plain)
