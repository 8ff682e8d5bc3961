r"""Lab: three parts of unlike size make up one gradient.

Level: more. Minutes: 12.
Other numbers: w = torch.tensor([2.0, 1.0, -1.0], requires_grad=True)
"""
# %% start
import torch

torch.manual_seed(0)
rows = torch.rand(10, 3)
targets = torch.rand(10)
w = torch.tensor([1.0, -1.0, 2.0], requires_grad=True)
parts = [slice(0, 5), slice(5, 8), slice(8, 10)]  # 5, 3 and 2 rows


def mean_loss(part):
    return ((rows[part] @ w - targets[part]) ** 2).mean()


# Walk back from each part in turn, so that w.grad ends up as
# the gradient of the mean over all ten rows.
# TODO

# %% solution
for part in parts:
    share = len(rows[part]) / len(rows)
    (share * mean_loss(part)).backward()
print(w.grad)

# %% check
as_started = {
    "rows": getattr(rows, "shape", None) == (10, 3),
    "targets": getattr(targets, "shape", None) == (10,),
    "w": getattr(w, "shape", None) == (3,),
    "parts": isinstance(parts, list) and len(parts) == 3,
}
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


begun_afresh(mean_loss, w.grad is not None, w.grad)
assert w.grad is not None, "`w.grad` is empty: call backward() for each part."


def slope_of_sum(part):
    some, wanted = rows[part], targets[part]
    return 2 * some.T @ (some @ w.detach() - wanted)


sums = [slope_of_sum(part) for part in parts]
means = [sums[0] / 5, sums[1] / 3, sums[2] / 2]
assert not torch.allclose(w.grad, sum(means)), (
    "You added three means as they are: each needs its share of the whole."
)
assert not torch.allclose(w.grad, sum(means) / 3), (
    "A third for each part is too much for the part of 2 rows, "
    "and not enough for the part of 5."
)
assert not torch.allclose(w.grad, sum(sums)), (
    "That is the gradient of the sum over all rows: "
    "divide by the number of rows."
)
assert not torch.allclose(w.grad, sums[-1] / 10), (
    "Only the last part is in w.grad: do not empty it between the parts."
)
assert not torch.allclose(w.grad, sum(sums) / 5), (
    "That is twice the gradient: walk back from each part once, "
    "from an empty w.grad (set it to None before you try again)."
)
expected = [round(entry, 4) for entry in (sum(sums) / 10).tolist()]
assert torch.allclose(w.grad, sum(sums) / 10), (
    f"`w.grad` should be {expected}; "
    "set it to None before you try again, as it adds up."
)
print("All checks passed.")
