r"""Lab: a Function that survives a second derivative.

Level: deep. Minutes: 15.
"""
# %% start
import torch

x = torch.tensor([-1.0, 0.5, 2.0], dtype=torch.float64, requires_grad=True)

# Write a torch.autograd.Function called LogCosh for log(cosh(x)).
# Its slope is tanh(x). It must be right in first and second order,
# and work under torch.func.grad.
# TODO: class LogCosh(torch.autograd.Function): ...

# %% solution
class LogCosh(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x.cosh().log()

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return x.tanh() * gradient


print(torch.autograd.gradcheck(LogCosh.apply, x), torch.autograd.gradgradcheck(LogCosh.apply, x))

# %% check
assert "LogCosh" in globals(), "There is no `LogCosh` yet."
assert torch.allclose(LogCosh.apply(x), x.cosh().log()), "forward does not give log(cosh(x))."
(first,) = torch.autograd.grad((3 * LogCosh.apply(x)).sum(), x, create_graph=True)
assert not torch.allclose(first, x.tanh()), (
    "backward forgets what arrives: multiply the slope by the gradient."
)
assert torch.allclose(first, 3 * x.tanh()), "The first slope is not tanh(x) times what arrives."
second = torch.zeros(3, dtype=torch.float64)
if first.requires_grad:
    (found,) = torch.autograd.grad(first.sum(), x, allow_unused=True)
    second = second if found is None else found
assert torch.allclose(second, 3 * (1 - x.tanh() ** 2)), (
    "The second derivative is wrong: save x, and compute the slope from it in backward."
)
problem = None
try:
    torch.func.grad(lambda t: LogCosh.apply(t).sum())(x.detach())
except RuntimeError as error:
    problem = str(error)
assert problem is None, (
    "torch.func.grad refuses it: take ctx out of forward, and add setup_context."
)
print("All checks passed.")
