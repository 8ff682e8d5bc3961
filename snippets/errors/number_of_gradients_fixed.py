r"""One gradient for each input of forward(), None for what is no tensor."""
# %% none-for-the-rest
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
        return grad_output * ctx.factor, None


x = torch.ones(3, requires_grad=True)
y = Scale.apply(x, 5.0)
y.sum().backward()
print(x.grad)
