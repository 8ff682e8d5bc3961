r"""A Function without a rule for batches."""
# %% vmap raises="RuntimeError: You tried to vmap over Cube, but it does not have vmap support"
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


torch.func.vmap(Cube.apply)(torch.tensor([1.0, 2.0]))
