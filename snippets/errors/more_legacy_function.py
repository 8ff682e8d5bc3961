r"""A custom Function in the style of old tutorials: an object that is called."""
# %% legacy raises="RuntimeError: Legacy autograd function" stderr="show"
import torch


class Square(torch.autograd.Function):
    def forward(self, x):
        self.save_for_backward(x)
        return x * x

    def backward(self, gradient):
        (x,) = self.saved_tensors
        return 2 * x * gradient


x = torch.tensor([1.0, 2.0], requires_grad=True)
Square()(x)
