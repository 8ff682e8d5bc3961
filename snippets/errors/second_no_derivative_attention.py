r"""Fused attention has no second derivative on the CPU."""
# %% second raises="RuntimeError: derivative for aten::_scaled_dot_product_flash_attention"
import torch

a = torch.ones(1, 1, 3, 2, requires_grad=True)
out = torch.nn.functional.scaled_dot_product_attention(a, a, a)
(g,) = torch.autograd.grad(out.sum(), a, create_graph=True)
torch.autograd.grad((g**2).sum(), a)
