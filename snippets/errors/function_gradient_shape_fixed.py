r"""sum_to_size() sums whatever broadcasting has repeated."""
# %% sum-to-size
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
        for_scale = (grad_output * x).sum_to_size(scale.shape)
        return grad_output * scale, for_scale


x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
scale = torch.ones(3, requires_grad=True)
y = ScaleColumns.apply(x, scale)
y.sum().backward()
print(scale.grad)
