r"""Lab: the values of one function with the slope of another.

Level: deep. Minutes: 20.
Other numbers: x = torch.tensor([1.3, -0.8, 2.6], requires_grad=True)
"""
# %% start
import torch

x = torch.tensor([0.4, 1.6, -2.3], requires_grad=True)

# Torch gives t.round() the slope 0 everywhere.
# Write rounded(t) so that
# 1. its values are those of t.round();
# 2. backward() finds the slope 1, as if nothing had been rounded.
# TODO: def rounded(t): ...

# %% solution
def rounded(t):
    return t + (t.round() - t).detach()


rounded(x).sum().backward()
print(rounded(x))
print(x.grad)

# %% check
made = globals()


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


assert callable(made.get("rounded")), "There is no `rounded` yet: write the function."
probe = torch.tensor([0.4, 1.6, -2.3, 7.2], requires_grad=True)
result = rounded(probe)
assert isinstance(result, torch.Tensor), "rounded(t) should return a tensor."
result = like(probe, result, "The result")
assert torch.allclose(result, probe.round()), (
    f"The values should be {probe.round().tolist()}, not {result.tolist()}."
)
assert result.requires_grad, (
    "The result does not record: all of it is detached. Leave one way back to `t`."
)
(slope,) = torch.autograd.grad(result.sum(), probe, allow_unused=True)
assert slope is not None, (
    "The record does not lead to `t`: a flag that is set afterwards begins a new one."
)
assert not torch.equal(slope, torch.zeros(4)), (
    "The slopes are 0: what you add to `t` takes its slope away again. Detach that part."
)
assert torch.allclose(slope, torch.ones(4)), f"The slopes should all be 1, not {slope.tolist()}."
table = torch.tensor([[-1.4, 0.6, 3.0], [8.7, -0.2, -5.8]], requires_grad=True)
arrives = torch.tensor([[2.0, -3.0, 0.5], [0.0, 4.0, -1.0]])
before = table.detach().clone()
result = like(table, rounded(table), "The result")
assert torch.equal(table, before), "rounded has changed the t that it was given."
assert torch.allclose(result, before.round()), "The values of a table are not those of t.round()."
assert result.requires_grad, "For a table the result does not record."
(slope,) = torch.autograd.grad(result, table, arrives)
assert torch.allclose(slope, arrives), (
    f"Where {arrives.tolist()} arrives, the same should go on, not {slope.tolist()}."
)
print("All checks passed.")
