r"""A Function whose forward has the context, under torch.func."""
# %% grad raises="RuntimeError: In order to use an autograd.Function with functorch transforms"
import torch


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * gradient


torch.func.grad(Cube.apply)(torch.tensor(2.0))
