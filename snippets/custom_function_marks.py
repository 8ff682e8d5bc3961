r"""Outputs without a slope, and NumPy inside of a Function."""
# %% places
import torch
from torch.autograd import Function, gradcheck


class Largest(Function):
    """The largest entry and its place, as a number."""

    @staticmethod
    def forward(x):
        place = x.argmax()
        return x[place].clone(), place.to(x.dtype)

    @staticmethod
    def setup_context(ctx, inputs, output):
        (x,), (_, place) = inputs, output
        ctx.mark_non_differentiable(place)
        ctx.save_for_backward(place)
        ctx.size = x.shape

    @staticmethod
    def backward(ctx, gradient, _of_place):
        (place,) = ctx.saved_tensors
        return gradient * torch.nn.functional.one_hot(place.long(), ctx.size[0])


x = torch.tensor([1.0, 4.0, 2.0], dtype=torch.float64, requires_grad=True)
largest, place = Largest.apply(x)
print(largest.requires_grad, place.requires_grad)
(slopes,) = torch.autograd.grad(largest, x)
print(slopes)

# %% numpy
import numpy as np


class Smooth(Function):
    """A moving mean of three, by NumPy."""

    @staticmethod
    def forward(x):
        return torch.from_numpy(np.convolve(x.detach().numpy(), [1 / 3] * 3, "same"))

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass  # the slope depends on no number

    @staticmethod
    def backward(ctx, gradient):
        return Smooth.apply(gradient)  # the mean is symmetric


print(gradcheck(Smooth.apply, x))
(weights,) = torch.autograd.grad(Smooth.apply(x)[0], x)
print(weights)
