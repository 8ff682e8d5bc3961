r"""Lab: build a row of numbers, each from the one before, without a late edit.

Level: more. Minutes: 12.
Other numbers: x = torch.tensor(0.7, requires_grad=True)
"""
# %% start
import torch

x = torch.tensor(1.1, requires_grad=True)

# This fills a row in place. Its backward() raises, for each square needs
# the entry that it was made from, and the next line edits the same row:
#     row = torch.zeros(4)
#     row[0] = x
#     for i in range(3):
#         row[i + 1] = row[i] ** 2
#     row.sum().backward()
# Make the same four numbers, in a tensor called row, so that backward() works.
# 1. TODO: row = ...
# 2. Run backward() on the sum of row.

# %% solution
entries = [x]
for _ in range(3):
    entries.append(entries[-1] ** 2)
row = torch.stack(entries)
row.sum().backward()
print(row)
print(x.grad)

# %% check
made = globals()
as_started = {"x": getattr(x, "shape", None) == ()}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def begun_afresh(start, touched, *state):
    """Refuse a try that went on from what an earlier one, judged by this cell, had changed."""
    judged, state = globals().setdefault("judged", []), repr(state)
    before = [then for one, then in judged if one is start][:1] if touched else []
    judged += [(start, state)] if touched and not before else []
    assert before in ([], [state]), (
        "Run the start again, then your code: an earlier try has changed what the start made."
    )


begun_afresh(x, x.grad is not None, x.grad)
assert "row" in made, "There is no `row` yet: start with step 1."
assert torch.is_tensor(row), "`row` should be a tensor: torch.stack makes one of a list."
assert row.shape == (4,), f"`row` should have 4 entries; its shape is {tuple(row.shape)}."
powers = x.detach() ** torch.tensor([1.0, 2.0, 4.0, 8.0])
assert torch.allclose(row.detach().to(powers.dtype), powers), (
    f"`row` should be {[round(p, 4) for p in powers.tolist()]}, each entry the square of the last."
)
assert row.requires_grad, "`row` was not recorded: was it built from numbers, or detached?"
assert x.grad is not None, "`x.grad` is empty: run backward() on row.sum()."
x_value = x.detach()
slope = 1 + 2 * x_value + 4 * x_value**3 + 8 * x_value**7
assert not torch.allclose(x.grad, 2 * slope), (
    "`x.grad` is twice the slope: a second walk adds to the first. "
    "Run the start again, then your code."
)
assert torch.allclose(x.grad, slope), (
    f"`x.grad` should be {slope.item():.4f}, not {x.grad.item():.4f}: "
    "an edit that torch could not see, or a cut record, changes the slope."
)
print("All checks passed.")
