r"""Lab: the gradient for a line when some points count more.

Level: more. Minutes: 12.
Other numbers: t = torch.tensor([2.0, 1.0, 4.0, 3.0])
Other numbers: v = torch.tensor([2.0, 5.0, 1.0, 1.0])
"""
# %% start
import torch

X = torch.tensor([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
t = torch.tensor([1.0, 3.0, 2.0, 4.0])
v = torch.tensor([1.0, 1.0, 6.0, 2.0])

# Each point counts as much as its entry of v says.
# The loss is the mean of v times the squared misses:
#     (v * (X @ w - t) ** 2).mean()
# Write its gradient along w by formula,
# without autograd.
# TODO: def slopes(w): ...

# %% solution
def slopes(w):
    return 2 / 4 * X.T @ (v * (X @ w - t))


print(slopes(torch.zeros(2)))
print(slopes(torch.tensor([1.3, 0.8])))

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
    "X": getattr(X, "shape", None) == (4, 2),
    "t": getattr(t, "shape", None) == (4,),
    "v": getattr(v, "shape", None) == (4,),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert callable(globals().get("slopes")), "There is no `slopes` yet: write the function."


def walked(w, counts):
    leaf = w.clone().requires_grad_(True)
    return torch.autograd.grad((counts * (X @ leaf - t) ** 2).mean(), leaf)[0]


def pack(tensor):
    kept.append(tensor.numel())  # what a recorded step saves for the way back
    return tensor.detach()


for place in ([0.0, 0.0], [1.3, 0.8], [-2.0, 1.0]):
    w = torch.tensor(place)
    kept = []
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        given = slopes(w)
    assert not kept, "Recorded steps ran in `slopes`: write the formula, without autograd."
    assert torch.is_tensor(given), "`slopes` should return the two slopes, as one tensor."
    given = like(w, given, "The result of slopes(w)")
    right = walked(w, v)
    near = [
        (walked(w, torch.ones(4)), "Every point counts the same here: where is v?"),
        (right / 2, "The 2 that the square brings is missing."),
        (right * 4, "That is the slope of the sum. The mean takes a quarter of it."),
        (walked(w, v**2), "v is squared here. It stands outside of the square."),
        (right * 4 / v.sum(), "That divides by the sum of v. The mean divides by 4."),
        (-right, "The signs are turned: a miss is the line minus the target."),
    ]
    for slip, message in near:
        fits = torch.allclose(given.detach(), slip, atol=1e-4)
        assert not fits or torch.allclose(slip, right), message
    assert torch.allclose(given.detach(), right, atol=1e-4), (
        f"At w = {place} the slopes should be {right.tolist()}, not {given.tolist()}."
    )
print("All checks passed.")
