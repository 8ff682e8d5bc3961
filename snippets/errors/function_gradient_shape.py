r"""A gradient that is summed along the wrong axis does not fit its input."""
# %% cause
import torch


class ScaleColumns(torch.autograd.Function):
    @staticmethod
    def forward(x, scale):
        return x * scale

    @staticmethod
    def setup_context(ctx, inputs, _output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, grad_output):
        x, scale = ctx.saved_tensors
        for_scale = (grad_output * x).sum(dim=1)
        return grad_output * scale, for_scale


x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
scale = torch.ones(3, requires_grad=True)
y = ScaleColumns.apply(x, scale)

# %% raise raises="RuntimeError: got [2] but expected shape compatible with [3]"
y.sum().backward()
