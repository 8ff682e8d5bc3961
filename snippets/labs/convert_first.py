r"""Lab: whole numbers in, a leaf that keeps its gradient out.

Level: core. Minutes: 8.
Other numbers: raw = torch.tensor([2, 5, 9])
"""
# %% start
import torch

raw = torch.tensor([1, 2, 3])

# 1. Make `w`: the numbers of `raw` divided by 10, in float64.
#    It must record, and it must be a leaf.
# TODO: w = ...

# 2. Add up the squares of `w`.
# TODO: loss = ...

# 3. Run backward, so that w.grad is filled.
# TODO

# %% solution
w = (raw.to(torch.float64) / 10).requires_grad_()
loss = (w**2).sum()
loss.backward()
print(w.is_leaf, w.grad)

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


as_started = {"raw": getattr(raw, "shape", None) == (3,)}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert "w" in made, "There is no `w` yet: start with step 1."
assert isinstance(w, torch.Tensor), "`w` should be a torch tensor."
assert w.requires_grad, "`w` does not record: switch it on, as the last step."
assert w.is_leaf, "`w` is a result of recorded steps: switch on the flag last."
assert w.dtype == torch.float64, f"`w` is {w.dtype}: convert to torch.float64."
right = raw.double() / 10
found = like(right, w.detach(), "`w`")
near = torch.allclose(found, right, rtol=1e-12)
assert near or not torch.allclose(found, right), (
    "`w` has the digits of float32 only: convert to torch.float64 before you divide."
)
assert near, (
    "`w` should hold the numbers of `raw` divided by 10."
)
assert "loss" in made, "There is no `loss` yet: add up the squares in step 2."
assert torch.is_tensor(loss), (
    "`loss` is not a tensor: .item() and .tolist() end the record."
)
assert loss.requires_grad, "`loss` was not recorded: compute it from `w`."
assert loss.numel() == 1, f"`loss` has {loss.numel()} entries: add them up."
assert w.grad is not None, "`w.grad` is empty: call loss.backward()."
assert torch.allclose(w.grad, 2 * w.detach()), (
    "`w.grad` should be 2 times `w`. Run it all afresh: "
    "a second backward adds to the first."
)
print("All checks passed.")
