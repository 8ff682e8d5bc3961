r"""Lab: which row of a batch pulls hardest on the weights?

Level: more. Minutes: 12.
Other numbers: w = torch.tensor([0.75, 0.25])
Other numbers: targets = torch.tensor([-0.6, -0.1, 0.4, -0.5, -0.7, -0.7])
"""
# %% start
import torch

torch.manual_seed(306)  # other lengths than the norm would choose another row
rows = torch.rand(6, 2)
targets = torch.rand(6)
w = torch.tensor([0.5, -0.5])

# The loss of one row is (row @ w - target)**2.
# 1. per_row: the gradient along w of each row's loss, with the shape (6, 2).
# 2. steepest: the number of the row whose gradient is longest, a Python int.
# torch.func.vmap spares you a loop over the rows.
# TODO: per_row = ..., steepest = ...

# %% solution
def loss(w, row, target):
    return (row @ w - target) ** 2


per_row = torch.func.vmap(torch.func.grad(loss), in_dims=(None, 0, 0))(w, rows, targets)
steepest = per_row.norm(dim=1).argmax().item()
print(per_row)
print(steepest)

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


as_started = {
    "rows": getattr(rows, "shape", None) == (6, 2),
    "targets": getattr(targets, "shape", None) == (6,),
    "w": getattr(w, "shape", None) == (2,),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert "per_row" in made, "There is no `per_row` yet."
assert isinstance(per_row, torch.Tensor), "`per_row` should be one tensor."
assert per_row.shape != (2,), "That is one gradient for the whole batch: none of them is a row's."
assert per_row.shape == (6, 2), f"The shape should be (6, 2), not {tuple(per_row.shape)}."
by_formula = 2 * (rows @ w - targets)[:, None] * rows
found = like(rows, per_row, "`per_row`")
assert not torch.allclose(6 * found, by_formula), "A mean over the batch divided them by 6."
assert torch.allclose(found, by_formula, atol=1e-6), "A row's gradient is 2 (row @ w - t) row."
assert "steepest" in made, "There is no `steepest` yet."
assert isinstance(steepest, int), "`steepest` should be a Python int: use .item()."
assert steepest == by_formula.norm(dim=1).argmax(), "Longest is by the norm of each row's gradient."
print("All checks passed.")
