r"""A step whose backward has no derivative."""
# %% second raises="NotImplementedError: the derivative for '_cdist_backward' is not implemented"
import torch

a = torch.tensor([[0.0, 1.0], [2.0, 3.0]], requires_grad=True)
distance = torch.cdist(a, 2 * a.detach() + 1).sum()
(g,) = torch.autograd.grad(distance, a, create_graph=True)
torch.autograd.grad((g**2).sum(), a)
