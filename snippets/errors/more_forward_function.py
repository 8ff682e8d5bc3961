r"""A custom function without a jvp of its own."""
# %% no-jvp raises="NotImplementedError: You must implement the jvp function for custom"
import torch


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x**3

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * gradient


torch.func.jvp(Cube.apply, (torch.tensor(2.0),), (torch.tensor(1.0),))
