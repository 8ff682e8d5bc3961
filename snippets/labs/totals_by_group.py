r"""Lab: totals by group, where groups come up more than once.

Level: core. Minutes: 8.
Other numbers: groups = torch.tensor([1, 0, 1, 0])
"""
# %% start
import torch

values = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
groups = torch.tensor([0, 2, 0, 2])

# Make `totals`, three numbers: the sum of the values of group 0, of group 1 and of group 2.
# Each value must get the gradient of its group's total.
# Do not run backward: the check does.
# totals[groups] += values adds each group's last value only.
# TODO: totals = ...

# %% solution
totals = torch.zeros(3).index_add(0, groups, values)
print(totals)

# %% check
made = globals()
as_started = {
    "values": getattr(values, "shape", None) == (4,),
    "groups": getattr(groups, "shape", None) == (4,),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert "totals" in made, "There is no `totals` yet."
assert isinstance(totals, torch.Tensor), "`totals` should be a tensor."
assert totals.shape == (3,), f"There are three groups, not the shape {tuple(totals.shape)}."
last, expected = [0.0] * 3, [0.0] * 3
for group, value in zip(groups.tolist(), values.tolist(), strict=True):
    last[group] = value
    expected[group] += value
assert totals.tolist() != last, "The last value of each group was written, and none added."
assert totals.tolist() == expected, f"The totals should be {expected}, not {totals.tolist()}."
assert totals.requires_grad, "The totals do not record."
weighed = (totals * torch.tensor([1.0, 10.0, 100.0])).sum()
try:
    (gradient,) = torch.autograd.grad(weighed, values, allow_unused=True)
except RuntimeError as error:
    raise AssertionError(f"The totals are right, and the walk back fails: {error}") from error
assert gradient is not None, "The record of the totals does not lead to `values`."
assert gradient.tolist() == [10.0**group for group in groups.tolist()], (
    f"Each value should get the gradient of its group's total, not {gradient.tolist()}."
)
print("All checks passed.")
