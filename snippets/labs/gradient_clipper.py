r"""Lab: the identity with a gradient that is clipped entry by entry.

Level: core. Minutes: 10.
Other numbers: weights = torch.tensor([-0.3, 4.0, -2.0])
"""
# %% start
import torch

x = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
weights = torch.tensor([0.2, -5.0, 3.0])

# Write clip_gradient(x, limit), which applies a Function of your own (a hook on the result
# counts as well): the result is x, and on the way back every entry of the gradient lies
# between -limit and limit. `limit` is a plain number.
# TODO

# %% solution
class ClipGradient(torch.autograd.Function):
    @staticmethod
    def forward(x, limit):
        return x.view_as(x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        _, ctx.limit = inputs

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.clamp(-ctx.limit, ctx.limit), None


def clip_gradient(x, limit):
    return ClipGradient.apply(x, limit)


(clip_gradient(x, 1.0) * weights).sum().backward()
print(x.grad)

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


as_started = {
    "x": getattr(x, "shape", None) == (3,),
    "weights": getattr(weights, "shape", None) == (3,),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def arrives(limit, factor=1.0):
    """What comes back through the function, where `factor * weights` arrives at it."""
    trial = x.detach().clone().requires_grad_()
    result = like(trial, clip_gradient(trial, limit), "The result")
    assert torch.equal(result, trial), "The result should be x: only the way back is clipped."
    assert result.requires_grad, "The result does not record: nothing comes back through it."
    try:
        (result * weights * factor).sum().backward()
    except RuntimeError as error:
        message = str(error)
        assert "incorrect number" not in message, (
            "backward returns a gradient for each input of forward: None for `limit`."
        )
        raise AssertionError(f"The walk back raised an error: {message}") from error
    return trial.grad


assert callable(globals().get("clip_gradient")), "There is no `clip_gradient` yet."
gradient = arrives(1.0)
assert gradient is not None, "No gradient arrives at x."
assert not torch.allclose(gradient, weights), "The gradient comes back as it was, unclipped."
assert not torch.allclose(gradient, weights / weights.norm()), (
    "The whole gradient was made shorter; clip each entry by itself."
)
assert not torch.allclose(gradient, x.detach().clamp(-1, 1)), (
    "You clipped x: clip the gradient that arrives, grad_output."
)
assert torch.allclose(gradient, weights.clamp(-1, 1)), (
    f"With the limit 1 the gradient is {gradient.tolist()}, not {weights.clamp(-1, 1).tolist()}."
)
for limit, factor in [(0.5, 1.0), (1.0, 0.1), (100.0, 1.0)]:
    gradient = arrives(limit, factor)
    assert gradient is not None, "No gradient arrives at x."
    assert torch.allclose(gradient, (factor * weights).clamp(-limit, limit)), (
        f"With the limit {limit:g} it is wrong: does backward use the limit that it was given?"
    )
table = torch.tensor([[-1.0, 0.5], [4.0, -0.25], [0.0, 7.0]])
leaf, coming = table.clone().requires_grad_(), 3 * table.flip(0) - 1
results = [clip_gradient(leaf, limit) for limit in (0.5, 2.0)]  # both before any walk
narrow, wide = (like(leaf, result, "The result") for result in results)
assert torch.equal(leaf, table), "x itself was changed by the call."
assert torch.equal(narrow, table), "For another x the result should be that x."
assert torch.equal(wide, table), "For another x the result should be that x."
sent = coming.clone()
(of_narrow,) = torch.autograd.grad(narrow, leaf, sent, retain_graph=True)
assert torch.equal(sent, coming), (
    "The gradient that arrives was edited in place: others may still need it. Return a new tensor."
)
assert torch.allclose(of_narrow, coming.clamp(-0.5, 0.5)), (
    "Of two clippers with their own limits the first uses the wrong one: "
    "each call must keep its limit for itself."
)
through = (wide * coming).sum() + (narrow * coming).sum()
(of_all,) = torch.autograd.grad(through + 9 * leaf.sum(), leaf)
assert torch.allclose(of_all, coming.clamp(-2, 2) + coming.clamp(-0.5, 0.5) + 9), (
    "Only what comes back through the result is clipped. "
    "What reaches x on other ways should stay as it is."
)
print("All checks passed.")
