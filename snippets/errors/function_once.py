r"""A Function that is marked as differentiable once, and differentiated twice."""
# %% twice raises="RuntimeError: trying to differentiate twice a function that was marked with"
import torch
from torch.autograd.function import once_differentiable


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * gradient


x = torch.tensor(2.0, requires_grad=True)
(g,) = torch.autograd.grad(Cube.apply(x) ** 2, x, create_graph=True)
g.backward()
