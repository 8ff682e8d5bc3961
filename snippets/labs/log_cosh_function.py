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
def like(right, value, name):
    """The numbers of `value` in the type of `right`, however they were typed."""
    try:
        found = torch.as_tensor(value, dtype=right.dtype)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be a tensor of numbers.") from None
    assert found.shape == right.shape, (
        f"{name} should have the shape {tuple(right.shape)}, not {tuple(found.shape)}."
    )
    return found


as_started = {"x": getattr(x, "shape", None) == (3,)}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert isinstance(globals().get("LogCosh"), type), "There is no `LogCosh` yet."
assert hasattr(LogCosh, "apply"), "LogCosh is no torch.autograd.Function: it has no apply."
try:
    result = like(x, LogCosh.apply(x), "The result")
except (TypeError, RuntimeError) as error:
    raise AssertionError(f"LogCosh.apply(x) raised an error: {error}") from error
assert result.requires_grad, "The result does not record."
assert torch.allclose(result, x.cosh().log()), "forward does not give log(cosh(x))."
try:
    (first,) = torch.autograd.grad((3 * result).sum(), x, create_graph=True, allow_unused=True)
except RuntimeError as error:
    raise AssertionError(f"The walk back raised an error: {error}") from error
assert first is not None, "No gradient arrives at x: backward should return one."
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
problem, found = None, None
try:
    found = torch.func.grad(lambda t: LogCosh.apply(t).sum())(x.detach())
except RuntimeError as error:
    problem = str(error)
assert problem is None, (
    "torch.func.grad refuses it: take ctx out of forward, and add setup_context."
)
assert torch.allclose(found, x.tanh()), "torch.func.grad does not give tanh(x)."
assert issubclass(LogCosh, torch.autograd.Function), (
    "LogCosh is no torch.autograd.Function: the slope should be your own."
)
table = torch.tensor([[0.3, -1.2, 0.0], [2.5, -0.4, 1.0]], dtype=torch.float64)
table, other = table.requires_grad_(), (0.5 - table).detach().requires_grad_()
uneven = torch.tensor([[1.0, -2.0, 0.5], [-0.3, 4.0, 0.0]], dtype=torch.float64)
arrives, again = uneven.clone().requires_grad_(), 1 - uneven  # at the first and second walk
before = table.detach().clone()
results = [like(t, LogCosh.apply(t), "The result") for t in (table, other)]  # both before any walk
assert torch.equal(table, before), "The call has changed the tensor that it was given."
assert torch.allclose(results[0], table.cosh().log()), (
    "For other numbers forward does not give log(cosh(x)): use its argument."
)
(first,) = torch.autograd.grad(results[0], table, arrives, create_graph=True)
assert torch.allclose(first, arrives * table.tanh()), (
    "Where each entry gets another gradient, or between two calls, the slope is wrong: "
    "each entry of what arrives goes with its own tanh(x), from what this call has saved."
)
assert torch.equal(arrives, uneven), "backward has changed the gradient that it was given."
(found,) = torch.autograd.grad(results[1], other, uneven)
assert torch.allclose(found, uneven * other.tanh()), "Of two calls the second one is wrong."
along_x, along_arriving = torch.autograd.grad(
    first, (table, arrives), again, allow_unused=True, materialize_grads=True
)
assert torch.allclose(along_x, again * arrives * (1 - table.tanh() ** 2)), (
    "The second derivative is wrong where each entry gets another gradient."
)
assert torch.allclose(along_arriving, again * table.tanh()), (
    "No second derivative goes back along the gradient that arrives: do not detach it."
)
print("All checks passed.")
