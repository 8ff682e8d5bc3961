r"""Compute the start first and switch recording on last."""
# %% flag-last
import torch

w = (0.1 * torch.ones(3)).requires_grad_()
sgd = torch.optim.SGD([w], lr=0.25)
(w**2).sum().backward()
print(w.grad)
sgd.step()
print(w.detach())
