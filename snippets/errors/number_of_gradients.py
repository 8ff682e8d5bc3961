r"""One gradient is returned where forward() took two inputs."""
# %% cause
import torch


class Scale(torch.autograd.Function):
    @staticmethod
    def forward(x, factor):
        return x * factor

    @staticmethod
    def setup_context(ctx, inputs, _output):
        ctx.factor = inputs[1]

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * ctx.factor


x = torch.ones(3, requires_grad=True)
y = Scale.apply(x, 5.0)

# %% raise raises="RuntimeError: returned an incorrect number of gradients (expected 2, got 1)"
y.sum().backward()
