r"""Lab: a masked softmax for rows that keep nothing.

Level: more. Minutes: 12.
Other numbers: keep = torch.arange(9).view(3, 3) > 2
"""
# %% start
import torch

scores = torch.tensor([[1.0, 2.0, 3.0], [0.0, 1.0, 0.0], [2.0, 0.0, 1.0]])
keep = torch.tensor([[True, True, False], [False, False, False], [True, True, True]])


def attention(scores, keep):
    blocked = torch.where(keep, 0.0, float("-inf"))
    return (scores + blocked).softmax(1)


# Write masked_softmax(scores, keep): as attention in rows that keep something,
# zeros in rows that keep nothing, and no nan in the gradient of the scores.
# TODO: def masked_softmax(scores, keep): ...

# %% solution
def masked_softmax(scores, keep):
    some = keep.any(1, keepdim=True)
    left_out = some & ~keep
    return scores.masked_fill(left_out, float("-inf")).softmax(1) * some


given = scores.clone().requires_grad_()
masked_softmax(given, keep)[:, 0].sum().backward()
print(given.grad)

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
    "scores": getattr(scores, "shape", None) == (3, 3),
    "keep": getattr(keep, "shape", None) == (3, 3),
    "attention": callable(attention),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert callable(globals().get("masked_softmax")), "There is no `masked_softmax` yet."
trial = scores.clone().requires_grad_()
values = like(trial, masked_softmax(trial, keep), "The result")
empty, weights = ~keep.any(1), torch.arange(1.0, 10.0).view(3, 3)
assert not values.isnan().any(), "A row that keeps nothing is still nan."
assert (values[empty] == 0).all(), (
    f"A row that keeps nothing should be zeros, not {values[empty][0].tolist()}."
)
parts = attention(scores[~empty], keep[~empty])
assert torch.allclose(values[~empty], parts), "The rows that keep something have changed."
assert values.requires_grad, "The values are right, and the gradient is cut off."
(values * weights).sum().backward()
assert trial.grad is not None, "No gradient arrives at the scores."
assert not trial.grad.isnan().any(), (
    "The values are right, and a gradient is nan: the softmax itself still sees only -inf."
)
right = torch.zeros(3, 3)
mean = (parts * weights[~empty]).sum(1, keepdim=True)
right[~empty] = parts * (weights[~empty] - mean)
assert torch.allclose(trial.grad, right, atol=1e-6), "The gradient is not that of the softmax."
wide = torch.tensor([[60.0, -45.0, 2.0, -46.0], [-3.0, 1.0, 50.0, 4.0]])
for given_scores, kept in (
    (scores.flip(0) - 2, keep.flip(1)),
    (wide, torch.tensor([[False, True, False, True], [False, False, False, True]])),
    (wide, torch.tensor([[False, False, False, False], [True, True, True, True]])),
    (wide, torch.zeros(2, 4, dtype=torch.bool)),
):
    leaf, as_given = given_scores.clone().requires_grad_(), kept.clone()
    values = like(leaf, masked_softmax(leaf, kept), "The result")
    assert values.requires_grad, "For other scores the gradient is cut off."
    assert torch.equal(leaf, given_scores), "The scores were changed by the call."
    assert torch.equal(kept, as_given), "`keep` was changed by the call."
    shares = attention(given_scores, kept).nan_to_num(0.0)
    assert torch.allclose(values, shares, atol=1e-6), (
        f"For other scores, and where {kept.tolist()} is kept, the result should be "
        f"{shares.tolist()}, not {values.tolist()}."
    )
    arrives = torch.linspace(-2.0, 3.0, kept.numel()).view_as(leaf)
    (slopes,) = torch.autograd.grad(values, leaf, arrives)
    right = shares * (arrives - (shares * arrives).sum(1, keepdim=True))
    assert torch.allclose(slopes, right, atol=1e-6), (
        f"For other scores the gradient should be {right.tolist()}, not {slopes.tolist()}."
    )
print("All checks passed.")
