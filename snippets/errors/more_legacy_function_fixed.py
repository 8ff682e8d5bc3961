r"""A custom Function of today: static methods, and apply on the class."""
# %% fixed
import torch


class Square(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x * x

    @staticmethod
    def setup_context(ctx, inputs, _):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 2 * x * gradient


t = torch.tensor([1.0, 2.0], requires_grad=True)
Square.apply(t).sum().backward()
print(t.grad)

# %% check
exact = t.detach().double().requires_grad_()
print(torch.autograd.gradcheck(Square.apply, exact))
